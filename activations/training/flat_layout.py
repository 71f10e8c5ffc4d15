"""Where every number that a stack trains lies in one flat tensor."""

import math
from collections.abc import Iterable

from torch import Tensor

from activations.training.numerics import VECTOR, rounded_up


class Layout:
    """Blocks of a flat tensor by key (layer, ...), layer after layer; each block starts on a whole vector."""

    def __init__(self, shapes: Iterable[tuple[tuple, tuple[int, ...]]]) -> None:
        self.blocks: dict[tuple, tuple[int, tuple[int, ...]]] = {}
        self.total = 0
        for key, shape in shapes:
            self.blocks[key] = self.total, shape
            self.total = rounded_up(self.total + math.prod(shape), VECTOR)

    def views(self, flat: Tensor) -> dict[tuple, Tensor]:
        """Every block of `flat`, by key, in its shape."""
        return {key: flat[start : start + math.prod(shape)].view(shape) for key, (start, shape) in self.blocks.items()}

    def span(self, place: int) -> slice:
        """All that the layer `place` trains."""
        starts = [start for key, (start, _) in self.blocks.items() if key[0] == place]
        after = [start for key, (start, _) in self.blocks.items() if key[0] == place + 1]
        return slice(starts[0], after[0] if after else self.total)
