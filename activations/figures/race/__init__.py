"""The figures and tables of the Race page."""
