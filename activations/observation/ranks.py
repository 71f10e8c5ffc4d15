"""The effective ranks of all layers, measured in turn: each costs far more than anything else that is looked at."""

import numpy as np
import torch

from activations.observation.measures import effective_rank
from activations.turns import breathe

WORK = 2**14  # sum of min(units, samples)^3 an observation, about 1 ms: the other ranks wait their turn
FIRST = 8  # times that at the first observation, so that the ranks of a small race are all there at once


class Ranks:
    """What is known of the ranks, and whose turn it is.

    `rank`: [arms, seeds, layers], see measures.effective_rank; `step`: at which it was measured, -1: not yet.
    """

    def __init__(self, shape: tuple[int, int, int], sizes: list[int]) -> None:
        """`shape`: arms, seeds, layers; `sizes`: of the matrix of each layer whose rank is taken."""
        self.rank = np.full(shape, np.nan)
        self.step = np.full(shape, -1, dtype=np.int32)
        self._sizes = sizes
        self._next = 0
        self._aside: list = []

    def due(self, first: bool = False, everything: bool = False) -> dict[int, np.ndarray]:
        """Whose rank is measured now, as layer -> bool [arms, seeds]: all, or the next ones that the work allows.

        Layer after layer, so that most of one turn are of one shape.
        """
        arms, seeds, layers = self.rank.shape
        work, chosen, most = 0, {}, WORK * (FIRST if first else 1)
        for _ in range(self.rank.size):
            layer, arm, seed = (int(part) for part in np.unravel_index(self._next, (layers, arms, seeds)))
            work += self._sizes[layer] ** 3
            if work > most and chosen and not everything:
                break
            chosen.setdefault(layer, np.zeros((arms, seeds), dtype=bool))[arm, seed] = True
            self._next = (self._next + 1) % self.rank.size
        return chosen

    def put_aside(self, after: torch.Tensor, layer: int, due: np.ndarray, arms: np.ndarray, seeds: slice) -> None:
        """Keep the outputs [N, units, S] of a layer whose rank is due until all are found: one call for all of a shape
        is much cheaper. `after` is of these arms and seeds, arm after arm."""
        due = due[arms, seeds]
        if due.any():
            places, columns = np.nonzero(due)
            rows = after[torch.as_tensor(np.flatnonzero(due), device=after.device)]
            self._aside.append((rows, arms[places], columns + seeds.start, layer))

    def measure(self, step: int) -> None:
        """The ranks of all that was put aside."""
        for shape in {tuple(rows.shape[1:]) for rows, *_ in self._aside}:
            same = [entry for entry in self._aside if tuple(entry[0].shape[1:]) == shape]
            breathe()
            ranks = effective_rank(torch.cat([entry[0] for entry in same])).cpu().numpy()
            for rows, arms, seeds, layer in same:
                self.rank[arms, seeds, layer], ranks = ranks[: len(rows)], ranks[len(rows) :]
                self.step[arms, seeds, layer] = step
        self._aside = []
