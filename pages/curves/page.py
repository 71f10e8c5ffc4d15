"""Page: activation functions and their slopes, drawn together; the card of the one in focus."""

from typing import Any

import streamlit as st

from activations.figures import curve as figure
from activations.functions.catalogue import CATALOGUE
from activations.language import translate as _
from browser.curves import curve_chart
from pages import link, sentences
from pages.curves import controls, data, words

CHART = "curve_chart"


def take_lines() -> None:
    """The lines as they were released in the chart."""
    released = st.session_state[CHART].lines
    controls.set_lines(released["weights"], released["biases"])


def take_focus() -> None:
    link.put("focus", st.session_state[CHART].focus)


with st.sidebar:
    link.warn(link.unknown_names(controls.known_names()))
    keys = controls.choose_functions()
    window = controls.choose_window()
    second = controls.choose_second()
    settings: dict[str, dict[str, Any]] = {key: controls.choose_parameters(CATALOGUE[key]) for key in keys}
    if any(data.is_gated(key) for key in keys):
        section = controls.choose_section()
        settings |= {key: settings[key] | section for key in keys if data.is_gated(key)}
    if "maxout" in keys:
        settings["maxout"] |= controls.choose_lines(settings["maxout"]["k"])

if not keys:
    sentences.info(_("Choose at least one activation function on the left to see its curve."))
    link.write()
    st.stop()

order = 2 if second else 1
with st.container(key="curve_columns"):
    chart, card = st.columns([2, 1], gap="small")
with card:
    focus = controls.choose_focus(keys)
    words.property_card(focus, settings[focus])
shown = data.shown(keys, settings, window, order)
with chart:
    curve_chart(
        key=CHART,
        data={
            "title": _("f and its slope f′") if not second else _("f, its slope f′ and f″"),
            "subtitle": words.legend(second, "maxout" in keys),
            "alternative": words.alternative(keys, settings, window),
            "pills": [
                {"key": entry.key, "name": entry.name, "colour": entry.colour, "focus": entry.key == focus}
                for entry in shown
            ],
            "figure": figure.curves(shown, window=window, focus=focus, second=second).to_plotly_json(),
            "sliders": data.sliders(keys, settings, window, order),
            "lines": controls.lines_for_chart(settings["maxout"]) if "maxout" in keys else None,
        },
        on_lines_change=take_lines,
        on_focus_change=take_focus,
    )
    words.region_sentences(focus, settings[focus])
    if focus == "maxout":
        words.maxout_proof(settings["maxout"])
    words.formula_card(focus, settings[focus])
link.write()
