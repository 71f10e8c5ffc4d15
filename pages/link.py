"""What a link says that a page cannot use. Streamlit drops such values without a word; here they get a sentence.

Each function is called before the widget of that key: until then `st.query_params` still holds what the link said.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import _coerce_value_for_query_url

from activations import language
from activations.language import LANGUAGES
from activations.language import translate as _

ICON = ":material/link_off:"
EVERYWHERE = ("embed", "embed_options", "lang")  # Streamlit's own, and the language of every page


def keep_on_the_way_back(page: str) -> None:
    """Called before a page is drawn: the browser's Back to it finds its controls as they were, as its name in the menu
    does.

    When a page is left, Streamlit takes what is its own out of the link, which makes an entry of the browser's history;
    Back comes to that one, and Streamlit would set every control to what the bare link says: its default.
    """
    context, former = get_script_run_ctx(), st.session_state.get("page")
    st.session_state["page"] = page
    if page != former and all(name in EVERYWHERE for name in st.query_params):
        context.is_history_navigation = False


def of_widgets(keys: Iterable[str]) -> str:
    """The link, after its "?", that holds the values of these widgets, which must be bound to it and drawn.

    Streamlit writes it by itself, but not for what another page had set before the widgets were drawn; and its own way
    to do so from Python would make another entry of the browser's history, so that this is left to the page.
    """
    session = get_script_run_ctx().session_state._state
    params = session.query_params
    for key in keys:
        widget = session._key_id_mapper.get_id_from_key(key)
        metadata = session._new_widget_state.widget_metadata.get(widget)
        if widget in session._query_param_bound_widget_ids and metadata is not None and widget in session:
            value, form = session[widget], metadata.value_type
            if value != metadata.deserializer(None):
                text = _coerce_value_for_query_url(metadata.serializer(value), form)
                params.set_with_no_forward_msg(key, val=text)
    return urlencode(params._query_params, doseq=True)


def forget(names: Iterable[str]) -> None:
    """Take these out of the link with whatever is written into it next.

    Streamlit takes out what is no longer drawn at the end of the run, which makes an entry of the history of its own.
    """
    with get_script_run_ctx().session_state.query_params() as params:
        for name in list(names):
            params._query_params.pop(name, None)


def worded(key: str, words: Mapping[Hashable, str]) -> Callable[[Any], str]:
    """For a bound choice whose labels are translated: its format_func. `words` gives each option's label in English.

    Streamlit writes labels into the link. So that a link opens in any language, labels of other languages (and the
    options themselves, `?data=circle`) are put into the language of now before the widget reads them; and when the
    language changes, the widget is told its value again, since the browser knows it by its former label.
    """
    labels = {option: _(text) for option, text in words.items()}
    options = {str(option): option for option in words}
    options |= {_(text, other): option for other in LANGUAGES for option, text in words.items()}
    options |= {label: option for option, label in labels.items()}
    given = st.query_params.get_all(key)
    known = [labels[options[value]] if value in options else value for value in given]
    if known != given:
        with get_script_run_ctx().session_state.query_params() as params:
            params._initial_query_params[key] = known
            params.set_corrected_value(key, known, "string_array_value")
    spoken = st.session_state.setdefault("labels in", {})
    if key in st.session_state and spoken.get(key, language.current()) != language.current():
        st.session_state[key] = st.session_state[key]
    spoken[key] = language.current()
    return lambda option: labels[option] if option in labels else str(option)


def warn(sentence: str | None) -> None:
    """Show the sentence, if there is one, where the control is."""
    if sentence:
        st.warning(sentence, icon=ICON)


def bad_number(
    key: str,
    label: str,
    low: float,
    high: float,
    default: float,
    integer: bool = False,
    limits_told: bool = True,
) -> str | None:
    """A sentence if the link gives `key` something other than a number from low to high; it tells them if wanted."""
    given = st.query_params.get(key)
    if given is None:
        return None
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if isfinite(value) and low <= value <= high and (not integer or value == int(value)):
        return None
    allowed = allowed_numbers(low, high, integer) if limits_told else _("a whole number") if integer else _("a number")
    return _("The link sets {label} to “{given}”. It must be {allowed}; {default} is used.").format(
        label=label, given=shortened(given), allowed=allowed, default=plain(default)
    )


def allowed_numbers(low: float, high: float, integer: bool) -> str:
    """What `bad_number` says is allowed."""
    said = _("a whole number from {low} to {high}") if integer else _("a number from {low} to {high}")
    return said.format(low=plain(low), high=plain(high))


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
    return _(
        "The link sets {label} to “{given}”. It must be two numbers from {low} to {high}, the smaller one first; "
        "{default_low} to {default_high} is used."
    ).format(
        label=label,
        given=shortened(", ".join(given)),
        low=plain(low),
        high=plain(high),
        default_low=plain(default[0]),
        default_high=plain(default[1]),
    )


def bad_choice(key: str, label: str, allowed: Sequence[str], used: str) -> str | None:
    """A sentence if the link gives `key` something that is not one of `allowed`; `used` says what is shown instead."""
    unknown = [value for value in st.query_params.get_all(key) if value not in allowed and value != ""]
    if not unknown:
        return None
    if len(allowed) <= 8:
        known = _(", ").join(allowed)
    else:
        known = _("the {count} names on its list").format(count=len(allowed))
    given = f"“{shortened(unknown[0])}”{hint(unknown[0], allowed)}"
    return _("The link sets {label} to {given} It must be one of {known}; {used}").format(
        label=label, given=given, known=known, used=used
    )


def bad_switch(key: str, label: str, default: bool) -> str | None:
    """A sentence if the link gives the switch `key` something other than true or false; `default` is used then."""
    given = st.query_params.get(key)
    if given is None or given.lower() in ("true", "false"):
        return None
    if default:
        said = _("The link sets {label} to “{given}”. It must be true or false; it is on.")
    else:
        said = _("The link sets {label} to “{given}”. It must be true or false; it is off.")
    return said.format(label=label, given=shortened(given))


def unknown_names(known: Iterable[str]) -> str | None:
    """A sentence if the link names something that this page does not have."""
    known = (*known, *EVERYWHERE)
    strange = [name for name in st.query_params if name not in known]
    if not strange:
        return None
    return _("The link also sets “{name}”, which this page does not have{hint}").format(
        name=shortened(strange[0]), hint=hint(strange[0], known)
    )


def hint(text: str, allowed: Iterable[str]) -> str:
    folded = {name.casefold(): name for name in allowed}
    near = get_close_matches(text.casefold(), folded, n=1)
    return _(". Did you mean {name}?").format(name=folded[near[0]]) if near else _(".")


def plain(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def shortened(text: str, most: int = 40) -> str:
    """As it may stand in a sentence: short, and with nothing that Markdown would take for markup."""
    safe = "".join(character for character in text if character.isprintable() and character not in "`*_[]()<>$\\~#|:{}")
    return safe[: most - 1] + "…" if len(safe) > most else safe
