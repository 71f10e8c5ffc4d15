"""The trials of the claims about relu."""
