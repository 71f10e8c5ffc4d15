"""Memory for intermediate results, kept from one observation to the next."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from activations.training.numerics import padded


class Workspace:
    """Tensors by name, with what was last in them.

    A fresh tensor of more than 128 kB is fresh memory from the system, and touching it for the first time takes many
    times what the arithmetic takes. So what is as large as a layer's pre-activations is written into kept memory.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, torch.dtype, torch.device], Tensor] = {}

    def take(self, name: str, shape: Sequence[int], like: Tensor, dtype: torch.dtype | None = None) -> Tensor:
        """A contiguous tensor of this shape on the device of `like`; the same memory as any taken before by the name.

        It can be the argument of `numerics.whole`.
        """
        dtype, count = dtype or like.dtype, math.prod(shape)
        key = (name, dtype, like.device)
        if key not in self._kept or self._kept[key].numel() < count:
            self._kept[key] = padded(count, dtype=dtype, device=like.device)
        return self._kept[key][:count].view(tuple(shape))
