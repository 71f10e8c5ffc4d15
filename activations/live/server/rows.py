"""Rows over steps, kept for browsers that come later or ask again."""

import numpy as np

MOST_ROWS = 600  # a chart is some hundred pixels wide, and an hour's run must not grow for ever
MOST_BYTES = 2**23  # of wide rows fewer are kept


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
        """Rows that belong here, of later steps than before. Where a column is missing, before or now, it is NaN."""
        count = len(arrays.get(self.steps, ()))
        if not count:
            return
        if self.columns:
            names = dict.fromkeys((*self.columns, *arrays))
            arrays = {
                name: np.concatenate([self._known(self.columns, name, len(self), arrays),
                                      self._known(arrays, name, count, self.columns)])
                for name in names
            }  # fmt: skip
        self.columns = dict(arrays)
        if len(self) > 2 and (len(self) > MOST_ROWS or sum(one.nbytes for one in self.columns.values()) > MOST_BYTES):
            self._thin()

    @staticmethod
    def _known(columns: dict[str, np.ndarray], name: str, count: int, others: dict[str, np.ndarray]) -> np.ndarray:
        if name in columns:
            return columns[name]
        return np.full((count, *others[name].shape[1:]), np.nan, dtype=others[name].dtype)

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
