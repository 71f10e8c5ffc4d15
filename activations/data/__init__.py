"""The data to learn from: bundled and sampled sets, a function that is typed, and the reader's own tables."""
