"""The entries of the catalogue, one file per family, each with a tuple ENTRIES."""
