"""Controls and cards of the views of the inside that record something of their own: see RaceJob.watch."""

import streamlit as st

from activations.experiment.arm_text import key_text
from activations.experiment.experiment import Experiment
from activations.figures.race import deaths, inside, parameters, weight_path
from activations.language import marked as N_
from activations.language import translate as _
from pages import link, sentences

MOST_DEATHS = N_("most deaths")
NAMES_IN_LINK = ("path_unit", "path_first", "path_second", "raster")


def layer_shown(experiment: Experiment) -> int:
    """The hidden layer that the views are of, from 0."""
    return min(st.session_state.get("layer", 1), len(experiment.widths)) - 1


def watched(experiment: Experiment) -> dict | None:
    """The open view's own controls, and what the run is to record for it."""
    view = st.session_state["inside"]
    if view == "health":
        return {"raster": {"layer": layer_shown(experiment), "arm": raster_arm(experiment)}}
    return chosen_path(experiment) if view == "paths" else None


def raster_arm(experiment: Experiment) -> int | None:
    """Whose units are drawn one by one: an arm, or None for the one with most deaths."""
    arms = [key_text(arm) for arm in experiment.arms]
    words = [arm.label for arm in experiment.arms]
    named = {key: word if words.count(word) == 1 else key for key, word in zip(arms, words, strict=True)}
    labels = {"most": MOST_DEATHS} | named
    former = link.FORMER["raster"] | {label: key for key, label in labels.items()}
    used = _("“{name}” is used.").format(name="most")
    chosen = link.selectbox(_("Units shown"), "raster", labels, "most", used=used, former=former, width=170)
    return None if chosen == "most" else arms.index(chosen)


def chosen_path(experiment: Experiment) -> dict | None:
    layer = layer_shown(experiment)
    units, inputs = weight_path.limits(experiment, layer)
    if inputs < 2:
        said = _("A unit of layer {layer} has one weight, and a path needs two: choose another layer.")
        sentences.info(said.format(layer=layer + 1))
        return None
    with st.container(horizontal=True, width="content"):  # they wrap together
        unit = counted("path_unit", _("Unit"), units, 1, _("Of the layer, counted from 1; the same in every arm."))
        across = _("Drawn across. Counted by the unit's inputs, from 1.")
        first = counted("path_first", _("First weight"), inputs, 1, across)
        second = counted("path_second", _("Second weight"), inputs, 2, _("Drawn upwards."))
    if first == second:
        sentences.warning(_("A path needs two different weights; weight {first} was chosen twice.").format(first=first))
        return None
    return {"path": {"layer": layer, "unit": unit - 1, "weights": [first - 1, second - 1]}}


def counted(key: str, label: str, most: int, default: int, explained: str) -> int:
    """A number from 1 to `most`, bound to the link."""
    return link.number_input(label, key, min(default, most), 1, most, width=130, help=explained)


def cards(experiment: Experiment, watched: dict | None, seed: int, known: inside.Known) -> list[dict]:
    """The cards of the view that is chosen; none by default, which costs the trainer nothing."""
    view, layer = st.session_state["inside"], layer_shown(experiment)
    if view == "off":
        return []
    if view == "paths":
        path = (watched or {}).get("path")
        return weight_path.path_cards(experiment, layer, path["unit"], tuple(path["weights"]), seed) if path else []
    if view == "parameters":
        return parameters.parameter_cards(experiment, layer, known)
    found = inside.cards(experiment, view, layer, known)
    if view == "health" and watched:
        found = found + deaths.death_cards(experiment, layer, watched["raster"]["arm"])
    return found
