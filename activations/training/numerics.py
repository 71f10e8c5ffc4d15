"""The floating-point surroundings in which everything is trained, whoever calls."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

ALIGNMENT = 64  # bytes: a cache line, the widest vector register, and what torch's CPU allocator gives
VECTOR = 32  # elements: a multiple of what torch's vectorised CPU loops take at a time (twice a register)


@contextmanager
def steady() -> Iterator[None]:
    """One intra-op thread and denormal numbers flushed to zero; afterwards as before.

    One thread, since the chunks of several would change roundings, and small networks are faster so. Denormals, since
    saturated units produce them and a processor takes a hundred times longer over each.
    """
    threads = torch.get_num_threads()
    flushed = float.fromhex("0x1p-1070") * 1.0 == 0.0  # Python's own arithmetic obeys the processor's flag too
    if threads != 1:
        torch.set_num_threads(1)
    if not flushed:
        torch.set_flush_denormal(True)
    try:
        yield
    finally:
        if threads != 1:
            torch.set_num_threads(threads)
        if not flushed:
            torch.set_flush_denormal(False)


def rounded_up(count: int, unit: int) -> int:
    return -(-count // unit) * unit


def padded(*shape: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """A tensor of zeros whose storage is rounded up to whole vectors, so that `whole` can be taken of it."""
    count = math.prod(shape)
    return torch.zeros(rounded_up(count, VECTOR), dtype=dtype, device=device)[:count].view(shape)


def whole(tensor: Tensor) -> Tensor:
    """All of the storage of a `padded` tensor as one line.

    torch computes the elements that do not fill a vector by another routine, with other roundings. On the whole storage
    there are none, and an elementwise result does not depend on where in the tensor its element is.
    """
    return tensor.as_strided((rounded_up(tensor.numel(), VECTOR),), (1,), 0)
