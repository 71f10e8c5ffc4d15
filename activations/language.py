"""The words of the lab: marked where they stand, translated where they are shown."""


def marked(text: str) -> str:
    """`text` itself: tells the collector of texts (Babel) that it is shown to people and needs a translation."""
    return text
