"""The cards that look inside: which gradients are called vanishing or exploding, and which charts a view has."""

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
def test_the_zones_begin_where_training_in_float32_is_as_good_as_lost(gradient, said):
    card = next(card for card in inside.cards(EXPERIMENT, "gradients", 0) if card["id"] == "layers.gradient_z")
    vanishing, exploding = sorted((shape["y0"], shape["y1"]) for shape in card["figure"]["layout"]["shapes"])
    assert (vanishing[0] < gradient < vanishing[1]) == (said == "vanishes")
    assert (exploding[0] < gradient < exploding[1]) == (said == "explodes")


@pytest.mark.parametrize("view", ["pre-activations", "gradients", "health", "weights"])
def test_every_card_over_steps_spans_the_race_and_has_a_line_for_each_arm(view):
    cards = inside.cards(EXPERIMENT, view, 1)
    assert len({card["id"] for card in cards}) == len(cards)
    for card in cards:
        assert card["title"]
        if "seen" in card:
            assert card["layer"] == 1
            assert card["figure"]["layout"]["xaxis"]["range"] == [0, EXPERIMENT.steps]
            assert [trace["name"] for trace in card["figure"]["data"]] == ["ReLU", "Tanh"]


def test_an_unknown_view_is_told():
    with pytest.raises(ValueError, match="There is no view 'weather': choose one of pre-activations, "):
        inside.cards(EXPERIMENT, "weather", 0)
