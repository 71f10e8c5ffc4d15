"""How to read the verdicts."""

from typing import NamedTuple

from activations.language import marked as N_
from activations.note.section import Section


class Badge(NamedTuple):
    """What a badge says, and what that means. Both are msgids."""

    word: str
    meaning: str


VERDICTS = {
    "holds": Badge(
        N_("holds"),
        N_("The whole interval (95 %) lies on the claim's side of the margin that the trial states."),
    ),
    "does not hold": Badge(
        N_("does not hold"),
        N_("The whole interval (95 %) lies inside the margin, or on the other side of it."),
    ),
    "depends": Badge(
        N_("depends"),
        N_(
            "In one ordinary setting the claim holds and in another it fails. The trial names the setting and marks "
            "where the verdict flips."
        ),
    ),
    "no verdict": Badge(
        N_("no verdict"),
        N_("The interval is too wide to decide, or too few networks were left to measure. The trial says which."),
    ),
}

READING = Section.of(
    "reading",
    N_("How to read the verdicts"),
    N_(
        "Every underlined sentence is a claim of the note, and its badge is the verdict of the latest run. A "
        "sentence without a badge has not been tried yet. Press one, and its trial opens beside the text."
    ),
    N_(
        "An interval is about chance: the same setting is repeated with many seeds, and the interval covers "
        "what other seeds would give. It says nothing about other data or other networks. To learn about "
        "those, bend the trial and run it again."
    ),
    N_(
        "A formula needs no interval. It is checked by algebra or point by point, and one counter-example is "
        "enough to refute it."
    ),
    N_(
        "Networks that diverged are counted and shown, and enter no mean. “≥” stands before a ratio when some "
        "networks never reached the target: the true ratio is at least that large."
    ),
    N_(
        "The note contains slips of its own. They are corrected in view, each with the reason. A sentence that "
        "no experiment can decide is marked as such and carries no badge."
    ),
)
