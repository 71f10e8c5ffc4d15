"""Series over steps that must not grow for ever: what stays is spaced evenly, and close together around events.

browser/history.js has the same rule; both are tested on the cases of tests/kept_places.json.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")

EVEN_SHARE = 0.6  # of a limit is filled with items that are spaced evenly: the next thinning is not due at once
EVENT_SHARE = 0.25  # of a limit at most is for items around events


def kept_places(steps: Sequence[int] | np.ndarray, limit: int, events: Sequence[int] = ()) -> list[int]:
    """Places of those items, at ascending `steps`, that stay when a series is thinned to fewer than `limit` of them.

    The first and the last item stay; of each of the `events` (steps, ascending) the last item up to it and the first
    one after it; and of the others those that lie at least one spacing after the one before. Of too many events,
    those spaced evenly count. At least two items stay.

    >>> kept_places(range(9), 5)
    [0, 4, 8]
    >>> kept_places(range(100), 16, [40])
    [0, 13, 26, 39, 40, 41, 54, 67, 80, 93, 99]
    """
    last = len(steps) - 1
    if last < 1:
        return list(range(last + 1))
    spacing = (steps[last] - steps[0]) / max(1, int(EVEN_SHARE * limit) - 1)
    around = {last}
    for event in evenly(events, int(EVENT_SHARE * limit / 2)):
        after = bisect_right(steps, event)
        around |= {after - 1, after}
    kept = [0]
    for place in range(1, last + 1):
        if place in around or steps[place] - steps[kept[-1]] >= spacing:
            kept.append(place)
    return kept


def evenly(items: Sequence[int], count: int) -> Sequence[int]:
    """At most `count` of the items, by their places."""
    if len(items) <= count:
        return items
    return [items[place * len(items) // count] for place in range(count)]


def largest(steps: Sequence[int] | np.ndarray, counts: np.ndarray, most: int) -> list[int]:
    """The `most` steps, ascending, of the largest counts [steps] above 0."""
    chosen = np.argsort(-counts, kind="stable")[:most]
    return sorted(int(steps[place]) for place in chosen if counts[place] > 0)


class Thinned(Generic[T]):
    """Items in order of their steps: at most `limit` of them, and of `max_size` together, as `size_of` measures one.

    At least two items are kept, whatever their size.
    """

    def __init__(
        self,
        limit: int,
        step_of: Callable[[T], int],
        *,
        max_size: float = float("inf"),
        size_of: Callable[[T], int] = lambda _item: 0,
    ) -> None:
        self.limit, self.max_size = limit, max_size
        self._step_of, self._size_of = step_of, size_of
        self.clear()

    def clear(self) -> None:
        self.items: list[T] = []
        self.size = 0

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def last(self) -> T:
        return self.items[-1]

    def append(self, item: T, events: Callable[[], Sequence[int]] = tuple) -> None:
        """Add the last item; `events`: around which steps items stay when this makes too many."""
        self.items.append(item)
        self.size += self._size_of(item)
        self._thin(events)

    def fill(self, after: int, item: T, events: Callable[[], Sequence[int]] = tuple) -> None:
        """Put an item where it belongs, in the place of all that are later than `after` and not later than it."""
        step = self._step_of(item)
        before, later = (
            [one for one in self.items if which(self._step_of(one))]
            for which in (lambda at: at <= after, lambda at: at > step)
        )
        self.items = [*before, item, *later]
        self.size = sum(map(self._size_of, self.items))
        self._thin(events)

    def _thin(self, events: Callable[[], Sequence[int]]) -> None:
        while len(self) > 2 and (len(self) > self.limit or self.size > self.max_size):
            fitting = int(len(self) * self.max_size / self.size) if self.size > self.max_size else self.limit
            steps = [self._step_of(one) for one in self.items]
            kept = kept_places(steps, min(self.limit, fitting, len(self) - 1), events())
            self.items = [self.items[place] for place in kept]
            self.size = sum(map(self._size_of, self.items))

    def pop(self) -> T:
        item = self.items.pop()
        self.size -= self._size_of(item)
        return item
