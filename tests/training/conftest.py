"""One intra-op thread, as in the trainer process: several only get in each other's way on networks this small."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    torch.set_num_threads(1)
