"""Whether several experiments disagree."""

from collections.abc import Sequence
from dataclasses import replace

from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.result import Estimate
from activations.trials.trial import FAILS, HOLDS, UNDECIDED


def disagreement(rows: Sequence[Estimate], logs: bool = False) -> tuple[Estimate, ...]:
    """The rows, which now only show, and one that decides: whether some of them came out for and some against.

    The rows' decisions say in which experiments something helps. The claim that experiments disagree holds if it does
    in one and does not in another; it fails if all agree. The value: the largest of the rows less the smallest (or over
    it, `logs`), with an interval from the nearest ends of their intervals to the farthest.
    """
    found = {row.decision for row in rows}
    decision = HOLDS if {HOLDS, FAILS} <= found else FAILS if len(found) == 1 and UNDECIDED not in found else UNDECIDED
    known = [row for row in rows if row.known]
    shown = [replace(row, decision="") for row in rows]
    if not known:
        return tuple(replace(row, decision=UNDECIDED) for row in shown)
    top, bottom = max(known, key=lambda row: row.value), min(known, key=lambda row: row.value)
    ends = [(top.value, bottom.value), (top.low, bottom.high), (top.high, bottom.low)]
    value, low, high = (one / other if logs else one - other for one, other in ends)
    helped = sum(row.decision == HOLDS for row in rows)
    note = Text(
        N_("It helps in {helped} of {all} experiments, does not in {not_helped}, and {open} cannot tell."),
        helped=helped,
        all=len(rows),
        not_helped=sum(row.decision == FAILS for row in rows),
        open=sum(row.decision == UNDECIDED for row in rows),
    )
    label = Text(N_("largest over smallest") if logs else N_("largest less smallest"))
    return *shown, Estimate(label=label, value=value, low=low, high=high, decision=decision, note=note)
