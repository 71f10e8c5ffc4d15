"""What a link says that a page cannot use. Streamlit drops such values without a word; here they get a sentence.

Each function is called before the widget of that key: until then `st.query_params` still holds what the link said.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import isfinite

import streamlit as st

EMBEDDING = ("embed", "embed_options")  # Streamlit's own


def warn(sentence: str | None) -> None:
    """Show the sentence, if there is one, where the control is."""
    if sentence:
        st.warning(sentence, icon=":material/link_off:")


def bad_number(key: str, label: str, low: float, high: float, default: float, integer: bool = False) -> str | None:
    """A sentence if the link gives `key` something other than a number from low to high (-inf, inf: any number)."""
    given = st.query_params.get(key)
    if given is None:
        return None
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if isfinite(value) and low <= value <= high and (not integer or value == int(value)):
        return None
    kind = "a whole number" if integer else "a number"
    allowed = f"{kind} from {plain(low)} to {plain(high)}"
    return f"The link sets {label} to “{shortened(given)}”. It must be {allowed}; {plain(default)} is used."


def bad_range(key: str, label: str, low: float, high: float, default: tuple[float, float]) -> str | None:
    """A sentence if the link does not give `key` two numbers from low to high, the smaller one first."""
    given = st.query_params.get_all(key)
    if not given:
        return None
    try:
        values = [float(value) for value in given]
    except ValueError:
        values = []
    if len(values) == 2 and low <= values[0] < values[1] <= high:
        return None
    return (
        f"The link sets {label} to “{shortened(', '.join(given))}”. It must be two numbers from {plain(low)} to "
        f"{plain(high)}, the smaller one first; {plain(default[0])} to {plain(default[1])} is used."
    )


def bad_choice(key: str, label: str, allowed: Sequence[str], used: str) -> str | None:
    """A sentence if the link gives `key` something that is not one of `allowed`; `used` says what is shown instead."""
    unknown = [value for value in st.query_params.get_all(key) if value not in allowed and value != ""]
    if not unknown:
        return None
    known = ", ".join(allowed) if len(allowed) <= 8 else f"the {len(allowed)} names on its list"
    given = f"“{shortened(unknown[0])}”{hint(unknown[0], allowed)}"
    return f"The link sets {label} to {given} It must be one of {known}; {used}"


def bad_switch(key: str, label: str, default: bool) -> str | None:
    """A sentence if the link gives the switch `key` something other than true or false; `default` is used then."""
    given = st.query_params.get(key)
    if given is None or given.lower() in ("true", "false"):
        return None
    return (
        f"The link sets {label} to “{shortened(given)}”. It must be true or false; it is {'on' if default else 'off'}."
    )


def unknown_names(known: Iterable[str]) -> str | None:
    """A sentence if the link names something that this page does not have."""
    known = (*known, *EMBEDDING)
    strange = [name for name in st.query_params if name not in known]
    if not strange:
        return None
    return (
        f"The link also sets “{shortened(strange[0])}”, which this page does not have{hint(strange[0], known)}".rstrip()
    )


def hint(text: str, allowed: Iterable[str]) -> str:
    folded = {name.casefold(): name for name in allowed}
    near = get_close_matches(text.casefold(), folded, n=1)
    return f". Did you mean {folded[near[0]]}?" if near else "."


def plain(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def shortened(text: str, most: int = 40) -> str:
    """As it may stand in a sentence: short, and with nothing that Markdown would take for markup."""
    safe = "".join(character for character in text if character.isprintable() and character not in "`*_[]()<>$\\~#|:{}")
    return safe[: most - 1] + "…" if len(safe) > most else safe
