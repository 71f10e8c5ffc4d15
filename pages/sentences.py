"""Sentences as they are written: what a reader, a link or a file says in them is text, never Markdown, LaTeX or HTML.

Streamlit takes all that it shows for Markdown. Pages show sentences through these functions alone; where Markdown is
meant (`st.markdown`, `st.caption`, labels and helps), words from outside go through `as_written` first.
"""

import re

import streamlit as st

MAX_LENGTH = 1200  # characters of a sentence that are shown
MARKUP = re.compile(r"([\\`*_\[\]()<>#|{}~$!&])")
JOINER = "\u2060"  # has no width, and breaks no line
# What Streamlit looks for in the text after Markdown's own escapes are gone, so that only a character between helps:
# emoji, icons and colours; addresses of the web and of mail; arrows and comparisons between blanks.
FOUND_LATER = (
    (re.compile(r":(?=[\w+-]+[:\[/]|//)"), f":{JOINER}"),
    (re.compile(r"(www)(?=\.)", re.IGNORECASE), rf"\1{JOINER}"),
    (re.compile(r"@(?=[-\w])"), f"@{JOINER}"),
    (re.compile(r"(?<!\S)(<|-|>|~)(?=(->|-|>|=)(?!\S))"), rf"\1{JOINER}"),
)
AT_START = re.compile(r"^([-+]|\d+(?=[.)]))")  # of a list


def as_written(text: object, most: int = MAX_LENGTH) -> str:
    """Markdown that shows the text as it is: in one line, without characters that cannot be seen, at most so long."""
    plain = "".join(one if one.isprintable() else " " for one in shortened(text, most))
    for pattern, broken in FOUND_LATER:
        plain = pattern.sub(broken, plain)
    escaped = MARKUP.sub(r"\\\1", plain)
    return AT_START.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", escaped)


def shortened(text: object, most: int = 40) -> str:
    """In one line, and cut off with "…" if it is longer."""
    plain = " ".join(str(text)[: 10 * most].split())
    return plain[: most - 1] + "…" if len(plain) > most else plain


def error(sentence: object, icon: str | None = None) -> None:
    """Something is not possible."""
    st.error(as_written(sentence), icon=icon)


def warning(sentence: object, icon: str | None = None) -> None:
    """Something was done in another way than asked for."""
    st.warning(as_written(sentence), icon=icon)


def info(sentence: object, icon: str | None = None) -> None:
    """Something to know, or to do next."""
    st.info(as_written(sentence), icon=icon)
