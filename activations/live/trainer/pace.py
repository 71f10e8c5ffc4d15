"""When to do what is done now and then beside training: at a steady pace, and with a share of the time at most."""

import time


class Pace:
    """`due`: the moment (perf_counter) from which on it may be done again.

    Counted from when it was due, not from when it was done: what comes a little late does not put off all that follows.
    After a long wait nothing is made up for, and two are never closer than half of what they should be apart.
    """

    def __init__(self) -> None:
        self.due = 0.0

    def done(self, started: float, apart: float) -> None:
        """It was begun at `started`; the next one is to come `apart` seconds after it was due."""
        self.due = min(max(self.due + apart, started + apart / 2), started + apart)


class Share:
    """A share of the time that a thread works: what is done beside its work is put off until that was paid for.

    By the processor time of the thread that asks, so that it is the same share of the work on a busy machine, and
    where other threads have their turns in between. Time in which the thread has nothing to do is free: see `rested`.
    """

    def __init__(self, share: float) -> None:
        """`share`: between 0 and 1; it may be set to another at any time."""
        self.share = share
        self._free_at = time.thread_time()

    @property
    def free(self) -> bool:
        """Whether all that was spent is paid for."""
        return time.thread_time() >= self._free_at

    def spend(self, seconds: float) -> None:
        """So much processor time was used just now."""
        self._free_at = max(self._free_at, time.thread_time() - seconds) + seconds / self.share

    def rested(self, seconds: float) -> None:
        """The thread had nothing to do for so long."""
        self._free_at -= seconds
