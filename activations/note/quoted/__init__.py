"""The claims of the note with its own words and their sources, one module a section."""
