"""What the note page is made of."""

from dataclasses import dataclass

KINDS = ("text", "correction", "not_triable")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: a msgid with claim marks (see parse.py), $LaTeX$ and *emphasis*.

    `kind` is "text", "correction" (a slip of the note itself, put right in view) or "not_triable" (a sentence of the
    note that no experiment can decide). Raises ValueError for any other kind.
    """

    text: str
    kind: str = "text"
    slips: tuple[int, ...] = ()  # numbers, from 1 to 16, of the note's own mistakes that a correction puts right

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"A paragraph of the note is {', '.join(KINDS)}, not {self.kind!r}.")
        if bool(self.slips) != (self.kind == "correction"):
            raise ValueError(f"A correction, and nothing else, names the slips it corrects: {self.text!r}.")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `key` is stable: links may carry it."""

    key: str
    title: str
    paragraphs: tuple[Paragraph, ...]
