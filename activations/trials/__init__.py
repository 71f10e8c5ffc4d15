"""Claims on trial: every sentence of the note as an experiment with an interval and a verdict.

`trials()` gives all of them, `find(id)` one. Each is defined in the file of its function, in the tuple TRIALS.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from activations.language import translate as _

if TYPE_CHECKING:
    from activations.trials.trial import Trial

MODULES = (  # of the folder claims, where trials are defined
    "introduction",
    "sigmoid.definition",
    "sigmoid.training",
    "sigmoid.start",
    "sigmoid.signs",
    "sigmoid.batches",
    "tanh.definition",
    "tanh.training",
    "tanh.better",
    "relu.definition",
    "relu.training",
    "relu.dying",
    "relu.causes",
    "leaky.definition",
    "leaky.training",
    "leaky.disputed",
    "prelu",
    "elu.definition",
    "elu.training",
    "maxout.definition",
    "maxout.training",
    "advice",
)


@cache
def _by_id() -> "dict[str, Trial]":
    found = [trial for module in MODULES for trial in import_module(f"{__name__}.claims.{module}").TRIALS]
    by_id = {trial.id: trial for trial in found}
    if len(by_id) < len(found):
        raise ValueError(_("Two trials have the same id."))
    from activations.note.claims import CLAIMS

    order = {claim: place for place, claim in enumerate(CLAIMS)}
    return dict(sorted(by_id.items(), key=lambda pair: order[pair[0]]))


def trials() -> "tuple[Trial, ...]":
    """All trials, in the note's order."""
    return tuple(_by_id().values())


def find(trial_id: str) -> "Trial":
    """The trial of the claim with this id. Raises ValueError if there is none."""
    found = _by_id().get(trial_id)
    if found is None:
        raise ValueError(
            _("There is no trial {trial_id!r}: there are {known}.").format(trial_id=trial_id, known=", ".join(_by_id()))
        )
    return found
