"""Claims on trial: every sentence of the note as an experiment with an interval and a verdict."""
