"""The note page, section by section, in the note's order."""

from activations.note.section import Section
from activations.note.text import advice, elu, introduction, leaky, many, maxout, relu, sigmoid, tanh

SECTIONS = tuple(part.SECTION for part in (introduction, sigmoid, tanh, relu, leaky, elu, maxout, advice, many))


def section(key: str) -> Section:
    """The section with this key. Raises ValueError naming the known ones."""
    for each in SECTIONS:
        if each.key == key:
            return each
    raise ValueError(f"The note has no section {key!r}; it has {', '.join(each.key for each in SECTIONS)}.")
