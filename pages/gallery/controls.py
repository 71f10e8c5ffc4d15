"""The Gallery's controls, all bound to the link: which functions are shown, and in which order."""

from collections.abc import Callable, Sequence

import streamlit as st

from activations.functions.catalogue import CATALOGUE, FAMILIES, Activation
from activations.language import marked as N_
from activations.language import translate as _
from pages import link, reader

PROPERTIES = {
    "zero-centred": N_("zero-centred"),
    "can die": N_("can die"),
    "cannot die": N_("cannot die"),
    "saturates": N_("saturates"),
    "smooth": N_("smooth"),
    "monotonic": N_("monotonic"),
    "learnable": N_("learnable"),
    "in torch": N_("in torch"),
}
FILTERS: dict[str, Callable[[Activation], bool]] = {
    "zero-centred": lambda entry: entry.zero_centred,
    "can die": lambda entry: entry.can_die,
    "cannot die": lambda entry: not entry.can_die,
    "saturates": lambda entry: entry.saturates != "none",
    "smooth": lambda entry: entry.smoothness in ("C1", "C2", "C∞"),
    "monotonic": lambda entry: entry.monotonic,
    "learnable": lambda entry: entry.learnable,
    "in torch": lambda entry: bool(entry.torch_line),
}
ORDERS = {"family": N_("family"), "name": N_("name"), "year": N_("year")}
NAMES_IN_LINK = ("search", "properties", "order")
LONGEST_SEARCH = 40
OPPOSITES = ("can die", "cannot die")
NO_YEAR = 9999  # sorts last
HELP = N_(
    "Only functions that have every chosen property are shown, at their default parameters. *Zero-centred*: the mean "
    "output is 0 for z ~ N(0, 1). *Can die*: the slope is exactly 0 on a half line. *Saturates*: f levels off on at "
    "least one side. *Smooth*: f′ is continuous. *Monotonic*: f never falls. *Learnable*: it has parameters that are "
    "trained. *In torch*: torch.nn has it."
)


def curves_link(key: str) -> str:
    """The Curves page with this function alone, relative to the app's address."""
    return reader.address(functions=key)


def choose() -> tuple[list[str], str]:
    """Keys of the functions that pass search and filters, in the chosen order; and the order's name."""
    left, right = st.columns([1, 1], gap="small", vertical_alignment="bottom")
    with left:
        text = link.text_input(
            _("Search"), "search", max_chars=LONGEST_SEARCH, placeholder=_("name, family or author"), live=True
        )
    with right:
        used = _("“{name}” is used.").format(name="family")
        order = link.segmented(_("Sorted by"), "order", ORDERS, "family", used=used)
    properties = link.pills(_("Properties"), "properties", PROPERTIES, _("it is left out."), wrap=True, help=_(HELP))
    return ordered(matching(text, properties), order), order


def matching(text: str, properties: Sequence[str]) -> list[str]:
    """Keys in menu order whose name, key, family or source contains `text` and which have all `properties`."""
    wanted = text.casefold().strip()
    return [
        key
        for key, entry in CATALOGUE.items()
        if any(wanted in words.casefold() for words in searched(entry))
        and all(FILTERS[name](entry) for name in properties)
    ]


def searched(entry: Activation) -> tuple[str, ...]:
    """Where a search looks: names of families in the language of now, and in English, which the code speaks."""
    return entry.name, entry.key, entry.family, _(entry.family), entry.source


def nothing_found() -> str:
    """Why no function is shown, and the way out."""
    if set(OPPOSITES) <= set(st.session_state["properties"]):
        return _("No activation function both can die and cannot die. Remove one of these two properties.")
    return _(
        "No activation function matches the search and has all of these properties. Remove one, or clear the search."
    )


def ordered(keys: Sequence[str], order: str) -> list[str]:
    if order == "name":
        return sorted(keys, key=lambda key: CATALOGUE[key].name.casefold())
    if order == "year":
        return sorted(keys, key=lambda key: CATALOGUE[key].year or NO_YEAR)
    return sorted(keys, key=lambda key: FAMILIES.index(CATALOGUE[key].family))


def groups(keys: Sequence[str], order: str) -> list[dict]:
    """Titles, counts and keys: a group a family, a decade, or one for all."""
    if order == "family":
        title = {key: _(CATALOGUE[key].family).capitalize() for key in keys}
    elif order == "year":
        title = {key: decade(CATALOGUE[key].year) for key in keys}
    else:
        title = dict.fromkeys(keys, _("By name"))
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(title[key], []).append(key)
    return [{"title": name, "note": str(len(members)), "keys": members} for name, members in found.items()]


def decade(year: int | None) -> str:
    """The heading of a year: decades from 1990 on."""
    if year is None:
        return _("No single year")
    return _("Before 1990") if year < 1990 else _("{decade}s").format(decade=year // 10 * 10)
