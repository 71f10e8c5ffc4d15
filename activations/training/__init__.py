"""Training: what is compared (arms, experiment), on which data, and stacked networks trained side by side."""
