"""Who is dead, off and frozen while networks train: the `look` of a grid, over all training samples."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from activations.observation.measures import unchanged
from activations.training.stack import NetworkStack


@dataclass(frozen=True)
class Count:
    """One arm at one step; a bool array [networks, units] for each hidden layer."""

    step: int
    peak: list[np.ndarray]  # largest |f'(z)| of each unit over all training samples
    off: list[np.ndarray]  # z <= 0 on all of them; of units with one pre-activation
    frozen: list[np.ndarray]  # incoming weights and bias are the same to the bit as at the count before


class DeadUnitCounts:
    """`census = DeadUnitCounts()`; train with `look=census.look, look_every=25`; then ask.

    Answers are for each network of the grid, columns * seeds; networks that diverged must be left out by the caller
    (`grid.diverged[arm].ravel()`). A unit is dead if |f'(z)| is 0 on every training sample.
    """

    def __init__(self) -> None:
        self.counts: dict[int, list[Count]] = {}
        self._weights: dict[int, list[Tensor]] = {}

    @torch.no_grad()
    def look(self, step: int, arm: int, stack: NetworkStack) -> None:
        networks, hidden = len(stack.seeds), range(len(stack.layers) - 1)
        peak = [torch.zeros(networks, stack.widths[place], dtype=stack.dtype) for place in hidden]
        highest = [torch.full_like(one, -torch.inf) for one in peak]
        for columns in stack.training_columns():
            for place, before in zip(hidden, stack.rows_before(0, columns), strict=False):
                slope = stack.layers[place].slices[0].slope(before)[:networks]
                peak[place] = torch.maximum(peak[place], slope.amax(-1))
                largest = before[:networks].amax(-1).unflatten(1, (stack.layer_pieces[place], -1)).amax(1)
                highest[place] = torch.maximum(highest[place], largest)
        weights = [
            torch.cat([stack.layers[place].weight[:networks], stack.layers[place].bias[:networks]], dim=2)
            for place in hidden
        ]
        then = self._weights.get(arm)
        frozen = [
            unchanged(now, then[place]).unflatten(1, (stack.layer_pieces[place], -1)).all(1).numpy()
            if then is not None
            else np.zeros(tuple(peak[place].shape), dtype=bool)
            for place, now in enumerate(weights)
        ]
        self._weights[arm] = weights
        off = [(one <= 0).numpy() for one in highest]
        self.counts.setdefault(arm, []).append(Count(step, [one.numpy() for one in peak], off, frozen))

    def at(self, arm: int, step: int | None = None) -> Count:
        """The count at a step (the first one not before it), or the last."""
        counts = self.counts[arm]
        return counts[-1] if step is None else next(one for one in counts if one.step >= step)

    def dead(self, arm: int, step: int | None = None, threshold: float = 0.0):
        """Share of units that are dead, or have |f'(z)| <= threshold, [networks]."""
        return np.concatenate([peak <= threshold for peak in self.at(arm, step).peak], axis=1).mean(1)

    def off(self, arm: int):
        """Share of units that are off, [networks]."""
        return np.concatenate(self.at(arm).off, axis=1).mean(1)

    def transitions(self, arm: int, layer: int, networks: np.ndarray | None = None) -> "Transitions":
        """What became of a layer's units from count to count; of some networks only if given, bool [networks]."""
        counts = self.counts[arm]
        dead = np.stack([count.peak[layer] <= 0 for count in counts])
        frozen = np.stack([count.frozen[layer] for count in counts])
        if networks is not None:
            dead, frozen = dead[:, networks], frozen[:, networks]
        stayed = dead[1:] & dead[:-1]
        died = ~dead[:-1] & dead[1:]
        revived = dead[:-1] & ~dead[1:]
        return Transitions(int(died.sum()), int(revived.sum()), int(stayed.sum()), int((stayed & frozen[1:]).sum()))


@dataclass(frozen=True)
class Transitions:
    """Counts over all units, networks and pairs of neighbouring counts."""

    died: int
    revived: int
    stayed: int  # dead at both counts
    frozen: int  # of these: not a bit of the incoming weights and bias has changed between
