"""The learnable parameters of a live run's arms over steps: rows that have not been sent yet."""

import numpy as np

from activations.experiment.arm import Arm
from activations.training.trainer import Snapshot, Trainer

LEARNED = "learned."


class Learned:
    """`record` at every evaluation. An arm's row right after a swap is a gap: another function's numbers follow."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.forget()

    def forget(self) -> None:
        """Begin anew: call it after a reset."""
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
                found = spread(values, ~snapshot.diverged[place])
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
        found = {f"{LEARNED}steps": np.array([step for step, _ in rows], dtype=np.int32)}
        for name, shape in shapes.items():
            found[name] = np.stack([row.get(name, np.full(shape, np.nan, dtype=np.float32)) for _, row in rows])
        return found


def has_learnable(arm: Arm) -> bool:
    return any(one.entry.learnable for one in (arm, *arm.layers))


def spread(values: np.ndarray, live: np.ndarray) -> np.ndarray:
    """Median, lowest, highest of [seeds, layers] or [seeds, layers, units] over live seeds and units: [3, layers]."""
    found = np.full((3, values.shape[1]), np.nan, dtype=np.float32)
    for layer in range(values.shape[1]):
        known = values[live, layer].ravel()
        known = known[np.isfinite(known)]
        if known.size:
            found[:, layer] = np.median(known), known.min(), known.max()
    return found
