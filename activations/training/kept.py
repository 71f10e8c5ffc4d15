"""Results of a function that are kept for the next call, as many as fit into so many bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec

from torch import Tensor

P = ParamSpec("P")


class Kept:
    """Tensors by key, at most `most` bytes of them: those that were asked for longest ago go first."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0  # bytes
        self._tensors: OrderedDict[Hashable, Tensor] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Tensor | None:
        with self._lock:
            found = self._tensors.get(key)
            if found is not None:
                self._tensors.move_to_end(key)
            return found

    def put(self, key: Hashable, tensor: Tensor) -> None:
        with self._lock:
            if tensor.nbytes > self.most or key in self._tensors:
                return
            self._tensors[key] = tensor
            self.size += tensor.nbytes
            while self.size > self.most:
                self.size -= self._tensors.popitem(last=False)[1].nbytes


def kept_by_size(most: int) -> Callable[[Callable[P, Tensor]], Callable[P, Tensor]]:
    """As functools.lru_cache, for positional arguments, bounded in bytes; `kept` of the function is its Kept."""

    def decorate(function: Callable[P, Tensor]) -> Callable[P, Tensor]:
        kept = Kept(most)

        @wraps(function)
        def wrapped(*key: P.args, **named: P.kwargs) -> Tensor:
            found = kept.get(key)
            if found is None:
                found = function(*key, **named)
                kept.put(key, found)
            return found

        wrapped.kept = kept  # type: ignore[attr-defined]
        return wrapped

    return decorate
