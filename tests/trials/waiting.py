"""A trial carried out to its end."""

from collections.abc import Mapping

from activations.trials.engine import run
from activations.trials.result import Result
from activations.trials.trial import Trial


def finish(trial: Trial, settings: Mapping[str, object] | None = None, **options) -> Result:
    """The Result of a trial, waited for."""
    for step in run(trial, settings, **options):
        if isinstance(step, Result):
            return step
    raise AssertionError("A trial ended without a result.")
