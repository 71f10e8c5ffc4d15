"""From estimates to a verdict. An estimate's decision comes from its interval and the trial's margin, fixed before."""

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.result import Estimate

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"


def above(low: float, high: float, margin: float) -> str:
    """The claim: the quantity is above `margin`. Holds or fails only where the whole 95 % interval says so."""
    if not low <= high:  # NaN
        return UNDECIDED
    return HOLDS if low > margin else FAILS if high <= margin else UNDECIDED


def below(low: float, high: float, margin: float) -> str:
    """The claim: the quantity is below `margin`."""
    if not low <= high:
        return UNDECIDED
    return HOLDS if high < margin else FAILS if low >= margin else UNDECIDED


def inside(low: float, high: float, least: float, most: float) -> str:
    """The claim: the quantity lies between `least` and `most`."""
    if not low <= high:
        return UNDECIDED
    if least <= low and high <= most:
        return HOLDS
    return FAILS if high < least or low > most else UNDECIDED


def true(condition: bool) -> str:
    """The claim: something that can be checked outright."""
    return HOLDS if condition else FAILS


FORMER = N_("It holds for {holding} and fails for {failing}.")  # in results that were stored before


def decide(rows: Sequence[Estimate], flip_knob: str) -> tuple[str, Text, tuple | None]:
    """Verdict, the sentence that says why, and between which values of the flip knob the decision changes.

    "holds" and "does not hold": all estimates that decide do so alike. "depends": some hold, some fail. Estimates whose
    interval reaches over the margin decide nothing; where no estimate decides there is no verdict.
    """
    deciding = [row for row in rows if row.decision]
    holding = [row for row in deciding if row.decision == HOLDS]
    failing = [row for row in deciding if row.decision == FAILS]
    undecided = len(deciding) - len(holding) - len(failing)
    if not holding and not failing:
        return "no verdict", _why_not(rows), None
    if holding and failing:
        return (
            "depends",
            Text(
                N_("It holds in {held} of {all} measurements ({holding}) and fails in {failed} ({failing})."),
                held=len(holding),
                failed=len(failing),
                all=len(deciding),
                holding=_names(holding),
                failing=_names(failing),
            ),
            _flip(deciding) if flip_knob else None,
        )
    alike = holding or failing
    if undecided:
        template = (
            N_("It holds in {count} of {all} measurements; in the others the interval reaches over the margin.")
            if holding
            else N_("It fails in {count} of {all} measurements; in the others the interval reaches over the margin.")
        )
    else:
        template = N_("It holds in all {all} measurements.") if holding else N_("It fails in all {all} measurements.")
        if len(deciding) == 1:
            template = N_("It holds as measured.") if holding else N_("It fails as measured.")
    word = "holds" if holding else "does not hold"
    return word, Text(template, count=len(alike), all=len(deciding)), None


def _names(rows: Sequence[Estimate]) -> Text | str:
    """The labels of some rows, at most three."""
    shown = [Text("{case}: {label}", case=Text(row.case), label=row.label) if row.case else row.label for row in rows]
    if len(shown) == 1:
        return shown[0]
    if len(shown) == 2:
        return Text("{first}; {second}", first=shown[0], second=shown[1])
    return Text(N_("{first} and {more} more"), first=shown[0], more=len(shown) - 1)


def sweep_lines(rows: Sequence[Estimate]) -> dict[tuple[str, str], list[Estimate]]:
    """The rows of each line of the sweep over the flip knob, by what was measured; sorted where it is a number.

    Of several cases with one value of the knob the first counts: the others differ in something else.
    """
    lines: dict[tuple[str, str], list[Estimate]] = {}
    for row in rows:
        if row.x is not None and row.known and row.decision:
            line = lines.setdefault((row.arm, str(row.label)), [])
            if all(row.x != other.x for other in line):
                line.append(row)
    for line in lines.values():
        if all(isinstance(row.x, (int, float)) for row in line):
            line.sort(key=lambda row: cast(float, row.x))
    return lines


def _flip(rows: Sequence[Estimate]) -> tuple | None:
    """The first two neighbouring values of the knob, of one line of the sweep, with different decisions."""
    for line in sweep_lines(rows).values():
        for before, after in pairwise(row for row in line if row.decision != UNDECIDED):
            if before.decision != after.decision:
                return before.x, after.x
    return None


def _why_not(rows: Sequence[Estimate]) -> Text:
    lost = sum(row.diverged for row in rows)
    reasons = [row.note for row in rows if row.decision and not row.known and row.note]
    if reasons:
        return reasons[0]
    if lost and not any(row.known for row in rows):
        return Text(N_("All networks diverged ({lost}): there is nothing to compare."), lost=lost)
    return Text(N_("Every interval reaches over the margin: more seeds would be needed to tell."))
