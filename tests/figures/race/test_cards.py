"""The cards of a race say how large its networks are, and draw each layer's own function."""

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.figures.race import cards as race_cards
from activations.figures.race import inside

ARMS = (Arm("relu"), Arm("prelu"), Arm("maxout"))


@pytest.mark.parametrize(
    ("fields", "sizes", "sentence"),
    [
        # 2-8-8-1: 24 + 72 + 9; PReLU has a slope a layer; Maxout's units have two pieces: 48 + 144 + 9
        ({"widths": (8, 8)}, ["8·8 units, 105", "8·8 units, 107", "8·8 units, 201"], "matched by units: all have 8·8."),
        ({"widths": (8, 8), "match": "parameters"}, ["8·8 units, 105", "8·8 units, 107", "4·7 units, 102"],
         "by parameters, as closely as whole units allow: 102 to 107 per network; units differ."),
        ({"arms": ARMS[:1], "widths": (4,) * 5}, ["5 × 4 units, 97"], "All arms have 5 × 4 units, and each network"),
        ({"arms": ARMS[:1], "widths": (9, 8, 7, 6, 5)}, ["9·8·…·5 units"], "each network has 259 trainable parameters"),
        ({"arms": ARMS[:2], "widths": (3,), "match": "parameters"}, ["3 units, 13", "3 units, 14"],
         "13 to 14 per network; all have 3 units."),
    ],
)  # fmt: skip
def test_units_and_parameters_are_told_for_each_arm_and_in_a_sentence(fields, sizes, sentence):
    experiment = Experiment(**{"arms": ARMS} | fields)
    cards = [card for card in race_cards.cards(experiment, True) if "arm" in card]
    for card, size in zip(cards, sizes, strict=True):
        assert card["sizes"][card["title"]].startswith(size)
    assert sentence in race_cards.matched_words(experiment)


def test_an_arm_that_is_swapped_brings_the_size_of_what_it_becomes():
    experiment = Experiment(arms=ARMS[:1], widths=(8, 8))
    known = ((Arm("relu"), Arm("prelu")),)
    card = race_cards.cards(experiment, True, known)[-1]
    assert card["sizes"] == {"ReLU": "8·8 units, 105 parameters", "PReLU": "8·8 units, 107 parameters"}


@pytest.mark.parametrize(("layer", "f"), [(0, lambda z: np.maximum(z, 0)), (1, np.tanh), (2, np.tanh)])
def test_a_density_lies_on_the_function_of_its_layer(layer, f):
    experiment = Experiment(arms=[Arm("relu", layers=["tanh"])], widths=(4, 4, 4))
    (card,) = inside.cards(experiment, "pre-activations", layer)
    np.testing.assert_allclose(card["figure"]["data"][1]["y"], f(inside.Z), atol=1e-4)
    assert card["title"] == f"ReLU → Tanh, layer {layer + 1}: {'Tanh' if layer else 'ReLU'}"


def test_a_density_brings_the_functions_that_swaps_put_in_its_place():
    experiment = Experiment(arms=[Arm("relu"), Arm("maxout")], widths=(4,))
    known = ((Arm("relu"), Arm("tanh")), (Arm("maxout"),))
    relu, maxout = inside.cards(experiment, "pre-activations", 0, known)
    np.testing.assert_allclose(relu["functions"]["Tanh"]["f"], np.tanh(inside.Z), atol=1e-4)
    assert relu["titles"] == {"ReLU": "ReLU, layer 1", "Tanh": "Tanh, layer 1"}
    assert maxout["functions"] == {}
