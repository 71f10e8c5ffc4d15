"""The note as the browser draws it: its paragraphs cut at claims, formulas and emphasis."""

import functools
import re
from collections.abc import Mapping

from activations.language import translate as _
from activations.note.parse import pieces
from activations.note.reading import READING, VERDICTS
from activations.note.sections import SECTIONS

INLINE = re.compile(r"\$([^$]+)\$|\*([^*]+)\*")
STATES = {"holds": "holds", "does not hold": "fails", "depends": "depends", "no verdict": "open"}


def note_data(verdicts: Mapping[str, str], hidden: frozenset[str] = frozenset()) -> list[dict]:
    """All sections, in the reader's language, for the component `note`.

    `verdicts`: by claim id; a claim without one says that it is not tried yet. Of the `hidden` the badge is a question
    mark: the reader wants to guess first.
    """
    return [
        {
            "key": section.key,
            "title": _(section.title),
            "paragraphs": [
                {"kind": paragraph.kind, "pieces": paragraph_pieces(_(paragraph.text), verdicts, hidden)}
                for paragraph in section.paragraphs
            ],
        }
        for section in (*SECTIONS, READING)
    ]


def paragraph_pieces(text: str, verdicts: Mapping[str, str], hidden: frozenset[str]) -> list[dict]:
    found = []
    for piece in pieces(text):
        if piece.claim is None:
            found.extend(inline_pieces(piece.text))
        else:
            found.append(
                {"text": piece.text, "claim": piece.claim, **badge(verdicts.get(piece.claim), piece.claim in hidden)}
            )
    return found


def badge(verdict: str | None, hidden: bool = False) -> dict[str, str]:
    """What the badge of a verdict says: badge, title, state."""
    if hidden:
        return {"badge": "?", "title": _("Bet first, then run the trial."), "state": "open"}
    if verdict is None:
        return {"badge": _("not tried yet"), "title": _("This trial has not been run yet."), "state": "open"}
    words = VERDICTS[verdict]
    return {"badge": _(words.word), "title": _(words.meaning), "state": STATES[verdict]}


def inline_pieces(text: str) -> list[dict]:
    """Plain text, formulas (as MathML) and emphasis."""
    found, at = [], 0
    for mark in INLINE.finditer(text):
        if mark.start() > at:
            found.append({"text": text[at : mark.start()]})
        found.append({"mathml": mathml(mark[1])} if mark[1] else {"text": mark[2], "emphasis": True})
        at = mark.end()
    if at < len(text):
        found.append({"text": text[at:]})
    return found


@functools.cache
def mathml(latex: str) -> str:
    """A formula as MathML, which browsers draw by themselves."""
    from latex2mathml.converter import convert  # here: only this page needs it

    return convert(latex)
