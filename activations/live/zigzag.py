"""The path of two weights in a live run: recorded while a page shows it, step by step as far as the cost allows."""

import time

import numpy as np

from activations.observation.path import Path
from activations.training.trainer import Trainer

RECORD_SHARE = 0.04  # of the trainer's time at most goes into recording; what looks inside has as much less meanwhile
LOOP = 3e-6  # seconds of the caller's own work at each stop, beside the trainer's
MOST_SENT = 500  # points of a path: they go into every frame
RARELY = 24  # points between two thoughts about how often to record


class Zigzag:
    """At most one path at a time. `left` tells how many steps to take until `record` is to be called."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.path: Path | None = None
        self._choice: tuple | None = None
        self.every = 1  # steps between two points

    def follow(self, layer: int, unit: int, weights: tuple[int, int], seed: int) -> None:
        """Record two weights from now on; goes on with the path there is if it is the same. ValueError as in Path."""
        choice = (layer, unit, tuple(weights), seed)
        if choice != self._choice:
            self.leave()
            self.path, self._choice = Path(self.trainer, layer, unit, weights, seed, most=MOST_SENT), choice
            self.every = self._widest = 1
            self._costs: list[tuple[float, float]] = []  # of a copy and of a step, since the last thought
            self._turn = min(self._timed_turn() for _ in range(3)) + LOOP

    def leave(self) -> None:
        self.path = self._choice = None

    def forget(self) -> None:
        """After a reset: the same two weights from the start."""
        if self._choice is not None:
            choice, self._choice = self._choice, None
            self.follow(*choice)

    def _timed_turn(self) -> float:
        started = time.perf_counter()
        self.trainer.advance(0)
        return time.perf_counter() - started

    def left(self, most: int) -> int:
        """How many of `most` steps to take before the next call of `record`."""
        return most if self.path is None else min(most, self.every - self.trainer.step % self.every)

    def record(self, a_step: float, unhurried: bool) -> None:
        """After steps of `a_step` seconds each. `unhurried`: the machine waits, so that every step may be recorded."""
        if self.path is None:
            return
        if unhurried:
            self.every = 1
        if self.trainer.step % self.every:
            return
        started = time.perf_counter()
        self.path.record()
        self._costs.append((time.perf_counter() - started, a_step))
        if len(self._costs) == RARELY:
            copy, step = np.median(self._costs, axis=0)  # a process that had to wait now and then must not count
            self._costs = []
            wanted = 1 if unhurried else (copy + self._turn) / (RECORD_SHARE * max(step, 1e-7))
            if wanted > self.every:
                self.every *= 2
            elif wanted < self.every / 3:
                self.every = max(1, self.every // 2)
        self._widest = max(self._widest, self.every)

    def frame(self) -> tuple[dict, dict[str, np.ndarray]]:
        """What a frame says of the path: header, and "path.at" int32 [points], "path.points" float32 [points, arms, 2].

        Empty while there is none.
        """
        if self.path is None:
            return {}, {}
        layer, unit, weights, seed = self._choice
        header = {
            "layer": layer,
            "unit": unit,
            "weights": list(weights),
            "seed": seed,
            "since": self.path.steps[0],
            "every": self.every,
            "widest": self._widest,  # the most steps between two points so far
            "same_way": [None if np.isnan(share) else round(float(share), 4) for share in self.path.same_way()],
        }
        at = np.array(self.path.steps, dtype=np.int32)
        return header, {"path.at": at, "path.points": self.path.points.astype(np.float32)}
