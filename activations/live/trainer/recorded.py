"""What a race records over steps and has not sent yet: its evaluations, and the learnable parameters of its arms."""

from dataclasses import dataclass, field

import numpy as np

from activations.experiment.arm import Arm
from activations.live.messages import EVALUATED, LEARNED
from activations.training.median import spread
from activations.training.trainer import Snapshot, Trainer


@dataclass
class Evaluations:
    """Steps and, for each name of EVALUATED, rows [3, arms] = median, lowest, highest over live seeds."""

    steps: list[int] = field(default_factory=list)
    metrics: dict[str, list[np.ndarray]] = field(default_factory=lambda: {name: [] for name in EVALUATED})

    def add(self, snapshot: Snapshot) -> None:
        """A row, unless there is one of this step."""
        if not self.steps or self.steps[-1] != snapshot.step:
            self.steps.append(snapshot.step)
            for name, rows in self.metrics.items():
                rows.append(spread(getattr(snapshot, name), ~snapshot.diverged).astype(np.float32))

    def arrays(self, arms: int) -> dict[str, np.ndarray]:
        """ "steps" int32 [n] and each of EVALUATED, float32 [n, 3, arms]."""
        found: dict[str, np.ndarray] = {"steps": np.array(self.steps, dtype=np.int32)}
        for name, rows in self.metrics.items():
            found[name] = np.stack(rows) if rows else np.zeros((0, 3, arms), dtype=np.float32)
        return found


class LearnedParameters:
    """`record` at every evaluation. An arm's row right after a swap is a gap: another function's numbers follow."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.forget()

    def forget(self) -> None:
        """Begin again: call it after a reset."""
        self._rows: list[tuple[int, dict[str, np.ndarray]]] = []
        self._arms: list[Arm] = list(self.trainer.arms)
        self._sent = -1  # the last step of which a row was handed out

    def record(self, snapshot: Snapshot) -> None:
        """Note the parameters of now, once a step."""
        if snapshot.step <= (self._rows[-1][0] if self._rows else self._sent):
            return
        row: dict[str, np.ndarray] = {}
        for place, arm in enumerate(self.trainer.arms):
            if not has_learnable(arm):
                continue
            swapped = arm != self._arms[place]
            for name, values in self.trainer.learned(place).items():
                found = over_seeds_and_units(values, ~snapshot.diverged[place])
                row[f"{LEARNED}{place}.{name}"] = np.full_like(found, np.nan) if swapped else found
        self._arms = list(self.trainer.arms)
        if row:
            self._rows.append((snapshot.step, row))

    def arrays(self) -> dict[str, np.ndarray]:
        """ "learned.steps" int32 [n] and, for each arm and parameter, "learned.<arm>.<name>" float32 [n, 3, layers]:
        median, lowest and highest over the live seeds, and over the units where each has its own.
        """
        rows, self._rows = self._rows, []
        if not rows:
            return {}
        self._sent = rows[-1][0]
        shapes = {name: values.shape for _, row in rows for name, values in row.items()}
        found: dict[str, np.ndarray] = {f"{LEARNED}steps": np.array([step for step, _ in rows], dtype=np.int32)}
        for name, shape in shapes.items():
            found[name] = np.stack([row.get(name, np.full(shape, np.nan, dtype=np.float32)) for _, row in rows])
        return found


def has_learnable(arm: Arm) -> bool:
    return any(one.entry.learnable for one in (arm, *arm.layers))


def over_seeds_and_units(values: np.ndarray, live: np.ndarray) -> np.ndarray:
    """Median, lowest, highest of [seeds, layers] or [seeds, layers, units] over live seeds and units: [3, layers]."""
    known = np.where(live.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)
    return spread(np.moveaxis(known, 1, 0).reshape(values.shape[1], -1)).astype(np.float32)
