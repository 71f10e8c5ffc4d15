"""A table of the reader's own: read, cleaned, checked, split and kept; everything that is done to it is said."""
