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
        self._views: dict[tuple[str, torch.dtype, torch.device, tuple[int, ...]], Tensor] = {}

    def take(self, name: str, shape: Sequence[int], like: Tensor, dtype: torch.dtype | None = None) -> Tensor:
        """A contiguous tensor of this shape on the device of `like`; the same memory as any taken before by the name.

        It can be the argument of `numerics.whole`.
        """
        dtype, shape = dtype or like.dtype, tuple(shape)
        key = (name, dtype, like.device)
        if (found := self._views.get((*key, shape))) is not None:
            return found
        count = math.prod(shape)
        if key not in self._kept or self._kept[key].numel() < count:
            self._kept[key] = padded(count, dtype=dtype, device=like.device)
            self._views = {place: view for place, view in self._views.items() if place[:3] != key}
        found = self._views[(*key, shape)] = self._kept[key][:count].view(shape)
        return found
