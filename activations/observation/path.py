"""The path of two weights while they train: the zig-zag, drawn in their plane."""

import time
from functools import partial

import numpy as np
import torch
from torch import Tensor

from activations.training.trainer import Trainer

MOST_POINTS = 2000  # beyond, every second point of the older half is let go


class Path:
    """Two incoming weights of one unit, the same two in every arm (arms of one seed start from the same draws).

    `follow` every step, or call `record` after each, to see a zig-zag: between points far apart it does not show.
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
        self._followed: list[Tensor | None] = [None] * len(trainer.stacks)
        self._views: list[Tensor] = [torch.empty(0)] * len(trainer.stacks)
        self._noted: list[list[Tensor]] = [[] for _ in trainer.stacks]  # not among the points yet
        self._noted_at: list[int] = []
        self._kept: list[Tensor | None] = [None] * len(trainer.stacks)
        self._counted = 0  # the point up to which moves are in the counts, [arms]
        self._moved, self._same = (np.zeros(len(trainer.arms), dtype=int) for _ in range(2))
        self.every = 1
        self.cost = 0.0  # seconds that `follow` has taken for the last point
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

    def _note(self, place: int) -> None:
        """Copy the two weights of one stack: views of the same numbers until it is laid out anew."""
        numbers, stack = self.trainer.stacks[place]
        weight = stack.layers[self.layer].weight
        if weight is not self._followed[place]:
            low, high = sorted(self.weights)
            piece = min(self.piece, stack.layer_pieces[self.layer] - 1)
            row = piece * stack.widths[self.layer] + self.unit
            rows = weight[self.seed :: stack.each, row][: len(numbers)]
            self._followed[place], self._views[place] = weight, rows[:, low : high + 1 : high - low]
        self._noted[place].append(self._views[place].clone())

    def record(self) -> None:
        """Add where the two weights are now. A second call at the same step replaces the first."""
        self.collect()
        if self.steps and self.steps[-1] == self.trainer.step:
            self.steps.pop()
            self._kept = [kept[:-1] for kept in self._kept]
        self._noted_at.append(self.trainer.step)
        for place in range(len(self.trainer.stacks)):
            self._note(place)
        self.collect()

    def follow(self, every: int = 1) -> None:
        """From now on add a point after every step, or at those that `every` divides, until `leave`.

        A copy of two numbers an arm; `collect` makes points of them. Only one path at a time follows a trainer.
        """
        self.collect()
        self.every = every
        for place, (_, stack) in enumerate(self.trainer.stacks):
            stack.after_step = partial(self._after_step, place)

    def leave(self) -> None:
        for _, stack in self.trainer.stacks:
            stack.after_step = None

    def _after_step(self, place: int, step: int) -> None:
        if step % self.every:
            return
        started = time.perf_counter()
        if not place:
            self._noted_at.append(step)
        self._note(place)
        cost = time.perf_counter() - started
        self.cost = self.cost + cost if place else cost

    def collect(self) -> None:
        """Make points of what was noted. Call it between two calls of Trainer.advance, often enough for the memory."""
        if not self._noted_at:
            return
        self.steps += self._noted_at
        for place, noted in enumerate(self._noted):
            new, kept = torch.stack(noted), self._kept[place]
            self._kept[place] = new if kept is None else torch.cat([kept, new])
        self._noted_at, self._noted = [], [[] for _ in self._noted]
        while len(self.steps) > self._most:
            self._thin()

    def _thin(self) -> None:
        """Let every second point of the older half go; the moves to them are counted before."""
        count = len(self.steps)
        self._count(count - 1)
        chosen = [*range(0, count // 2, 2), *range(count // 2, count)]
        self.steps = [self.steps[place] for place in chosen]
        self._kept = [kept[chosen] for kept in self._kept]
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
