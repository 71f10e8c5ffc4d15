"""Carries out a trial: all its cases one after the other, in small pieces of work, to one verdict.

The number of seeds is fixed before a trial starts, and nothing is looked at to stop early: a 95 % interval keeps its
error rate only if it is computed once. A training that has nothing left to find out (every network has reached its
target) ends early, which changes no number.
"""

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from activations import checks
from activations.experiment import limits
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials import verdict
from activations.trials.result import Estimate, Progress, Result
from activations.trials.trial import Case, Trial

MAX_SEEDS = 64
YOURS = N_("your settings")


def run(
    trial: Trial, settings: Mapping[str, object] | None = None, *, first_seed: int = 0, seeds: int | None = None
) -> Iterator[Progress | Result]:
    """Progress again and again, then the Result.

    Without `settings` the standard trial: all its cases. With some (or with another number of seeds): one case, the
    standard settings but for those. Raises ValueError, before anything is computed, on impossible settings.
    """
    bent = bool(settings) or seeds not in (None, trial.seeds)
    count = trial.seeds if seeds is None else checks.whole("seeds", seeds, trial.least_seeds, MAX_SEEDS)
    first = checks.whole("first_seed", first_seed, 0, limits.LARGEST_SEED - MAX_SEEDS)
    chosen = trial.checked(settings or {})
    cases = [(case, trial.checked(case.settings)) for case in trial.cases]
    if bent:
        cases = [(Case(YOURS if trial.knobs else ""), chosen)]
    return _run(trial, cases, chosen, bent, tuple(range(first, first + count)))


def _run(
    trial: Trial, cases: Sequence[tuple[Case, dict]], settings: dict, bent: bool, seeds: tuple[int, ...]
) -> Iterator[Progress | Result]:
    import torch  # here: the page that lists the trials does not need it

    started = time.perf_counter()
    rows: list[Estimate] = []
    for place, (case, values) in enumerate(cases):
        measurement = trial.measure(values, seeds)
        while True:
            try:
                progress = next(measurement)
            except StopIteration as stop:
                x = values.get(trial.flip) if trial.flip else None
                found = (_placed(row, case.name, x) for row in stop.value)
                rows.extend(found)
                break
            done = (place + min(1.0, progress.done)) / len(cases)
            yield replace(progress, done=done, rows=(*rows, *progress.rows))
        yield Progress(done=(place + 1) / len(cases), doing=Text(case.name or N_("measured")), rows=tuple(rows))
    decided, sentence, flip = verdict.decide(rows, trial.flip)
    yield Result(
        trial=trial.id,
        verdict=decided,
        sentence=sentence,
        rows=tuple(rows),
        settings=settings,
        standard=not bent,
        flip=flip,
        first_seed=seeds[0],
        seeds=len(seeds),
        device="cpu",
        versions={"python": platform.python_version(), "torch": torch.__version__},
        seconds=round(time.perf_counter() - started, 2),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _placed(row: Estimate, case: str, x) -> Estimate:
    x = row.x if row.x is not None else (x if isinstance(x, (int, float, str)) else None)
    return replace(row, case=row.case or case, x=x)
