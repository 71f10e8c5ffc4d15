"""The path of two weights while they train: the zig-zag, drawn in their plane."""

import numpy as np

from activations.training.trainer import Trainer

MOST_POINTS = 2000  # beyond, every second point of the older half is let go


class Path:
    """Two incoming weights of one unit, the same two in every arm (arms of one seed start from the same draws).

    Call `record` after every step to see a zig-zag: between points far apart it does not show.
    """

    def __init__(
        self, trainer: Trainer, layer: int, unit: int, weights: tuple[int, int], seed: int = 0, piece: int = 0
    ) -> None:
        """`layer` counts all layers from 0, the output layer last; `piece` is the pre-activation of a unit.

        Raises ValueError if an arm has no such layer, unit, piece or weight; the two weights must be different.
        """
        self.trainer, self.layer, self.unit, self.weights = trainer, layer, unit, tuple(weights)
        self.seed, self.piece = seed, piece
        self.steps: list[int] = []
        self._points: list[np.ndarray] = []
        for name, value, least in self._limits():
            if not 0 <= value < least:
                raise ValueError(
                    f"{name} = {value!r} is not there in all arms: give a whole number from 0 to {least - 1}."
                )
        if self.weights[0] == self.weights[1]:
            raise ValueError(f"A path needs two different weights; weight {self.weights[0]} was given twice.")
        self.record()

    def _limits(self) -> list[tuple[str, int, int]]:
        stacks = [stack for _, stack in self.trainer.stacks]
        layers = len(stacks[0].layers)
        found = [("layer", self.layer, layers), ("seed", self.seed, len(stacks[0].seeds))]
        if 0 <= self.layer < layers:
            found.append(("unit", self.unit, min(stack.widths[self.layer] for stack in stacks)))
            found.append(("piece", self.piece, max(stack.layer_pieces[self.layer] for stack in stacks)))
            inputs = min(stack.inputs[self.layer] for stack in stacks)
            found += [("weight", weight, inputs) for weight in self.weights]
        return found

    def record(self) -> None:
        """Add where the two weights are now. A second call at the same step replaces the first."""
        point = np.full((len(self.trainer.arms), 2), np.nan)
        for numbers, stack in self.trainer.stacks:
            piece = min(self.piece, stack.layer_pieces[self.layer] - 1)
            row = piece * stack.widths[self.layer] + self.unit
            rows = stack.layers[self.layer].weight[self.seed :: stack.each, row][: len(numbers)]
            point[numbers] = rows[:, list(self.weights)].cpu().double().numpy()
        if self.steps and self.steps[-1] == self.trainer.step:
            self._points[-1] = point
            return
        self.steps.append(self.trainer.step)
        self._points.append(point)
        if len(self.steps) > MOST_POINTS:
            for rows in (self.steps, self._points):
                del rows[1 : MOST_POINTS // 2 : 2]

    @property
    def points(self) -> np.ndarray:
        """[points, arms, 2]."""
        return np.stack(self._points)

    def same_way(self) -> np.ndarray:
        """Share of moves in which both weights went up or both went down, [arms]; NaN where neither ever moved."""
        moves = np.diff(self.points, axis=0)
        moved = (moves != 0).all(axis=2)
        same = (moves[..., 0] * moves[..., 1] > 0) & moved
        with np.errstate(invalid="ignore"):
            return same.sum(0) / moved.sum(0)

    def arrays(self) -> dict[str, np.ndarray]:
        """ "path.steps" int32 [points], "path.points" float32 [points, arms, 2]."""
        return {
            "path.steps": np.array(self.steps, dtype=np.int32),
            "path.points": self.points.astype(np.float32),
        }
