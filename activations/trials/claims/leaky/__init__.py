"""The trials of the claims about leaky."""
