"""The lecture note in our own words, function by function, each sentence that can be tried marked with its claim.

All texts are English msgids of the gettext domain "note"; translate them where they are shown.
"""
