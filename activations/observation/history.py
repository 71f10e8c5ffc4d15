"""Series that must not grow for ever: their older half loses every second item again and again, what is new stays."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def kept_places(count: int) -> list[int]:
    """Which of `count` items in order of time stay when they are thinned: all but every second of the older half.

    The first and the last item always stay; of 3 or more items at least one goes.
    """
    half = max(2, count // 2)
    return [*range(0, half, 2), *range(half, count)]


class Thinned(Generic[T]):
    """Items in order of time: at most `limit` of them, and of `max_size` together, as `size_of` measures one.

    At least two items are kept, whatever their size.
    """

    def __init__(
        self,
        limit: int,
        *,
        max_size: float = float("inf"),
        size_of: Callable[[T], int] = lambda _item: 0,
    ) -> None:
        self.limit, self.max_size = limit, max_size
        self._size_of = size_of
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

    def append(self, item: T) -> None:
        self.items.append(item)
        self.size += self._size_of(item)
        while len(self) > 2 and (len(self) > self.limit or self.size > self.max_size):
            self.items = [self.items[place] for place in kept_places(len(self))]
            self.size = sum(map(self._size_of, self.items))

    def pop(self) -> T:
        item = self.items.pop()
        self.size -= self._size_of(item)
        return item
