"""The path of two weights while they train: the zig-zag, drawn in their plane."""

import time
from functools import partial

import numpy as np
import torch
from torch import Tensor

from activations.language import translate as _
from activations.observation.history import kept_places
from activations.training.trainer import Trainer

RECENT = 64  # points at the end of a path of which none is let go: its last updates are drawn one by one
MAX_POINTS = 2000  # beyond, older points are thinned


class WeightPath:
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
        `most` points are kept, MAX_POINTS if it is not given.

        Raises ValueError if an arm has no such layer, unit, piece or weight; the two weights must be different.
        """
        self.trainer, self.layer, self.unit, self.weights = trainer, layer, unit, tuple(weights)
        self.seed, self.piece = seed, piece
        self.steps: list[int] = []
        for name, value, least in self._limits():
            if not 0 <= value < least:
                said = _("{name} = {value!r} does not exist in all arms: give a whole number from 0 to {last}.")
                raise ValueError(said.format(name=name, value=value, last=least - 1))
        if self.weights[0] == self.weights[1]:
            said = _("A path needs two different weights; weight {weight} was given twice.")
            raise ValueError(said.format(weight=self.weights[0]))
        self._most = MAX_POINTS if most is None else most
        self._followed: list[Tensor | None] = [None] * len(trainer.stacks)
        self._views: list[Tensor] = [torch.empty(0)] * len(trainer.stacks)
        self._noted: list[list[Tensor]] = [[] for _ in trainer.stacks]  # not among the points yet
        self._noted_at: list[int] = []
        self.points = np.empty((0, len(trainer.arms), 2))  # [points, arms, 2], float64: those of `steps`
        # Of all moves so far, [arms]: in how many both weights moved, and both the same way.
        self._moved, self._same = (np.zeros(len(trainer.arms), dtype=int) for _ in range(2))
        self.every = 1
        self.cost = 0.0  # seconds that `follow` has taken for the last point
        self.record()

    def _limits(self) -> list[tuple[str, int, int]]:
        stacks = [stack for _arms, stack in self.trainer.stacks]
        layers = len(stacks[0].layers)
        found = [("layer", self.layer, layers), ("seed", self.seed, len(stacks[0].seeds))]
        if 0 <= self.layer < layers:
            found.append(("unit", self.unit, min(stack.widths[self.layer] for stack in stacks)))
            found.append(("piece", self.piece, max(stack.layer_pieces[self.layer] for stack in stacks)))
            inputs = min(stack.inputs[self.layer] for stack in stacks)
            found += [("weight", weight, inputs) for weight in self.weights]
        return found

    def _note(self, place: int) -> None:
        """Copy the two weights of one stack: views of the same numbers until it is laid out again."""
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
            self._count(self.points[-2:], -1)
            self.steps, self.points = self.steps[:-1], self.points[:-1]
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
        for place, (_arms, stack) in enumerate(self.trainer.stacks):
            stack.after_step = partial(self._after_step, place)

    def leave(self) -> None:
        for _arms, stack in self.trainer.stacks:
            stack.after_step = None

    def _after_step(self, place: int, step: int) -> None:
        if step % self.every:
            return
        started = time.thread_time()
        if not place:
            self._noted_at.append(step)
        self._note(place)
        cost = time.thread_time() - started
        self.cost = self.cost + cost if place else cost

    @property
    def noted(self) -> int:
        """How many points wait for `collect`."""
        return len(self._noted_at)

    def collect(self) -> None:
        """Make points of what was noted. Call it between two calls of Trainer.advance, often enough for the memory."""
        if not self._noted_at:
            return
        turn = 1 if self.weights[0] < self.weights[1] else -1
        new = np.empty((len(self._noted_at), *self.points.shape[1:]))
        for (numbers, _stack), noted in zip(self.trainer.stacks, self._noted, strict=True):
            new[:, numbers] = torch.stack(noted).cpu().double().numpy()[..., ::turn]
        self._count(np.concatenate([self.points[-1:], new]), 1)
        self.steps = self.steps + self._noted_at
        self.points = np.concatenate([self.points, new])
        self._noted_at, self._noted = [], [[] for _ in self._noted]
        self._thin()

    def put_before(self, earlier: "WeightPath") -> None:
        """`earlier` comes first: the same two weights of the same run, up to the step where this path begins."""
        for one in (self, earlier):
            one.collect()
        self.steps = earlier.steps + self.steps[1:]
        self.points = np.concatenate([earlier.points, self.points[1:]])
        self._moved, self._same = self._moved + earlier._moved, self._same + earlier._same
        self._thin()

    def _thin(self) -> None:
        if len(self.steps) > self._most:
            older = len(self.steps) - min(RECENT, self._most // 4)
            chosen = kept_places(self.steps[:older], self._most - len(self.steps) + older)
            chosen = [*chosen, *range(older, len(self.steps))]
            self.steps, self.points = [self.steps[place] for place in chosen], self.points[chosen]

    def _count(self, points: np.ndarray, sign: int) -> None:
        """Add the moves between these points to the counts, or take them away again."""
        moves = np.diff(points, axis=0)
        moved = (moves != 0).all(axis=2)
        self._moved += sign * moved.sum(0)
        self._same += sign * ((moves[..., 0] * moves[..., 1] > 0) & moved).sum(0)

    def same_way(self) -> np.ndarray:
        """Share of moves in which both weights went up or both went down, of those recorded so far in which both moved,
        [arms]; NaN where there was none. Moves between points that were let go are counted too.
        """
        with np.errstate(invalid="ignore"):
            return self._same / self._moved
