"""The engine: stacked networks trained side by side, what can be done to them, and the comparison of the results."""
