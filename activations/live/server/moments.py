"""Moments of a run, kept so that a page which is loaded again can still go back in time."""

import numpy as np

from activations.live import protocol

MOST_MOMENTS = 200  # of a run; old ones thin out with age
MOST_BYTES = 8 * 2**20  # of all of them: 40 kB each, if there are so many; where frames are larger, fewer are kept


class Moments:
    """Frames as messages for a browser, in ascending order of their steps, at most one a step."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._kept: list[tuple[int, bytes]] = []
        self.size = 0  # bytes of all messages

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def steps(self) -> list[int]:
        return [step for step, _ in self._kept]

    def messages(self) -> tuple[bytes, ...]:
        """All of them, for a browser that comes now."""
        return tuple(message for _, message in self._kept)

    def take(self, header: dict, pictures: dict[str, np.ndarray]) -> None:
        """A frame of now. Another one of the same step, or of later steps after a reset, gives way to it."""
        while self._kept and self._kept[-1][0] >= header["step"]:
            self.size -= len(self._kept.pop()[1])
        message = protocol.pack({**header, "kept": True}, pictures)
        self._kept.append((header["step"], message))
        self.size += len(message)
        while len(self) > MOST_MOMENTS or (self.size > MOST_BYTES and len(self) > 2):
            self._thin()

    def _thin(self) -> None:
        """Leave out every second one of the older half, the first excepted; of very few the second one."""
        half = max(2, len(self) // 2)
        self._kept = [one for place, one in enumerate(self._kept) if place % 2 == 0 or place >= half]
        self.size = sum(len(message) for _, message in self._kept)
