"""The unit that the Race page looks at closely: chosen by a click, kept in the link as arm.layer.unit from 1."""

import json
from collections.abc import Callable, Sequence

import streamlit as st

from activations.experiment.experiment import Experiment
from activations.figures.race import unit as figures
from activations.figures.race.unit import Unit
from activations.language import translate as _
from activations.live.server.race import RaceRun
from pages import link, sentences
from pages.race import inside

ANSWER_WITHIN = 1.0  # seconds


def control() -> None:
    """The unit as text, bound to the link; a click on a cell or a histogram fills it in."""
    link.text_input(
        _("Unit to inspect"), "unit", width=110, placeholder=_("none"),
        help=_("Arm, layer and unit, counted from 1, with dots between, such as 2.1.5. Or click a unit below."),
    )  # fmt: skip


def chosen(experiment: Experiment) -> Unit | None:
    """The unit that the control names, counted from 0. One that this race does not have gets a sentence."""
    text = (st.session_state.get("unit") or "").strip()
    if not text or st.session_state["inside"] == "off":
        return None
    try:
        return read(text, experiment)
    except ValueError as error:
        said = _("“{given}” is not a unit of this race. {why}")
        sentences.warning(said.format(given=sentences.shortened(text), why=error))
        return None


def read(text: str, experiment: Experiment) -> Unit:
    """ "2.1.5" -> (1, 0, 4). Raises ValueError with what is allowed."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise ValueError(
            _("It must be the arm, the layer and the unit, counted from 1, with dots between, such as 1.1.1.")
        )
    arm, layer, unit = (int(part) - 1 for part in parts)
    arms, layers = len(experiment.arms), len(experiment.widths)
    if not 0 <= arm < arms:
        said = _("There is no arm {number}: this race has arms 1 to {count}.")
        raise ValueError(said.format(number=arm + 1, count=arms))
    if not 0 <= layer < layers:
        said = _("There is no hidden layer {number}: this race has layers 1 to {count}.")
        raise ValueError(said.format(number=layer + 1, count=layers))
    width, label = experiment.plan().of(experiment.arms[arm]).widths[layer], experiment.arms[arm].label
    if not 0 <= unit < width:
        said = _("There is no unit {number}: layer {layer} of {label} has units 1 to {count}.")
        raise ValueError(said.format(number=unit + 1, layer=layer + 1, label=label, count=width))
    return arm, layer, unit


def on_unit() -> None:
    """A cell was clicked, or the trainer process named a unit; null ends the choice."""
    choose(json.loads(st.session_state["board"].unit))


def on_bin(run: RaceRun | None, command: Callable[..., None]) -> None:
    """A histogram was clicked. Wait a moment for the unit that the trainer process names, so that this run shows it.

    The browser hears of it as well, and says so if the answer came later.
    """
    if run is None:
        return
    before = run.found
    command("in_bin", value=json.loads(st.session_state["board"].bin))
    if run.wait_until(lambda: run.found != before, ANSWER_WITHIN) and run.found and run.found["unit"]:
        choose(run.found["unit"])


def choose(unit: Sequence[int] | None) -> None:
    link.put("unit", ".".join(str(int(part) + 1) for part in unit or ()))


def wanted(experiment: Experiment, unit: Unit | None) -> dict:
    """What the run is told to look at: see activations.live.trainer.unit_inspector."""
    return {"layer": inside.layer_shown(experiment), "unit": list(unit) if unit else None}


def cards(experiment: Experiment, seed: int, unit: Unit | None) -> list[dict]:
    """All units of the layer that is shown, and the panel of the chosen one."""
    panel = figures.cards(experiment, unit, seed) if unit else []
    return [figures.strip(experiment, inside.layer_shown(experiment), seed, unit), *panel]
