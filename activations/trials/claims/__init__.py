"""The trials of the note's claims, one folder or file per function, each file with a tuple TRIALS."""
