"""A trial as a job of the trainer process: carried out in small slices, reported in frames."""

import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from importlib import import_module
from typing import cast

import numpy as np

from activations.language import marked as N_
from activations.language.text import Text
from activations.live.messages import TrialHeader
from activations.live.trainer.pace import Pace
from activations.training.sweep import Curve
from activations.trials import engine
from activations.trials.result import Progress, Result
from activations.trials.trial import Trial

FRAMES_PER_SECOND = 10
FRAME_SHARE = 0.15  # of the trainer's time at most goes into frames
MAX_POINTS = 300  # of a curve in a frame: the chart is a few hundred pixels wide


def create(
    trials_module: str,
    trial: str,
    settings: Mapping[str, object] | None = None,
    seeds: int | None = None,
    first_seed: int = 0,
) -> "TrialJob":
    """What messages.Create asks for: `trials_module.find(trial)` is the trial. Raises ValueError."""
    return TrialJob(import_module(trials_module).find(trial), settings, seeds, first_seed)


class TrialJob:
    """A trial that runs from the start to its result, or until it is stopped."""

    def __init__(
        self, trial: Trial, settings: Mapping[str, object] | None = None, seeds: int | None = None, first_seed: int = 0
    ) -> None:
        """Raises ValueError on impossible settings."""
        steps = engine.run(trial, settings, first_seed=first_seed, seeds=seeds)
        self._steps = cast(Generator[Progress | Result, None, None], steps)
        self.status = "running"
        self.progress = Progress(done=0.0, doing=Text(N_("starting")))
        self.result: Result | None = None
        self.changed = True
        self._told = False  # whether a first frame has been made: it does not wait for the first piece of work
        self._started = time.perf_counter()
        self._pace = Pace()
        self._ended: float | None = None

    @property
    def busy(self) -> bool:
        return self.status == "running"

    @property
    def commands(self) -> Mapping[str, Callable[..., None]]:
        return {"stop": self.stop}

    def stop(self) -> None:
        """End it without a result, if it has none yet."""
        if self.busy:
            self._steps.close()
            self._end("stopped")

    def work(self, seconds: float) -> bool:
        """Work for about `seconds`, by whole pieces; False if there is nothing to do."""
        if not self.busy:
            return False
        until = time.perf_counter() + seconds
        while self._told and self.busy:
            step = next(self._steps)
            if isinstance(step, Result):
                self.result = step
                self._end("finished")
            else:
                self.progress = step
            if time.perf_counter() >= until:
                break
        return True

    def _end(self, status: str) -> None:
        self.status = status
        self.changed = True
        self._ended = time.perf_counter()

    def frame_due(self) -> bool:
        return self.changed or (self.busy and time.perf_counter() >= self._pace.due)

    def frame(self) -> tuple[TrialHeader, dict[str, np.ndarray]]:
        """Header of how things are now; there are no arrays. Numbers that JSON cannot hold are None."""
        started, begun = time.perf_counter(), time.thread_time()
        result = self.result
        rows = result.rows if result is not None else self.progress.rows
        header = TrialHeader(
            status=self.status,
            done=1.0 if result is not None else self.progress.done,
            doing=self.progress.doing.to_plain(),
            rows=[row.to_plain() for row in rows],
            curves=[plain_curve(curve) for curve in self.progress.curves],
            curves_axis=self.progress.curves_axis,
            elapsed=round((self._ended or started) - self._started, 2),
            result=result.to_plain() if result is not None else None,
        )
        self.changed, self._told = False, True
        cost = time.thread_time() - begun
        self._pace.done(started, max(1 / FRAMES_PER_SECOND, cost / FRAME_SHARE))
        return header, {}


def plain_curve(curve: Curve) -> dict:
    """As JSON can hold it, with at most MAX_POINTS points, the last one among them."""
    count = len(curve.x)
    kept = np.unique(np.linspace(0, count - 1, min(count, MAX_POINTS)).astype(int)).tolist() if count else []
    return {"arm": curve.arm, "label": curve.label, "x": _rounded(curve.x, kept), "y": _rounded(curve.y, kept)}


def _rounded(values: Sequence[float], kept: Sequence[int]) -> list[float | None]:
    return [float(f"{values[i]:.6g}") if math.isfinite(values[i]) else None for i in kept]
