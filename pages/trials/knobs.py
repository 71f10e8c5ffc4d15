"""The settings of a trial as widgets: every one can be changed in place and tried again, and is in the link."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import inf

import streamlit as st

from activations.experiment.arm_text import NAMES, parse_arm
from activations.language import translate as _
from activations.trials.knob import Knob
from activations.trials.trial import Trial
from pages import link


@dataclass(frozen=True)
class Bent:
    """What the widgets say: the settings that differ from the standard, the seeds; None where something is wrong."""

    settings: dict | None
    seeds: int
    first_seed: int


def knobs(trial: Trial, most_seeds: int) -> Bent:
    """Draw the widgets of all knobs; an impossible value gets its sentence beside it."""
    settings, failed = {}, False
    columns = st.columns(2)
    for place, knob in enumerate(trial.knobs):
        with columns[place % 2]:
            value, wrong = widget(trial, knob)
            failed |= wrong
        if not wrong and value != knob.checked(knob.default):
            settings[knob.name] = value
    seeds, first = trial.seeds, 0
    if trial.seeds > 1:
        with columns[len(trial.knobs) % 2]:
            seeds, wrong = whole(
                trial, "seeds", _("Seeds"), trial.seeds, trial.least_seeds, most_seeds,
                _("Networks per arm and setting. More seeds make the interval narrower."),
            )  # fmt: skip
            failed |= wrong
        with columns[(len(trial.knobs) + 1) % 2]:
            first, wrong = whole(
                trial, "first_seed", _("First seed"), 0, 0, 10**6,
                _("Another first seed repeats the trial with fresh networks."),
            )  # fmt: skip
            failed |= wrong
    if not failed:
        try:
            trial.checked(settings)
        except ValueError as error:
            st.error(str(error))
            failed = True
    return Bent(None if failed else settings, seeds, first)


def of_others(claim: str, names: Iterable[str]) -> list[str]:
    """Those of the names in a link that are settings of other trials than that of `claim`."""
    return [name for name in names if name.startswith("trial.") and not name.startswith(f"trial.{claim}.")]


def in_link(trial: Trial) -> bool:
    """Whether the link names any setting of the trial. Called before the widgets are drawn."""
    return any(name.startswith(key_of(trial, "")) for name in st.query_params)


def key_of(trial: Trial, name: str) -> str:
    return f"trial.{trial.id}.{name}"


def whole(trial: Trial, name: str, label: str, default: int, low: int, high: int, help: str) -> tuple[int, bool]:
    key = key_of(trial, name)
    link.warn(link.bad_number(key, label, -inf, inf, default, integer=True, limits_told=False))
    given = st.number_input(label, value=default, step=1, key=key, help=help, bind="query-params")
    if given is not None and low <= given <= high:
        return int(given), False
    st.error(_("{name} = {value} is not allowed: give a whole number from {low} to {high}.").format(
        name=label, value=given, low=low, high=high))  # fmt: skip
    return default, True


def widget(trial: Trial, knob: Knob) -> tuple[object, bool]:
    """The widget of one knob; its value, and whether that is impossible."""
    key, label, help = key_of(trial, knob.name), _(knob.label), _(knob.help) if knob.help else None
    if knob.kind == "choice":
        options = [value for value, _name in knob.choices]
        words = link.worded(key, dict(knob.choices))
        used = _("{name} is used.").format(name=words(knob.default))
        link.warn(link.bad_choice(key, label, [words(option) for option in options], used))
        value = st.selectbox(
            label, options, index=options.index(knob.default), format_func=words, key=key, help=help,
            bind="query-params",
        )  # fmt: skip
        return value, False
    if knob.kind in ("whole", "number"):
        integer = knob.kind == "whole"
        default = int(knob.default) if integer else float(knob.default)
        link.warn(link.bad_number(key, label, -inf, inf, default, integer=integer, limits_told=False))
        given = st.number_input(
            label, value=default, step=1 if integer else None, key=key, help=help, format="%d" if integer else "%g",
            bind="query-params",
        )  # fmt: skip
        return checked(knob, given)
    if knob.kind == "rates":
        standard = ", ".join(f"{rate:g}" for rate in knob.default)
        text = st.text_input(label, standard, key=key, help=help, bind="query-params")
        return checked(knob, text, read_numbers)
    chosen = st.multiselect(
        label, list(dict.fromkeys([*knob.default, *NAMES])), default=list(knob.default), key=key, help=help,
        accept_new_options=True, placeholder=_("Choose, or type one"), bind="query-params",
    )  # fmt: skip
    return checked(knob, chosen, read_arms)


def checked(knob: Knob, given: object, read: Callable = lambda value: value) -> tuple[object, bool]:
    try:
        return replace(knob, name=_(knob.label)).checked(read(given)), False  # called as the reader sees it
    except ValueError as error:
        st.error(str(error))
        return knob.default, True


def read_numbers(text: str) -> tuple[float, ...]:
    """ "0.1, 0.3" -> (0.1, 0.3). Raises ValueError with what is allowed."""
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        return tuple(float(part) for part in parts)
    except ValueError:
        raise ValueError(
            _("Learning rates are numbers with commas between, such as 0.1, 0.3; got {text}.").format(text=repr(text))
        ) from None


def read_arms(texts: list[str]) -> tuple[str, ...]:
    for text in texts:
        parse_arm(text)
    return tuple(texts)
