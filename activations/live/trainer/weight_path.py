"""The path of two weights in a live run: recorded while a page shows it, step by step as far as the cost allows."""

import numpy as np

from activations.observation.weight_path import WeightPath
from activations.training.trainer import Trainer

RECORD_SHARE = 0.03  # of the trainer's time at most goes into recording; what looks inside has as much less meanwhile
MAX_POINTS = 500  # points of a path: they go into every frame
MAX_NOTED = 256  # steps before what was noted is put in order
STRETCHES = 32  # of training between two decisions how often to record


class WeightPathRecorder:
    """At most one path at a time. Call `record` after every stretch of training."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.path: WeightPath | None = None
        self._choice: tuple | None = None

    def follow(self, layer: int, unit: int, weights: tuple[int, int], seed: int) -> None:
        """Record two weights from now on; goes on with the path there is if it is the same.

        ValueError as in WeightPath.
        """
        choice = (layer, unit, tuple(weights), seed)
        if choice != self._choice:
            self.leave()
            self.path, self._choice = WeightPath(self.trainer, layer, unit, weights, seed, most=MAX_POINTS), choice
            self.path.follow()
            self._widest = 1
            self._costs: list[tuple[float, float]] = []  # of a point and of a step, since the last decision

    def leave(self) -> None:
        if self.path is not None:
            self.path.leave()
        self.path = self._choice = None

    @property
    def choice(self) -> tuple | None:
        """Layer, unit, weights and seed of the path that is recorded."""
        return self._choice

    def forget(self) -> None:
        """After a reset: the same two weights from the start."""
        if self._choice is not None:
            choice = self._choice
            self.leave()
            self.follow(*choice)

    def put_before(self, earlier: "WeightPathRecorder") -> None:
        """What `earlier` recorded of the same two weights, up to where they were chosen here, comes first."""
        if self.path is not None and earlier.path is not None and self.path.steps[0] == earlier.trainer.step:
            self.path.put_before(earlier.path)

    def record(self, a_step: float, unhurried: bool) -> None:
        """After steps of `a_step` seconds each. `unhurried`: the machine waits, so that every step may be recorded."""
        path = self.path
        if path is None:
            return
        if path.noted >= MAX_NOTED:
            path.collect()
        if unhurried:
            path.every = 1
            return
        self._costs.append((path.cost, a_step))
        if len(self._costs) == STRETCHES:
            cost, step = np.median(self._costs, axis=0)  # where the process had to wait must not count
            self._costs = []
            wanted = cost / (RECORD_SHARE * max(step, 1e-7))
            if wanted > path.every:
                path.every *= 2
            elif wanted < path.every / 3:
                path.every = max(1, path.every // 2)
        self._widest = max(self._widest, path.every)

    def frame(self) -> tuple[dict, dict[str, np.ndarray]]:
        """What a frame says of the path: header, and "path.at" int32 [points], "path.points" float32 [points, arms, 2].

        Empty while there is none.
        """
        if self.path is None or self._choice is None:
            return {}, {}
        self.path.collect()
        layer, unit, weights, seed = self._choice
        header = {
            "layer": layer,
            "unit": unit,
            "weights": list(weights),
            "seed": seed,
            "since": self.path.steps[0],
            "every": self.path.every,
            "widest": self._widest,  # the most steps between two points so far
            "same_way": [None if np.isnan(share) else round(float(share), 4) for share in self.path.same_way()],
        }
        at = np.array(self.path.steps, dtype=np.int32)
        return header, {"path.at": at, "path.points": self.path.points.astype(np.float32)}
