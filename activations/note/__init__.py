"""The lecture note in our own words, function by function, each sentence that can be tried marked with its claim.

All texts are English msgids of the gettext domain "note"; translate them where they are shown.
"""

from activations.note.claim import Claim, Source
from activations.note.claims import CLAIMS
from activations.note.parse import Piece, claims_in, formulas, pieces, plain
from activations.note.reading import READING, VERDICTS
from activations.note.section import Paragraph, Section
from activations.note.sections import SECTIONS, section

__all__ = [
    "CLAIMS",
    "READING",
    "SECTIONS",
    "VERDICTS",
    "Claim",
    "Paragraph",
    "Piece",
    "Section",
    "Source",
    "claims_in",
    "formulas",
    "pieces",
    "plain",
    "section",
]
