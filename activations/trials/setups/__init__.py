"""Setups that the trials of several claims share: no claim imports another claim's module."""
