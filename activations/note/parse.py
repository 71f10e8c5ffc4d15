"""The marks in a paragraph's text: [[claim.id|the words that state the claim]].

Everything else is plain text, in which $…$ is LaTeX and *…* emphasis. The words of a mark hold neither, so that a page
can underline them as they are.
"""

import re
from dataclasses import dataclass

MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
CLAIM_ID = re.compile(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: plain text (claim None), or the words that state a claim."""

    text: str
    claim: str | None = None


def pieces(text: str) -> tuple[Piece, ...]:
    """The text cut at its marks, in order, no piece empty.

    Raises ValueError naming what is wrong: a mark not closed, without "|", with a malformed id, without words, or with
    a formula, emphasis or another mark in its words; a "$" without its partner.
    """
    found, at = [], 0
    for mark in MARK.finditer(text):
        found.append(Piece(checked_plain(text[at : mark.start()])))
        found.append(claim_piece(mark[1]))
        at = mark.end()
    found.append(Piece(checked_plain(text[at:])))
    return tuple(piece for piece in found if piece.text)


def claim_piece(inside: str) -> Piece:
    claim, bar, words = inside.partition("|")
    if not bar:
        raise ValueError(f"The mark [[{inside}]] needs the form [[claim.id|words]].")
    if not CLAIM_ID.fullmatch(claim):
        raise ValueError(f"{claim!r} is not the id of a claim; one looks like 'relu.no-vanish'.")
    if not words.strip():
        raise ValueError(f"The mark of {claim!r} has no words.")
    if unwanted := sorted(set(words) & set("[]|$*")):
        raise ValueError(f"The words of {claim!r} hold {' '.join(unwanted)}; only plain words may stand in a mark.")
    return Piece(words, claim)


def checked_plain(text: str) -> str:
    for bracket in ("[[", "]]"):
        if bracket in text:
            raise ValueError(f"{bracket!r} without its partner in {text!r}.")
    if text.count("$") % 2:
        raise ValueError(f"'$' without its partner in {text!r}.")
    return text
