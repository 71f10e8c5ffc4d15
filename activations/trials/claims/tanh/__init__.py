"""The trials of the claims about tanh."""
