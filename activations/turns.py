"""Long computations that take turns: each in a thread of its own, one of them at a time.

A computation calls `breathe` between pieces of a few milliseconds, and is held there when its time is up. Nothing in it
is cut: what it computes does not depend on when others had their turn. Where nobody waits (a command line, a test),
`breathe` does nothing.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_here = threading.local()


class Dropped(BaseException):  # no error: it ends a computation that nobody wants any more
    """Raised within a task that was dropped, where it waits for its turn."""


class Task:
    """`work` in a thread of its own, which runs only while `resume` gives it the turn.

    `resume`, `drop` and the numbers are for the one thread that hands out the turns; the rest is for `work`.
    """

    def __init__(self, work: Callable[[], None], name: str = "") -> None:
        self.used = 0.0  # seconds of processor time, of the thread
        self.ended = False
        self.resting = True  # between two pieces of its work, see `rest`
        self._work = work
        self._until = 0.0
        self._go, self._back = threading.Lock(), threading.Lock()  # each is released by the other side
        self._go.acquire()
        self._back.acquire()
        self._lock = threading.Lock()
        self._away = self._dropped = False
        threading.Thread(target=self._run, daemon=True, name=name).start()

    # -- for the thread that hands out the turns ----------------------------------------------------------------------

    @property
    def away(self) -> bool:
        """Whether it works aside, and wants no turn until that is done."""
        return self._away

    def resume(self, seconds: float) -> None:
        """Let it work until it rests, or breathes after this time. Returns at once if it is away or has ended."""
        if self.ended or self._away:
            return
        self._until = time.perf_counter() + seconds
        self._go.release()
        self._back.acquire()

    def drop(self) -> None:
        """End it where it waits for its turn; what it does aside comes to its end first."""
        with self._lock:
            self._dropped = True
            away = self._away
        if not away:
            self.resume(0.0)

    # -- for its own thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        _here.task = self
        self._go.acquire()
        self._since = time.thread_time()
        self.resting = False
        try:
            if not self._dropped:
                self._work()
        except Dropped:
            pass
        finally:
            self.used += time.thread_time() - self._since
            self.ended = True
            self._work = _nothing  # which may hold much memory
            self._back.release()

    def rest(self) -> None:
        """Give the turn back: a piece of work is done, or there is nothing to do."""
        self.resting = True
        self._pause()
        self.resting = False

    def breathe(self) -> None:
        if time.perf_counter() >= self._until:
            self._pause()

    def _pause(self) -> None:
        self.used += time.thread_time() - self._since
        self._back.release()
        self._go.acquire()
        if self._dropped:
            raise Dropped
        self._since = time.thread_time()

    @contextmanager
    def aside(self) -> Iterator[None]:
        self.used += time.thread_time() - self._since
        self._away = True
        self._back.release()
        try:
            yield
        finally:
            with self._lock:
                self._away = False
                dropped = self._dropped
            if not dropped:
                self._go.acquire()
        self._since = time.thread_time()
        if self._dropped:
            raise Dropped

    @contextmanager
    def whole(self) -> Iterator[None]:
        until, self._until = self._until, float("inf")
        yield
        self._until = until


def _nothing() -> None:
    pass


def _current() -> Task | None:
    return getattr(_here, "task", None)


def breathe() -> None:
    """Called between two pieces of a computation: here others may have their turn."""
    task = _current()
    if task is not None:
        task.breathe()


@contextmanager
def aside() -> Iterator[None]:
    """What is done within needs no turn, and goes on beside the others: reading a file, say. Not to be nested."""
    task = _current()
    if task is None or task.away:
        yield
        return
    with task.aside():
        yield


@contextmanager
def whole_turn() -> Iterator[None]:
    """Within it nobody else has a turn."""
    task = _current()
    if task is None:
        yield
        return
    with task.whole():
        yield
