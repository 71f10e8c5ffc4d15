"""What a reader sees of Markdown that pages wrote, for tests."""

import re

from pages.sentences import JOINER


def plain(markdown: str) -> str:
    """Without the escapes and the characters without a width that pages.sentences puts in."""
    return re.sub(r"\\([!-/:-@\[-`{-~]|(?=[.)]))", r"\1", markdown.replace(JOINER, ""))
