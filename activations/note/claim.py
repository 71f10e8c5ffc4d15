"""One claim of the note, and where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A paper or page. `link` is its DOI, arXiv or publisher's address."""

    authors: str
    year: int
    title: str
    link: str

    @property
    def short(self) -> str:
        return f"{self.authors} {self.year}"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of the note that can be tried."""

    id: str
    quote: str  # the note's own words: stays Chinese in every language; "…" where it is cut
    words: str  # msgid: the claim as one plain sentence, without a full stop
    sources: tuple[Source, ...] = ()
    section: str = ""  # key of the section whose text marks it, which is the name of the claim's module
    context: str = ""  # msgid: a paragraph on where the claim comes from or how to look at it; no verdict. "" for none
