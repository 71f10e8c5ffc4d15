"""The Curves page's controls: every one bound to the link, so that a copied address is the same page."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from activations.figures.frames import slider_step
from activations.functions.catalogue import CATALOGUE, Activation, Parameter
from activations.functions.curve import ABSOLUTE_VALUE, SECTIONS, tangents
from activations.functions.facts import LIMIT
from activations.language import joined
from activations.language import marked as N_
from activations.language import translate as _
from pages import link, sentences
from pages.curves.data import HELD_LIMIT, HELD_STEP, slider_key

START = ("sigmoid", "tanh", "relu")  # no two of which lie on each other, as ReLU and Leaky ReLU would
MAX_FUNCTIONS = 8
WINDOW_LIMIT = LIMIT  # what is drawn is what the words tell of
WINDOW = (-6.0, 6.0)
WEIGHT_LIMIT, BIAS_LIMIT = 5.0, 10.0
SECTION_NAMES = {"diagonal": N_("both swept"), "value": N_("value swept"), "gate": N_("gate swept")}
PRESETS = {"ReLU": "relu", "Leaky ReLU": "leaky_relu", "|x|": "absolute"}
LEAKY_SLOPE = 0.1  # of the Leaky ReLU button: steep enough to be seen


def known_names() -> list[str]:
    """Every name that a link to this page may set."""
    lines = [f"maxout.{letter}{number}" for letter in "wb" for number in range(1, 9)]
    parameters = [
        slider_key(entry.key, parameter.name) for entry in CATALOGUE.values() for parameter in entry.parameters
    ]
    return ["functions", "focus", "z", "second", "section", "held", *lines, *parameters]


def choose_functions() -> list[str]:
    """Keys of the chosen functions, in the order chosen."""

    def read(texts: list[str]) -> link.Read:
        shown = _("the others are shown.")
        found, sentence = link.known(texts, label, list(CATALOGUE), link.FORMER["functions"], shown)
        if not found and sentence:
            shown = _("the first three are shown.")
            return list(START), link.known(texts, label, list(CATALOGUE), link.FORMER["functions"], shown)[1]
        if len(found) > MAX_FUNCTIONS:
            said = _("The link names more than {most} functions; the first {most} are shown.")
            sentence = joined([*([sentence] if sentence else []), said.format(most=MAX_FUNCTIONS)])
        return found[:MAX_FUNCTIONS], sentence

    label = _("Activation functions")
    keys = link.multiselect(
        label,
        "functions",
        list(START),
        read,
        options=list(CATALOGUE),
        format_func=name_of,
        max_selections=MAX_FUNCTIONS,
        placeholder=_("Choose"),
        help=_("Up to {most} at a time. The Gallery shows all {all}.").format(most=MAX_FUNCTIONS, all=len(CATALOGUE)),
        on_change=focus_on_new,
    )
    st.session_state["functions_before"] = keys
    return keys


def focus_on_new() -> None:
    """Callback of the choice: a function that was added is the one to be looked at."""
    state = st.session_state
    new = [key for key in state["functions"] if key not in state["functions_before"]]
    if new:
        link.put("focus", new[-1])


def name_of(key: str) -> str:
    return CATALOGUE[key].name


def choose_window() -> tuple[float, float]:
    """Lowest and highest z drawn."""
    low, high = link.slider(
        _("z from … to"),
        "z",
        WINDOW,
        -WINDOW_LIMIT,
        WINDOW_LIMIT,
        step=0.5,
        format="%g",
        help=_("The pre-activation z is what a unit computes from its inputs, before the activation function."),
    )
    if low == high:
        sentences.warning(_("Both ends of z are the same: there is nothing to draw. The range from −6 to 6 is shown."))
        return WINDOW
    return low, high


def choose_second() -> bool:
    explained = _("The second derivative: how fast the slope changes.")
    return link.toggle(_("Show f″"), "second", named="f″", help=explained)


def choose_parameters(activation: Activation) -> dict[str, float]:
    """One slider a parameter; returns values that the function accepts."""
    values = {}
    for parameter in activation.parameters:
        key = slider_key(activation.key, parameter.name)
        label = f"{activation.name}: {parameter.name}"
        kind = int if parameter.integer else float
        values[parameter.name] = link.slider(
            label,
            key,
            kind(parameter.default),
            kind(parameter.low),
            kind(parameter.high),
            step=kind(slider_step(parameter.default, parameter.low, parameter.high, parameter.integer)),
            format="%d" if parameter.integer else "%.4g",
            help=help_text(parameter),
        )
    try:
        return activation.validated(values)
    except ValueError as error:
        if activation.ordered is None:
            raise
        first, second = activation.ordered
        drawn = _("The curve is drawn with {name} = {value:g}.").format(name=first, value=values[second])
        sentences.warning(joined([str(error), drawn]))
        return activation.validated(values | {first: values[second]})


def help_text(parameter: Parameter) -> str:
    meaning = _(parameter.meaning)
    said = [meaning[:1].upper() + meaning[1:] + _(".")] if meaning else []
    if parameter.learnable:
        said.append(_("Trained together with the weights in networks that use it."))
    reach = _("${symbol}$, from {low:g} to {high:g}.")
    said.append(reach.format(symbol=parameter.symbol, low=parameter.low, high=parameter.high))
    return joined(said)


def choose_section() -> dict[str, Any]:
    """Which line through its two pre-activations a gated unit is drawn along: keywords of functions.curve."""
    section = link.segmented(
        _("Gated units"),
        "section",
        {section: SECTION_NAMES[section] for section in SECTIONS},
        "diagonal",
        used=_("“{name}” is used.").format(name="diagonal"),
        help=_(
            "A gated unit has two pre-activations, a value a and a gate b. Both swept: a = b = z. Value swept: a = z, "
            "the gate is held. Gate swept: b = z, the value is held."
        ),
    )
    if section == "diagonal":
        return {"section": section}
    held = link.slider(
        _("Gate held at") if section == "value" else _("Value held at"),
        "held",
        1.0,
        -HELD_LIMIT,
        HELD_LIMIT,
        named=_("Held at"),
        step=HELD_STEP,
        format="%g",
        help=_("The pre-activation that is not swept stays at this number."),
    )
    return {"section": section, "held": held}


def default_lines(pieces: int) -> tuple[Sequence[float], Sequence[float]]:
    return ABSOLUTE_VALUE if pieces == 2 else tangents(pieces)


def choose_lines(pieces: int) -> dict[str, list[float]]:
    """Slope and offset of each of Maxout's lines, as numbers: keywords `weights` and `biases` of functions.curve."""
    st.caption(_("Maxout's lines: drag them in the chart, type their numbers, or press a button."))
    with st.container(horizontal=True, gap="small"):
        for name, key in PRESETS.items():
            st.button(name, key=f"preset.{key}", on_click=set_preset, args=(key, pieces), help=preset_help(name, key))
    weights, biases = default_lines(pieces)
    chosen: dict[str, list[float]] = {"weights": [], "biases": []}
    for number in range(1, pieces + 1):
        left, right = st.columns(2, gap="small")
        with left:
            chosen["weights"].append(number_of("w", number, float(weights[number - 1]), WEIGHT_LIMIT))
        with right:
            chosen["biases"].append(number_of("b", number, float(biases[number - 1]), BIAS_LIMIT))
    return chosen


def number_of(letter: str, number: int, default: float, limit: float) -> float:
    slope = letter == "w"
    named = _("the slope of line {number}") if slope else _("the offset of line {number}")
    label = _("Line {number}: slope") if slope else _("Line {number}: offset")
    return link.number_input(
        label.format(number=number),
        f"maxout.{letter}{number}",
        round(default, 4),
        -limit,
        limit,
        named=named.format(number=number),
        step=0.1,
        format="%.4g",
    )


def preset_help(name: str, key: str) -> str:
    if key == "leaky_relu":
        name = _("{name} with slope {slope:g}").format(name=name, slope=LEAKY_SLOPE)
    return _("Chooses slopes and offsets with which the highest line is {name} everywhere.").format(name=name)


def preset_lines(key: str, pieces: int) -> tuple[list[float], list[float]]:
    """Lines whose largest is the function `key` everywhere; lines beyond the second repeat it."""
    other = {"relu": 0.0, "leaky_relu": LEAKY_SLOPE, "absolute": -1.0}[key]
    return [1.0] + [other] * (pieces - 1), [0.0] * pieces


def set_preset(key: str, pieces: int) -> None:
    set_lines(*preset_lines(key, pieces))


def set_lines(weights: Sequence[float], biases: Sequence[float]) -> None:
    """Put numbers into the widgets, and so into the link. For callbacks, which run before the page does."""
    for letter, values, limit in (("w", weights, WEIGHT_LIMIT), ("b", biases, BIAS_LIMIT)):
        for number, value in enumerate(values, start=1):
            link.put(f"maxout.{letter}{number}", min(max(float(value), -limit), limit))


def choose_focus(keys: Sequence[str]) -> str:
    """The function whose regions are shaded and whose card is shown."""
    if len(keys) == 1:
        return keys[0]
    return link.segmented(
        _("Selected"),
        "focus",
        {key: name_of(key) for key in keys},
        keys[0],
        used=_("{name} is shown.").format(name=keys[0]),
        former=link.FORMER["functions"],
        help=_("Its regions are shaded in the chart, and the cards below and beside describe it."),
        label_visibility="collapsed",
        wrap=True,
    )


def lines_for_chart(settings: dict[str, Any]) -> dict[str, Any]:
    """What the chart needs to let Maxout's lines be dragged."""
    limits = {"weight": WEIGHT_LIMIT, "bias": BIAS_LIMIT}
    return {"key": "maxout", "weights": settings["weights"], "biases": settings["biases"], "limits": limits}
