"""The trials of the claims about sigmoid."""
