"""The settings of a trial as widgets: every one can be changed in place and tried again, and is in the link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from activations.checks import text_length
from activations.language import translate as _
from activations.trials.knob import Knob
from activations.trials.trial import Trial
from pages import link, sentences

MAX_TEXT = 400  # characters of the learning rates of a knob


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
            sentences.error(str(error))
            failed = True
    return Bent(None if failed else settings, seeds, first)


def key_of(trial: Trial, name: str) -> str:
    return f"trial.{trial.id}.{name}"


def whole(trial: Trial, name: str, label: str, default: int, low: int, high: int, help: str) -> tuple[int, bool]:
    given = link.number_input(label, key_of(trial, name), default, step=1, help=help)
    if low <= given <= high:
        return int(given), False
    sentences.error(
        _(
            "{name} = {value} is not allowed: give a whole number from {low} to {high}.",
            name=label,
            value=given,
            low=low,
            high=high,
        )
    )
    return default, True


def widget(trial: Trial, knob: Knob) -> tuple[object, bool]:
    """The widget of one knob; its value, and whether that is impossible."""
    key, label = key_of(trial, knob.name), _(knob.label)
    default: Any = knob.default
    if knob.kind == "choice":
        return link.selectbox(label, key, dict(knob.choices), default), False
    if knob.kind == "whole":
        return checked(knob, link.number_input(label, key, int(default), step=1, format="%d"))
    if knob.kind == "number":
        return checked(knob, link.number_input(label, key, float(default), format="%g"))
    standard = ", ".join(f"{rate:g}" for rate in default)
    return checked(knob, link.text_input(label, key, standard), read_numbers)


def checked(knob: Knob, given: object, read: Callable = lambda value: value) -> tuple[object, bool]:
    try:
        return replace(knob, name=_(knob.label)).checked(read(given)), False  # called as the reader sees it
    except ValueError as error:
        sentences.error(str(error))
        return knob.default, True


def read_numbers(text: str) -> tuple[float, ...]:
    """ "0.1, 0.3" -> (0.1, 0.3). Raises ValueError with what is allowed."""
    text_length(_("The text of learning rates"), text, MAX_TEXT)
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        return tuple(float(part) for part in parts)
    except ValueError:
        raise ValueError(
            _("Learning rates are numbers with commas between, such as 0.1, 0.3; got {text!r}.", text=text)
        ) from None
