"""Rows over steps, kept for browsers that come later or ask again."""

import numpy as np

MOST_ROWS = 600  # a chart is some hundred pixels wide, and an hour's run must not grow for ever


class Rows:
    """Named columns with one row a step, in ascending order. `steps` names the column of steps."""

    def __init__(self, steps: str) -> None:
        self.steps = steps
        self.columns: dict[str, np.ndarray] = {}

    def clear(self) -> None:
        self.columns = {}

    def __len__(self) -> int:
        return len(self.columns.get(self.steps, ()))

    def append(self, arrays: dict[str, np.ndarray]) -> None:
        """Rows that belong here: all arrays of the same names, later steps than before."""
        if not len(arrays.get(self.steps, ())):
            return
        if self.columns:
            arrays = {name: np.concatenate([self.columns[name], array]) for name, array in arrays.items()}
        self.columns = dict(arrays)
        if len(self) > MOST_ROWS:
            self._thin()

    def _thin(self) -> None:
        """Leave out every second row of the older half: what is recent stays whole."""
        half = len(self) // 2
        kept = np.concatenate([np.arange(0, half, 2), np.arange(half, len(self))])
        self.columns = {name: array[kept] for name, array in self.columns.items()}

    def after(self, step: int) -> dict[str, np.ndarray]:
        """The rows of later steps than `step`."""
        if not self.columns:
            return {}
        first = int(np.searchsorted(self.columns[self.steps], step, side="right"))
        return {name: array[first:] for name, array in self.columns.items()}

    @property
    def last(self) -> int:
        """The latest step, or -1."""
        return int(self.columns[self.steps][-1]) if len(self) else -1
