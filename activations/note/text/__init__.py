"""The text of the note page, one module a section."""
