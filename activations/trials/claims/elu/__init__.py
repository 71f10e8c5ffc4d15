"""The trials of the claims about elu."""
