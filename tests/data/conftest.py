"""A place of their own for the tables of a test."""

import pytest

from activations.data.table import split, store


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for tables, and nothing remembered."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for cached in (store._parsed, split.selection_of, split._dataset, split._data):
        cached.cache_clear()
    return tmp_path
