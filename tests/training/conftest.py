"""One intra-op thread, as in the trainer process: several only get in each other's way on networks this small.

And a place of their own for the tables of a test.
"""

import pytest
import torch

from activations.data.table import split, store


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for tables, and nothing remembered."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for cached in (store._parsed, split.selection_of, split._dataset, split._data):
        cached.cache_clear()
    return tmp_path
