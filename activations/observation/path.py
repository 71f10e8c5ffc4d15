"""The path of two weights while they train: the zig-zag, drawn in their plane."""

import numpy as np

from activations.training.trainer import Trainer

MOST_POINTS = 2000  # beyond, every second point of the older half is let go


class Path:
    """Two incoming weights of one unit, the same two in every arm (arms of one seed start from the same draws).

    Call `record` after every step to see a zig-zag: between points far apart it does not show.
    """

    def __init__(
        self,
        trainer: Trainer,
        layer: int,
        unit: int,
        weights: tuple[int, int],
        seed: int = 0,
        piece: int = 0,
        most: int | None = None,
    ) -> None:
        """`layer` counts all layers from 0, the output layer last; `piece` is the pre-activation of a unit; at most
        `most` points are kept, MOST_POINTS if it is not given.

        Raises ValueError if an arm has no such layer, unit, piece or weight; the two weights must be different.
        """
        self.trainer, self.layer, self.unit, self.weights = trainer, layer, unit, tuple(weights)
        self.seed, self.piece = seed, piece
        self.steps: list[int] = []
        for name, value, least in self._limits():
            if not 0 <= value < least:
                raise ValueError(
                    f"{name} = {value!r} is not there in all arms: give a whole number from 0 to {least - 1}."
                )
        if self.weights[0] == self.weights[1]:
            raise ValueError(f"A path needs two different weights; weight {self.weights[0]} was given twice.")
        self._most = MOST_POINTS if most is None else most
        self._look_again()
        self._kept = [view.new_zeros((self._most, *view.shape)) for view in self._views]
        self._counted = 0  # the point up to which moves are in the counts, [arms]
        self._moved, self._same = (np.zeros(len(trainer.arms), dtype=int) for _ in range(2))
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

    def _look_again(self) -> None:
        """Find the two weights in every stack: they stay views of the same numbers until a stack is laid out anew."""
        low, high = sorted(self.weights)
        self._followed = [stack.layers[self.layer].weight for _, stack in self.trainer.stacks]
        self._views = []
        for (numbers, stack), weight in zip(self.trainer.stacks, self._followed, strict=True):
            piece = min(self.piece, stack.layer_pieces[self.layer] - 1)
            row = piece * stack.widths[self.layer] + self.unit
            rows = weight[self.seed :: stack.each, row][: len(numbers)]
            self._views.append(rows[:, low : high + 1 : high - low])

    def record(self) -> None:
        """Add where the two weights are now: a copy of two numbers an arm. A second call at the same step replaces the
        first.
        """
        stacks = self.trainer.stacks
        if any(
            stack.layers[self.layer].weight is not known
            for (_, stack), known in zip(stacks, self._followed, strict=True)
        ):
            self._look_again()
        if not self.steps or self.steps[-1] != self.trainer.step:
            if len(self.steps) == self._most:
                self._thin()
            self.steps.append(self.trainer.step)
        for kept, view in zip(self._kept, self._views, strict=True):
            kept[len(self.steps) - 1].copy_(view)

    def _thin(self) -> None:
        """Let every second point of the older half go; the moves to them are counted before."""
        self._count(len(self.steps) - 1)
        chosen = [*range(0, self._most // 2, 2), *range(self._most // 2, self._most)]
        self.steps = [self.steps[place] for place in chosen]
        for kept in self._kept:
            kept[: len(chosen)] = kept[chosen]
        self._counted = len(chosen) - 1

    @property
    def points(self) -> np.ndarray:
        """[points, arms, 2], float64."""
        return self._since(0)

    def _since(self, first: int) -> np.ndarray:
        found = np.empty((len(self.steps) - first, len(self.trainer.arms), 2))
        turn = 1 if self.weights[0] < self.weights[1] else -1
        for (numbers, _), kept in zip(self.trainer.stacks, self._kept, strict=True):
            found[:, numbers] = kept[first : len(self.steps)].cpu().double().numpy()[..., ::turn]
        return found

    def _moves(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Of the moves from point `first` to point `last`: in how many both weights moved, and both the same way."""
        moves = np.diff(self._since(first)[: last - first + 1], axis=0)
        moved = (moves != 0).all(axis=2)
        return moved.sum(0), ((moves[..., 0] * moves[..., 1] > 0) & moved).sum(0)

    def _count(self, last: int) -> None:
        if last > self._counted:
            moved, same = self._moves(self._counted, last)
            self._moved += moved
            self._same += same
            self._counted = last

    def same_way(self) -> np.ndarray:
        """Share of moves in which both weights went up or both went down, of those recorded so far in which both moved,
        [arms]; NaN where there was none. Moves between points that were let go are counted too.
        """
        self._count(len(self.steps) - 2)  # the newest point may be replaced yet
        moved, same = self._moves(self._counted, len(self.steps) - 1)
        with np.errstate(invalid="ignore"):
            return (self._same + same) / (self._moved + moved)

    def arrays(self) -> dict[str, np.ndarray]:
        """ "path.steps" int32 [points], "path.points" float32 [points, arms, 2]."""
        return {
            "path.steps": np.array(self.steps, dtype=np.int32),
            "path.points": self.points.astype(np.float32),
        }
