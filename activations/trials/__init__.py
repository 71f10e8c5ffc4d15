"""Claims on trial: every sentence of the note as an experiment with an interval and a verdict.

`trials()` gives all of them, `find(id)` one. Each is defined in a file of the folder claims, in its tuple TRIALS.
"""

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from activations.language import translate as _

if TYPE_CHECKING:
    from activations.trials.trial import Trial


@cache
def _by_id() -> "dict[str, Trial]":
    from activations.trials import claims

    files = [one.name for one in pkgutil.walk_packages(claims.__path__, f"{claims.__name__}.") if not one.ispkg]
    found = [trial for file in files for trial in import_module(file).TRIALS]
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
        said = _("There is no trial {trial_id!r}: there are {known}.")
        raise ValueError(said.format(trial_id=trial_id, known=", ".join(_by_id())))
    return found
