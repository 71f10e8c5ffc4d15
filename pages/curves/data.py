"""What the Curves page shows, computed once for each setting and kept: samples, regions, cards, frames for sliders."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from activations.figures import curve as figure
from activations.figures import frames as ahead
from activations.functions import facts as describe
from activations.functions import properties
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve

Settings = Mapping[str, Any]  # parameters, and the further keywords of activations.functions.curve
KEPT = 512  # settings of each kind that stay in memory, for all sessions together
FRAME_POINTS = 301
HELD_LIMIT, HELD_STEP = 5.0, 0.1  # of the pre-activation of a gated unit that is not swept
MANY_PARAMETERS = 4  # more than these, and each gets fewer frames to begin with


def is_gated(key: str) -> bool:
    return describe.gated(CATALOGUE[key])


def slider_key(key: str, name: str) -> str:
    """The widget of one parameter, and its name in the link."""
    return f"{key}.{name}"


def parameters_of(key: str, settings: Settings) -> dict[str, float]:
    return {name: settings[name] for name in CATALOGUE[key].defaults if name in settings}


def curve_settings(key: str, settings: Settings) -> dict[str, Any]:
    """Without k where the lines say how many they are."""
    return {name: value for name, value in settings.items() if not (key == "maxout" and name == "k")}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def samples(key: str, window: tuple[float, float], order: int, settings: Settings) -> pd.DataFrame:
    values = parameters_of(key, settings)
    places = [*properties.kinks(key, **values), *properties.jumps(key, **values)]
    return curve(key, figure.grid(window, places), order, **curve_settings(key, settings))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def regions(key: str, settings: Settings) -> tuple[list, list, list]:
    """Where it is saturated, where its slope is exactly 0, and where that is only below 10⁻⁶: all that can be drawn.

    Not of the window alone, so that the words stay the same when it moves."""
    found = curve_settings(key, settings)
    return properties.saturated_regions(key, describe.LIMIT, **found), *describe.deaths(key, **found)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def facts(key: str, settings: Settings, language: str) -> list[describe.Fact]:
    """The property card, in the language of now: `language` is its name, so that each has results of its own."""
    values = parameters_of(key, settings)
    section = {name: value for name, value in settings.items() if name not in values}
    return describe.facts(key, section, **(values if key != "maxout" else {}))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def slope_sentences(key: str, settings: Settings, language: str) -> str:
    """Where it saturates or is dead, in the language of now, as `facts`."""
    return describe.slopes_in_sentences(key, CATALOGUE[key].name, **curve_settings(key, settings))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def torch_difference(key: str, values: Settings) -> tuple[float, float] | None:
    return properties.torch_difference(key, **values)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def frames(
    key: str,
    name: str,
    low: float,
    high: float,
    step: float,
    window: tuple[float, float],
    order: int,
    settings: Settings,
) -> dict:
    """The function's curves for every place of the slider called `name`, ready for the browser."""
    x = figure.grid(window, points=FRAME_POINTS)
    ordered = CATALOGUE[key].ordered

    def sample(value: float) -> pd.DataFrame:
        chosen = {**curve_settings(key, settings), name: value}
        if ordered and name in ordered:  # what the page does with a pair in the wrong order: the first gives way
            first, second = ordered
            chosen[first] = min(chosen[first], chosen[second])
        return curve(key, x, order, **chosen)

    columns = figure.columns(sample(low), second=order == 2)
    reach = figure.ASPECT * (window[1] - window[0])
    first = 9 if len(CATALOGUE[key].parameters) > MANY_PARAMETERS else ahead.FIRST_FRAMES
    return ahead.frames(sample, columns, low, high, step, reach, first).packed() | {"key": key, "x": ahead.pack(x)}


def shown(
    keys: Sequence[str], settings: Mapping[str, Settings], window: tuple[float, float], order: int
) -> list[figure.Shown]:
    """What the chart shows of each function."""
    found = []
    for key in keys:
        saturated, zero, faint = regions(key, settings[key])
        drawn = samples(key, window, order, settings[key])
        found.append(figure.Shown(key, CATALOGUE[key].name, drawn, saturated, [*zero, *faint]))
    return found


def sliders(
    keys: Sequence[str], settings: Mapping[str, Settings], window: tuple[float, float], order: int
) -> list[dict]:
    """For each slider that bends curves: its widget key, and the frames of every function that it bends."""
    found = []
    for key in keys:
        for entry in CATALOGUE[key].parameters:
            if key == "maxout":
                continue
            step = ahead.slider_step(entry.default, entry.low, entry.high, entry.integer)
            packed = frames(key, entry.name, entry.low, entry.high, step, window, order, settings[key])
            found.append(
                {"widget": slider_key(key, entry.name), "value": settings[key][entry.name], "curves": [packed]}
            )
    swept = [key for key in keys if is_gated(key) and "held" in settings[key]]
    if swept:
        held = {
            "low": -HELD_LIMIT,
            "high": HELD_LIMIT,
            "step": HELD_STEP,
            "window": window,
            "order": order,
        }
        packed = [frames(key, "held", settings=settings[key], **held) for key in swept]
        found.append({"widget": "held", "value": settings[swept[0]]["held"], "curves": packed})
    return found
