"""The trials of the claims about maxout."""
