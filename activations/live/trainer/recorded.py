"""The evaluations of a live run that have not been sent yet."""

from dataclasses import dataclass, field

import numpy as np

from activations.training.trainer import Snapshot

METRICS = ("train_loss", "test_loss", "test_accuracy")


@dataclass
class Recorded:
    """Steps and, for each of METRICS, rows [3, arms] = median, lowest, highest over live seeds."""

    steps: list[int] = field(default_factory=list)
    metrics: dict[str, list[np.ndarray]] = field(default_factory=lambda: {name: [] for name in METRICS})

    def add(self, snapshot: Snapshot) -> None:
        """A row, unless there is one of this step."""
        if not self.steps or self.steps[-1] != snapshot.step:
            self.steps.append(snapshot.step)
            for name, rows in self.metrics.items():
                rows.append(spread(getattr(snapshot, name), snapshot.diverged))

    def arrays(self, arms: int) -> dict[str, np.ndarray]:
        """ "steps" int32 [n] and each of METRICS, float32 [n, 3, arms]."""
        found = {"steps": np.array(self.steps, dtype=np.int32)}
        for name, rows in self.metrics.items():
            found[name] = np.stack(rows) if rows else np.zeros((0, 3, arms), dtype=np.float32)
        return found


def spread(values: np.ndarray, diverged: np.ndarray) -> np.ndarray:
    """Median, lowest, highest over seeds that have not diverged: [arms, seeds] -> float32 [3, arms]; NaN if none."""
    result = np.full((3, len(values)), np.nan, dtype=np.float32)
    for arm, (row, lost) in enumerate(zip(values, diverged, strict=True)):
        kept = row[~lost & np.isfinite(row)]
        if kept.size:
            result[:, arm] = np.median(kept), kept.min(), kept.max()
    return result
