"""What the server keeps of a race for browsers that come later or ask again: rows over steps, and earlier moments."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from activations.live import protocol
from activations.observation.history import Thinned, kept_places

MAX_ROWS = 600  # a chart is some hundred pixels wide, and an hour's run must not grow for ever
MAX_ROW_BYTES = 2**23  # of wide rows fewer are kept
MAX_MOMENTS = 200  # of a run
MAX_MOMENT_BYTES = (
    8 * 2**20
)  # of all of them: 40 kB each, if there are so many; where frames are larger, fewer are kept


class Rows:
    """Named columns with one row per step, in ascending order. `steps` names the column of steps."""

    def __init__(self, steps: str) -> None:
        self.steps = steps
        self.columns: dict[str, np.ndarray] = {}

    def clear(self) -> None:
        self.columns = {}

    def __len__(self) -> int:
        return len(self.columns.get(self.steps, ()))

    def append(
        self,
        arrays: Mapping[str, np.ndarray],
        events: Callable[[], Sequence[int]] = tuple,
        after: int | None = None,
    ) -> None:
        """Rows that belong here, in the place of those from their first step, or from later than `after`, to their
        last. Where a column is missing, before or now, it is NaN.

        `events`: steps around which rows stay when there are too many.
        """
        steps = arrays.get(self.steps)
        if steps is None or not len(steps):
            return
        if self.columns:
            there = self.columns[self.steps]
            first = np.searchsorted(there, steps[0] if after is None else after + 1)
            later = np.searchsorted(there, steps[-1], side="right")
            names = dict.fromkeys((*self.columns, *arrays))
            old = {name: _known(self.columns, name, len(there), arrays) for name in names}
            new = {name: _known(arrays, name, len(steps), self.columns) for name in names}
            arrays = {name: np.concatenate([old[name][:first], new[name], old[name][later:]]) for name in names}
        self.columns = dict(arrays)
        size = sum(one.nbytes for one in self.columns.values())
        fitting = min(MAX_ROWS, int(len(self) * MAX_ROW_BYTES / size))
        if len(self) > max(2, fitting):
            kept = kept_places(self.columns[self.steps], fitting, events())
            self.columns = {name: array[kept] for name, array in self.columns.items()}

    def keep_until(self, step: int) -> None:
        """Forget the rows of later steps."""
        if self.columns:
            kept = self.columns[self.steps] <= step
            self.columns = {name: array[kept] for name, array in self.columns.items()}

    def after(self, step: int, among: tuple[int, int] = (0, 0)) -> dict[str, np.ndarray]:
        """The rows of later steps than `step`, and those later than among[0] and not later than among[1]."""
        if not self.columns:
            return {}
        steps = self.columns[self.steps]
        chosen = (steps > step) | ((steps > among[0]) & (steps <= among[1]))
        return {name: array[chosen] for name, array in self.columns.items()}

    @property
    def last(self) -> int:
        """The latest step, or -1."""
        return int(self.columns[self.steps][-1]) if len(self) else -1


def _known(columns: Mapping[str, np.ndarray], name: str, count: int, others: Mapping[str, np.ndarray]) -> np.ndarray:
    if name in columns:
        return columns[name]
    return np.full((count, *others[name].shape[1:]), np.nan, dtype=others[name].dtype)


class Moments:
    """Frames as packed messages, in ascending order of their steps, at most one per step."""

    def __init__(self) -> None:
        self._kept: Thinned[tuple[int, bytes]] = Thinned(
            MAX_MOMENTS, lambda moment: moment[0], max_size=MAX_MOMENT_BYTES, size_of=lambda moment: len(moment[1])
        )

    def clear(self) -> None:
        self._kept.clear()

    def keep_until(self, step: int) -> None:
        """Forget those of later steps."""
        while self._kept and self._kept.last[0] > step:
            self._kept.pop()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> float:
        """Bytes of all messages."""
        return self._kept.size

    @property
    def steps(self) -> list[int]:
        return [step for step, _ in self._kept]

    def messages(self, after: int = -1, to: float = float("inf")) -> tuple[bytes, ...]:
        """Those later than step `after` and not later than `to`."""
        return tuple(message for step, message in self._kept if after < step <= to)

    def before(self, step: int) -> int:
        """The step of the last one earlier than `step`, or -1."""
        return max((one for one in self.steps if one < step), default=-1)

    def take(
        self,
        header: Mapping[str, Any],
        pictures: Mapping[str, np.ndarray],
        events: Callable[[], Sequence[int]] = tuple,
    ) -> None:
        """A frame of now. Another one of the same step, or of later steps after a reset, gives way to it."""
        self.keep_until(header["step"] - 1)
        self._kept.append(self._packed(header, pictures), events)

    def fill(
        self,
        after: int,
        header: Mapping[str, Any],
        pictures: Mapping[str, np.ndarray],
        events: Callable[[], Sequence[int]] = tuple,
    ) -> None:
        """A frame of earlier, in the place of all that are later than step `after` and not later than it."""
        self._kept.fill(after, self._packed(header, pictures), events)

    @staticmethod
    def _packed(header: Mapping[str, Any], pictures: Mapping[str, np.ndarray]) -> tuple[int, bytes]:
        return header["step"], protocol.pack({**header, "kept": True}, pictures)
