"""The page's address: read when somebody arrives by it, written after every run, so that it says what the page shows.

It carries keys, numbers and texts, and no word of any language; what is as the page starts with is left out. Each
control below is a widget whose value is in the link under its name. What a link says that the control cannot use gets a
sentence beside it, which stays until the control is changed. A link that says anything says everything: what it leaves
out is as the page starts with.
"""

import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import inf, isfinite
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2 import component

from activations import language
from activations.experiment.arm_text import number_text
from activations.language import translate as _
from activations.language.numbers import general
from browser import HERE
from pages import sentences
from pages.streamlit_private import by_history

ICON = ":material/link_off:"
LANGUAGE = "lang"
LARGEST = 2**53  # up to here a browser tells whole numbers apart, and Streamlit's control takes no larger ones
AN_ECHO = 1.5  # seconds in which the browser may still send what a control held before the page set it
EVERYWHERE = ("embed", "embed_options", LANGUAGE)  # Streamlit's own, and the language of every page
# Links of before carried the labels of choices, in either language: name in the link -> label -> key. Never changed.
FORMER: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("former_labels.json").read_text("utf-8"))

Read = tuple[Any, str | None]  # the value that a link gives, and the sentence about what cannot be used
_address = component("activation_lab.address", js=(HERE / "link.js").read_text("utf-8"), isolate_styles=False)


# -- arriving and writing ---------------------------------------------------------------------------------------------


def arrive(page: str, pages: Sequence[str]) -> None:
    """Called before a page is drawn. The link is read when the page was not shown before, and at Back and Forward.

    `page`: its name in the address, one of `pages`; the first page's is empty.

    An address without names leaves the controls as they were when the menu led to it. At Back and Forward it is that of
    a page as it starts, unless the page was left before it was written.
    """
    state, back = st.session_state, by_history()
    state["link_arrived"] = state.get("page") != page or back
    if state.get("page") != page:
        state.pop("link_follow", None)
    state["page"], state["pages"], state["link_shown"], state["link_whole"] = page, list(pages), {}, False
    if state["link_arrived"]:
        given = {name: st.query_params.get_all(name) for name in st.query_params if name not in EVERYWHERE}
        given = state.pop("link_next", given)
        state["link_given"], state["link_complaints"], state["link_put"] = given, {}, {}
        unwritten = state.setdefault("link_unwritten", set())
        for name in _names() - set(given) if given or (back and page not in unwritten) else ():
            state.pop(state.get("link_keys", {}).get(name, name), None)
        unwritten.add(page)


def follow(page: str, values: Mapping[str, Any]) -> None:
    """Go to another page as by a link that sets these, as soon as this one is written.

    `page`: its name in the address. It is the browser that goes: Streamlit's own way empties the address of the page
    that is left, which makes an entry of the history without names.
    """
    texts = {name: texts_of(value) for name, value in values.items()} | {LANGUAGE: shown().get(LANGUAGE, [])}
    query = urlencode(texts, doseq=True)
    address = f"./{page}?{query}" if query else f"./{page}"
    st.session_state["link_follow"] = {"address": address, "once": secrets.token_hex(8)}


def shown() -> dict[str, list[str]]:
    """What the link says now."""
    return {name: texts for name, texts in st.session_state["link_shown"].items() if texts}


def written() -> dict[str, list[str]]:
    """What the link to this page said when it was written last."""
    return st.session_state.get("link_written", {}).get(st.session_state["page"], {})


def go_to(values: dict[str, list[str]]) -> None:
    """Show this page at its next run as a link with these values does, see `written`."""
    for name in _names():
        st.session_state.pop(name, None)
    st.session_state["link_next"] = values
    st.session_state["page"] = None  # so that it is read


def _names() -> set[str]:
    """Of the controls that this page has shown in this session."""
    state = st.session_state
    return state.setdefault("link_names", {}).setdefault(state["page"], set())


def given(name: str) -> str | None:
    """What the link by which somebody has just arrived gives a name that is no control's; once."""
    texts = st.session_state["link_given"].pop(name, None)
    return texts[-1] if texts else None


def is_given(start: str) -> bool:
    """Whether the link sets anything whose name begins with this, and which no control has taken yet."""
    return any(name.startswith(start) for name in st.session_state["link_given"])


def tell(name: str, value: Any, default: Any = None) -> None:
    """Write this into the link, but for the default."""
    _names().add(name)
    st.session_state["link_shown"][name] = [] if value == default else texts_of(value)


def another_entry() -> None:
    """The reader has opened something else on this page: Back leads to what was open before."""
    st.session_state["link_entry"] = secrets.token_hex(8)


def write(fragment: bool = False) -> None:
    """Called last in a page, and in a fragment with controls."""
    state = st.session_state
    if fragment and not state["link_whole"]:
        return  # the page is being drawn, and writes all of it
    state["link_whole"] = True
    state["link_unwritten"].discard(state["page"])
    state.setdefault("link_written", {})[state["page"]] = shown()
    state["link_writes"] = state.get("link_writes", 0) + 1
    data = {
        "page": state["page"],
        "others": [name for name in state["pages"] if name != state["page"]],
        "names": sorted(_names() - set(state["link_given"])),
        "values": shown(),
        "entry": state.get("link_entry", ""),
        "follow": state.get("link_follow"),  # the browser does it once, and then this page has been left
        "run": state["link_writes"],  # so that the browser looks at its address after each
    }
    with st.container(key="address_of_fragment" if fragment else "address"):
        _address(key=f"address.{fragment}", data=data, height="content")


def texts_of(value: Any) -> list[str]:
    """As a link holds it; an empty list is one empty text."""
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)] or [""]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [number_text(value) if isinstance(value, float) else str(value)]


# -- controls ---------------------------------------------------------------------------------------------------------


def _control(
    widget: Callable[..., Any],
    label: str,
    name: str,
    default: Any,
    read: Callable[[list[str]], Read],
    fits: Callable[[Any], bool] = lambda value: True,
    of: str = "",
    initial: Callable[[Any], dict[str, Any]] = lambda value: {"value": value},
    **more: Any,
) -> Any:
    """Draw a widget whose value is in the link. A value that no longer `fits` gives way to the default.

    `initial`: the widget's argument for its value at first. The browser is told a value that the session has set once;
    where a second run of the page overtakes the first, it is not told, and would show the widget's own default.

    `of`: of which thing it is, where the page shows one after the other. Each has a widget of its own: the browser
    keeps what a widget showed as long as its key is the same, and would show the choice of one beside another.
    """
    state = st.session_state
    key = state.setdefault("link_keys", {})[name] = f"{name}.{of}" if of else name
    texts = state["link_given"].pop(name, None)
    if texts is not None and (state["link_arrived"] or key not in state):  # else the page has set it since
        state[key], sentence = read(texts)
        if sentence:
            state["link_complaints"][name] = sentence, state[key]
    if key not in state or not fits(state[key]):
        state[key] = default
    _without_echo(name, key)
    retell(key)
    if callable(more.get("options")):
        more["options"] = more["options"](state[key])
    value = widget(label, key=key, persist_state="session", **initial(state[key]), **more)
    tell(name, value, default)
    sentence, of = state["link_complaints"].get(name, (None, None))
    if sentence and value == of:
        warn(sentence)
    else:
        state["link_complaints"].pop(name, None)
    return value


def put(name: str, value: Any) -> None:
    """Set a control, in a callback.

    Whatever is clicked before the browser has heard of it brings the former value along, as if the reader had chosen
    it.
    """
    state, now = st.session_state, time.monotonic()
    key = state.get("link_keys", {}).get(name, name)
    former = state.setdefault("link_put", {}).get(name, {"held": []})["held"]
    held = [(one, at) for one, at in former if now - at < AN_ECHO] + [(state.get(key), now)]
    state["link_put"][name] = {"value": value, "held": held, "drawn": False}
    state[key] = value


def echoed(name: str) -> bool:
    """Whether the browser has just sent what this control held before `put`; what was put is there again then."""
    state = st.session_state
    key = state.get("link_keys", {}).get(name, name)
    last = state.get("link_put", {}).get(name)
    if last is None or state[key] == last["value"]:
        return False
    if not any(state[key] == one and time.monotonic() - at < AN_ECHO for one, at in last["held"]):
        return False
    state[key] = last["value"]
    return True


def _without_echo(name: str, key: str) -> None:
    """The value that was put there, if the browser has sent one of before; once it has sent that, whatever it sends."""
    state = st.session_state
    last = state.get("link_put", {}).get(name)
    if last is None or echoed(name):
        return
    if last["drawn"] or state[key] != last["value"]:
        del state["link_put"][name]
    else:
        last["drawn"] = True


def as_default(value: Any) -> dict[str, Any]:
    """The value at first of a widget that takes it as its `default`."""
    return {"default": value}


def retell(name: str) -> None:
    """Called before a widget whose options are translated: the browser knows its value by the label of before."""
    state = st.session_state
    spoken = state.setdefault("link_language", {})
    if name in state and spoken.get(name) != language.current():
        state[name] = state[name]
    spoken[name] = language.current()


def _worded(labels: Mapping[Any, str]) -> Callable[[Any], str]:
    words = {key: _(label) for key, label in labels.items()}
    return lambda key: words.get(key, str(key))


def selectbox(label: str, name: str, labels: Mapping[Any, str], default: Any, **more: Any) -> Any:
    """One of the keys of `labels`, whose words are marked. `used`: what is done in place of nonsense, as a sentence."""
    return _one_of(
        st.selectbox,
        label,
        name,
        labels,
        default,
        initial=lambda value: {"index": list(labels).index(value)},
        **more,
    )


def segmented(label: str, name: str, labels: Mapping[Any, str], default: Any, **more: Any) -> Any:
    """As `selectbox`, all of them in sight."""
    return _one_of(st.segmented_control, label, name, labels, default, initial=as_default, required=True, **more)


def _one_of(
    widget: Callable[..., Any],
    label: str,
    name: str,
    labels: Mapping[Any, str],
    default: Any,
    *,
    used: str = "",
    former: Mapping[str, str] | None = None,
    translated: bool = True,
    **more: Any,
) -> Any:
    used = used or _("{name} is used.").format(name=default)
    former = FORMER.get(name, {}) if former is None else former

    def read(texts: list[str]) -> Read:
        found, sentence = known(texts[-1:], label, list(labels), former, used)
        return (found[0] if found else default), sentence

    return _control(
        widget,
        label,
        name,
        default,
        read,
        fits=lambda value: value in labels,
        options=list(labels),
        format_func=_worded(labels) if translated else str,
        **more,
    )


def pills(label: str, name: str, labels: Mapping[str, str], used: str, **more: Any) -> list[str]:
    """Any number of the keys of `labels`."""
    return _control(
        st.pills,
        label,
        name,
        [],
        lambda texts: known(texts, label, list(labels), FORMER.get(name, {}), used),
        initial=as_default,
        options=list(labels),
        format_func=_worded(labels),
        selection_mode="multi",
        **more,
    )


def multiselect(label: str, name: str, default: list[str], read: Callable[[list[str]], Read], **more: Any) -> list[str]:
    """Several texts; `read` takes what a link gives. `options`: a list, or what makes it of those that are chosen."""
    # Without "Select all", Enter takes the first match of what was typed: the nearest name, and no other.
    return _control(st.multiselect, label, name, default, read, initial=as_default, select_all=False, **more)


def number_input(
    label: str,
    name: str,
    default: float,
    low: float | None = None,
    high: float | None = None,
    named: str = "",
    **more: Any,
) -> Any:
    """A number, a whole one if the default is. Without `low` and `high` it is up to the page what is allowed."""
    ends = (-inf if low is None else low), (inf if high is None else high)
    value = _control(
        st.number_input,
        label,
        name,
        default,
        lambda texts: number(texts, named or label, *ends, default, limits_told=low is not None),
        fits=lambda value: value is None or ends[0] <= value <= ends[1],
        initial=lambda value: {"value": default if value is None else value},  # emptied, it is still a number's control
        min_value=low,
        max_value=high,
        **more,
    )
    return default if value is None or not isfinite(value) else value


def slider(label: str, name: str, default: Any, low: float, high: float, named: str = "", **more: Any) -> Any:
    """A number, or a range if the default is a pair."""
    read: Callable[..., Read] = two_numbers if isinstance(default, tuple) else number
    return _control(
        st.slider,
        label,
        name,
        default,
        lambda texts: read(texts, named or label, low, high, default),
        min_value=low,
        max_value=high,
        **more,
    )


def toggle(label: str, name: str, default: bool = False, named: str = "", **more: Any) -> bool:
    """True or False."""
    return _control(st.toggle, label, name, default, lambda texts: switch(texts, named or label, default), **more)


def text_input(label: str, name: str, default: str = "", **more: Any) -> str:
    """Any text."""
    return _control(st.text_input, label, name, default, lambda texts: (texts[-1], None), **more)


# -- what a link cannot say -------------------------------------------------------------------------------------------


def warn(sentence: str | None) -> None:
    """Show the sentence, if there is one, where the control is."""
    if sentence:
        sentences.warning(sentence, icon=ICON)


def number(texts: list[str], label: str, low: float, high: float, default: float, limits_told: bool = True) -> Read:
    """A number from low to high, a whole one if the default is; the sentence tells them if wanted."""
    integer = isinstance(default, int)
    try:
        value = float(texts[-1])
    except ValueError:
        value = float("nan")
    if isfinite(value) and low <= value <= high and (not integer or (value == int(value) and abs(value) < LARGEST)):
        return (int(value) if integer else value), None
    allowed = allowed_numbers(low, high, integer) if limits_told else _("a whole number") if integer else _("a number")
    said = _("The link sets {label} to “{given}”. It must be {allowed}; {default} is used.")
    return default, said.format(
        label=label, given=sentences.shortened(texts[-1]), allowed=allowed, default=general(default)
    )


def allowed_numbers(low: float, high: float, integer: bool) -> str:
    """What `number` says is allowed."""
    said = _("a whole number from {low} to {high}") if integer else _("a number from {low} to {high}")
    return said.format(low=general(low), high=general(high))


def two_numbers(texts: list[str], label: str, low: float, high: float, default: tuple[float, float]) -> Read:
    """Two numbers from low to high, the smaller one first."""
    try:
        values = tuple(float(text) for text in texts)
    except ValueError:
        values = ()
    if len(values) == 2 and low <= values[0] < values[1] <= high:
        return values, None
    said = _(
        "The link sets {label} to “{given}”. It must be two numbers from {low} to {high}, the smaller one first; "
        "{default_low} to {default_high} is used."
    )
    return default, said.format(
        label=label,
        given=sentences.shortened(", ".join(texts)),
        low=general(low),
        high=general(high),
        default_low=general(default[0]),
        default_high=general(default[1]),
    )


def known(texts: list[str], label: str, keys: Sequence[Any], former: Mapping[str, str], used: str) -> Read:
    """Those of the texts that are keys, or former labels of keys, each once; `used` says what is shown for others."""
    by_text = {str(key): key for key in keys}
    by_text = {text: by_text[key] for text, key in former.items() if key in by_text} | by_text
    texts = [text for text in texts if text != ""]
    found = list(dict.fromkeys(by_text[text] for text in texts if text in by_text))
    unknown = [text for text in texts if text not in by_text]
    if not unknown:
        return found, None
    allowed = [str(key) for key in keys]
    names = _(", ").join(allowed) if len(keys) <= 8 else _("the {count} names on its list").format(count=len(keys))
    quoted = f"“{sentences.shortened(unknown[0])}”{hint(unknown[0], by_text)}"
    said = _("The link sets {label} to {given} It must be one of {known}; {used}")
    return found, said.format(label=label, given=quoted, known=names, used=used)


def switch(texts: list[str], label: str, default: bool) -> Read:
    """True or false."""
    if texts[-1].lower() in ("true", "false"):
        return texts[-1].lower() == "true", None
    if default:
        said = _("The link sets {label} to “{given}”. It must be true or false; it is on.")
    else:
        said = _("The link sets {label} to “{given}”. It must be true or false; it is off.")
    return default, said.format(label=label, given=sentences.shortened(texts[-1]))


def unknown_names(names: Iterable[str]) -> str | None:
    """A sentence if the link names something that this page does not have."""
    strange = [name for name in st.session_state["link_given"] if name not in names]
    if not strange:
        return None
    return _("The link also sets “{name}”, which this page does not have{hint}").format(
        name=sentences.shortened(strange[0]), hint=hint(strange[0], {name: name for name in (*names, *EVERYWHERE)})
    )


def hint(text: str, allowed: Mapping[str, Any]) -> str:
    """The key whose own text, or former label, is nearest."""
    folded = {name.casefold(): key for name, key in allowed.items()}
    near = get_close_matches(text.casefold(), folded, n=1)
    return _(". Did you mean {name}?").format(name=folded[near[0]]) if near else _(".")
