"""The inside of a run before somebody looked: the same run once more, beside it, up to where looking began.

A run repeats to the bit, so that it shows what would have been seen. It is a race like the other, which nobody watches.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from activations.live.messages import EVALUATED, LEARNED, RaceHeader
from activations.observation.history import evenly

if TYPE_CHECKING:
    from activations.live.trainer.race import RaceJob

LOOK_EVERY = 10  # steps between looks at least: a look costs about as much as ten to twenty
MAX_LOOKS = 120  # spaced evenly: as many moments as stay when a long run is thinned
MAX_EVENTS = 40  # around which it looks as well
SHARE = 0.25  # of the time of a run that trains as fast as it can


def steps_to_look_at(until: int, events: Sequence[int]) -> list[int]:
    """Ascending, the start and `until` among them; of each event (a step) the step itself and the next one.

    >>> steps_to_look_at(40, [24])
    [0, 10, 20, 24, 25, 30, 40]
    """
    even = np.linspace(0, until, min(MAX_LOOKS, until // LOOK_EVERY + 1)).astype(int) if until else np.zeros(0, int)
    around = {step for event in evenly(events, MAX_EVENTS) for step in (event, event + 1) if step <= until}
    return sorted({0, *even.tolist(), *around, until})


class Past:
    """Made when it first has time: `repeat` gives the race at its start, looked into, as long as it was then."""

    def __init__(
        self,
        repeat: Callable[[], "RaceJob"],
        until: int,
        events: Sequence[int],
        lengths: Sequence[tuple[int, int]] = (),
    ) -> None:
        """`until`: the step where looking began. `lengths`: at which steps the run was given how many steps."""
        self._repeat, self.until, self._lengths = repeat, until, list(lengths)
        self._ahead = steps_to_look_at(until, sorted(events))
        self._job: RaceJob | None = None
        self.last = -1  # the step of the last look that was told
        self.used = 0.0  # how much more processor time than its share it has had, in seconds

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.job.trainer.step / self.until if self._job is not None else 0.0

    @property
    def job(self) -> "RaceJob":
        if self._job is None:
            self._job = self._repeat()
        return self._job

    @property
    def due(self) -> bool:
        """Whether it is at a step of which a frame is to be sent."""
        return self._job is not None and bool(self._ahead) and self._job.trainer.step == self._ahead[0]

    @property
    def ended(self) -> bool:
        return not self._ahead

    def work(self, until: float) -> None:
        """Train up to the next step to look at, not past the moment `until` (perf_counter)."""
        if self._job is None or self.due or self.ended:
            _ = self.job  # making it is work enough
            return
        trainer, goal = self.job.trainer, self._ahead[0]
        while self._lengths and self._lengths[0][0] <= trainer.step:
            self.job.set_steps(self._lengths.pop(0)[1])
        if self._lengths:
            goal = min(goal, self._lengths[0][0])
        self.job.advance(goal - trainer.step, until)
        if trainer.step == self.until:
            trainer.do_planned()  # what was done by hand after the last step

    def frame(self) -> tuple[RaceHeader, dict[str, np.ndarray]]:
        """Of the step that is due: as the race would have sent it, without the rows that are recorded in any case."""
        self._ahead.pop(0)
        header, arrays = self.job.frame(look=True)
        told: RaceHeader = {**header, "past": {"after": self.last}, "filling": self.share}
        self.last = self.job.trainer.step
        return told, {name: one for name, one in arrays.items() if not is_recorded(name)}


def is_recorded(name: str) -> bool:
    """Whether an array of a frame has rows that a race records though nobody looks inside."""
    return name in ("steps", *EVALUATED) or name.startswith(LEARNED)
