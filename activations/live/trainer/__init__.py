"""The trainer process: everything in this folder runs there."""
