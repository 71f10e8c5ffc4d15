"""What the note page is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: a msgid with claim marks (see parse.py), $LaTeX$ and *emphasis*."""

    text: str
    slips: tuple[int, ...] = ()  # numbers, from 1 to 16, of the note's own mistakes that it puts right in view
    triable: bool = True  # False: a sentence of the note that no experiment can decide

    @property
    def kind(self) -> str:
        """ "text", "correction" or "not_triable"."""
        return "correction" if self.slips else "text" if self.triable else "not_triable"


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `key` is stable: links may carry it."""

    key: str
    title: str
    paragraphs: tuple[Paragraph, ...]

    @classmethod
    def of(cls, key: str, title: str, *paragraphs: Paragraph | str) -> "Section":
        """A paragraph that is only a text may be given as this text."""
        return cls(key, title, tuple(Paragraph(each) if isinstance(each, str) else each for each in paragraphs))
