"""From a statistic to a row of the result, and rows of what can be checked outright."""

import math
from collections.abc import Callable

from activations.language import marked as N_
from activations.language.text import Text
from activations.trials import verdict
from activations.trials.intervals import Found
from activations.trials.result import Estimate

Decide = Callable[[Found], str]  # "holds", "fails" or "undecided"


def above(margin: float) -> Decide:
    """The claim: the quantity is above the margin."""
    return lambda found: found.above(margin)


def below(margin: float) -> Decide:
    """The claim: the quantity is below the margin."""
    return lambda found: found.below(margin)


def inside(least: float, most: float) -> Decide:
    """The claim: the quantity lies between the two."""
    return lambda found: found.inside(least, most)


def known(found: Found, label: Text | str, decide: Decide | None = None, **fields) -> Estimate:
    """A statistic as a row. Further fields as in Estimate; where there is no number a note says why."""
    label = label if isinstance(label, Text) else Text(label)
    decision = decide(found) if decide else ""
    note = fields.pop("note", None)
    if note is None and not math.isfinite(found.value):
        note = (
            Text(N_("All networks diverged ({lost}): there is nothing to compare."), lost=found.diverged)
            if found.diverged
            else Text(N_("There is nothing to compare."))
        )
    if note is None and found.at_least and found.at_most:
        note = Text(N_("On both sides some networks never reached the target: the ratio has no bound."))
    return found.estimate(label, decision=decision, note=note, **fields)


def fact(label: Text | str, value: float, holds: bool | None = None, **fields) -> Estimate:
    """Something that can be checked outright, without chance: a number, and whether the claim holds there.

    `holds` None: only shown. Further fields as in Estimate.
    """
    label = label if isinstance(label, Text) else Text(label)
    decision = "" if holds is None else verdict.true(holds)
    return Estimate(label=label, value=float(value), low=float(value), high=float(value), decision=decision, **fields)
