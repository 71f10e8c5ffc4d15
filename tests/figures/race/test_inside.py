"""The cards that look inside: which gradients are called vanishing or exploding, and which charts a view has."""

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.figures.race import inside

EXPERIMENT = Experiment(arms=(Arm("relu"), Arm("tanh")), widths=(8, 8))


@pytest.mark.parametrize(
    ("gradient", "said"),
    [
        (1e-12, "vanishes"),
        (9e-7, "vanishes"),
        (2e-6, ""),
        (1.0, ""),
        (90.0, ""),
        (110.0, "explodes"),
        (1e9, "explodes"),
    ],
)
def test_the_zones_begin_where_training_in_float32_practically_fails(gradient, said):
    card = next(card for card in inside.cards(EXPERIMENT, "gradients", 0) if card["id"] == "layers.gradient_z")
    layout = card["figure"]["layout"]
    assert not layout.get("shapes")  # which would stretch the axis to their ends
    zones = sorted((zone["y"] - zone["sizey"], zone["y"]) for zone in layout["images"])  # exponents: the axis is log
    vanishing, exploding = zones
    exponent = np.log10(gradient)
    assert (vanishing[0] < exponent < vanishing[1]) == (said == "vanishes")
    assert (exploding[0] < exponent < exploding[1]) == (said == "explodes")


@pytest.mark.parametrize("view", ["pre-activations", "gradients", "health", "weights"])
def test_every_card_over_steps_spans_the_race_and_has_a_line_for_each_arm(view):
    cards = inside.cards(EXPERIMENT, view, 1)
    assert len({card["id"] for card in cards}) == len(cards)
    for card in cards:
        assert card["title"]
        if "seen" in card:
            assert card["layer"] == 1
            assert card["figure"]["layout"]["xaxis"]["range"] == [0, EXPERIMENT.steps]
            lines = [trace for trace in card["figure"]["data"] if not trace.get("meta", {}).get("zeros")]
            assert [trace["name"] for trace in lines] == ["ReLU", "Tanh"]


@pytest.mark.parametrize("layers", [1, 7, 8, 30, 50])
def test_layers_are_named_by_few_short_numbers_and_the_pointer_reads_their_names(layers):
    cards = inside.cards(Experiment(arms=(Arm("relu"),), widths=(2,) * layers), "gradients", 0)
    axis = next(card for card in cards if "layers" in card)["figure"]["layout"]["xaxis"]
    assert len(axis["tickvals"]) == len(axis["ticktext"]) <= inside.MAX_NAMES
    assert axis["tickvals"][-1] == axis["ticktext"][-1] == "output"
    assert axis["tickvals"][:-1] == [f"layer {number}" for number in axis["ticktext"][:-1]]
    assert axis["tickvals"][0] == "layer 1"
    assert axis["tickangle"] == 0
    assert axis["unifiedhovertitle"]["text"] == "%{x}"


def test_powers_of_ten_are_written_as_such():
    for card in inside.cards(EXPERIMENT, "gradients", 0):
        axis = card["figure"]["layout"]["yaxis"]
        assert axis["exponentformat"] == "power"
        assert "tickformat" not in axis  # which Plotly would take instead


def test_a_log_axis_has_marks_for_zeros_and_others_have_none():
    for view in ("gradients", "weights", "health"):
        for card in inside.cards(EXPERIMENT, view, 1):
            log = card["figure"]["layout"]["yaxis"].get("type") == "log"
            marks = [trace["name"] for trace in card["figure"]["data"] if trace.get("meta", {}).get("zeros")]
            assert marks == (["ReLU", "Tanh"] if log else [])


def test_an_unknown_view_is_told():
    with pytest.raises(ValueError, match="There is no view 'weather': choose one of pre-activations, "):
        inside.cards(EXPERIMENT, "weather", 0)
