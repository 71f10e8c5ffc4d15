"""What the property card says follows the parameters."""

import math

import numpy as np
import pytest

from activations.experiment.arm import Arm
from activations.functions import facts as describe
from activations.functions import properties
from activations.functions.catalogue import CATALOGUE
from activations.observation.max_slope import constant


def said(key: str, label: str, section: dict | None = None, **parameters: float) -> str:
    return next(fact.text for fact in describe.facts(key, section or {}, **parameters) if fact.label == label)


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_every_function_has_a_full_card_without_a_stray_nan_that_agrees_with_its_claims(key):
    entry = CATALOGUE[key]
    facts = {fact.label: fact.text for fact in describe.facts(key, {}, **entry.defaults)}
    assert {"Range", "Zero-centred", "Saturates", "Can die", "Smoothness", "Cost", "Published"} <= set(facts)
    assert all(text and "nan" not in text.split() for text in facts.values())
    if entry.arity == 1 and entry.outputs == 1:
        assert facts["Zero-centred"].startswith("yes") == entry.zero_centred
        assert facts["Can die"].startswith("yes") == entry.can_die


def test_leaky_relu_dies_only_at_slope_zero():
    assert said("leaky_relu", "Can die", negative_slope=0.1).startswith("no")
    assert said("leaky_relu", "Can die", negative_slope=0.0) == "yes: the slope is exactly 0 for z < 0"


def test_a_slope_that_fades_is_told_from_one_that_is_zero():
    assert said("gelu", "Can die").startswith("practically: |f′| < 10⁻⁶ for z < −5.39, but never exactly 0")
    assert said("sigmoid", "Can die") == ("practically: |f′| < 10⁻⁶ for z < −13.8 and z > 13.8, but never exactly 0")
    assert said("softshrink", "Can die") == "hardly: the slope is 0 only for −0.5 < z < 0.5"


def test_elu_has_a_kink_unless_alpha_is_one():
    assert "kink at z = 0" in said("elu", "Smoothness", alpha=2.0)
    assert said("elu", "Smoothness", alpha=1.0).startswith("smooth once")


def test_range_follows_the_parameter():
    assert said("elu", "Range", alpha=2.0) == "from −2 up, unbounded"
    assert said("sigmoid", "Range") == "0 to 1"
    assert said("identity", "Range") == "all numbers"


def test_mean_output_is_that_of_a_standard_normal():
    assert describe.mean_output("relu") == pytest.approx(1 / math.sqrt(2 * math.pi), abs=1e-6)
    assert describe.mean_output("tanh") == pytest.approx(0, abs=1e-12)


def test_regions_are_written_as_inequalities():
    assert describe.intervals([(-20.0, -2.0), (2.0, 20.0)]) == "z < −2 and z > 2"
    assert describe.intervals([(1.0, 2.0)]) == "1 < z < 2"
    assert describe.saturates([]) == "nowhere"


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_card_and_sentences_say_the_same_of_dying(key):
    zero, faint = describe.deaths(key)
    sentences = describe.dies_in_sentences(zero, faint)
    card = describe.dies(zero, faint)
    assert ("**dead**" in sentences) == card.startswith(("yes: the slope is exactly 0", "hardly: the slope is 0 only"))
    assert ("**practically dead**" in sentences) == ("practically" in card)
    assert ("dead nowhere" in sentences) == card.startswith("no:")


def test_slope_of_zero_and_slope_that_fades_are_both_told_where_a_function_has_both():
    card = describe.dies([(2.0, 20.0)], [(-20.0, -3.0)])
    assert card.startswith("yes: the slope is exactly 0 for z > 2; practically: |f′| < 10⁻⁶ for z < −3,")
    sentences = describe.dies_in_sentences([(2.0, 20.0)], [(-20.0, -3.0)])
    assert "**dead** for z > 2: the slope is exactly 0" in sentences
    assert "**practically dead** for z < −3: |f′| < 10⁻⁶" in sentences


@pytest.mark.parametrize(
    ("weights", "biases", "words"),
    [
        ((1, 0), (0, 0), "z < 0"),
        ((1, 0, 0), (0, 0, 0), "z < 0"),
        ((-1, 0), (1.5, 0), "z > 1.5"),
        ((0, 3), (1, 0), "z < 0.333"),
    ],
)
def test_border_of_maxouts_flat_side_is_where_its_lines_cross(weights, biases, words):
    lines = {"weights": weights, "biases": biases}
    assert said("maxout", "Can die", lines) == "no: the highest line always gets the gradient"
    assert said("maxout", "Saturates", lines) == "nowhere"
    sentence = describe.slopes_in_sentences("maxout", "Maxout", **lines)
    assert f"is flat or nearly so for {words}, and yet neither saturated nor dead" in sentence


@pytest.mark.parametrize("key", [key for key, entry in CATALOGUE.items() if entry.arity == 1])
def test_pages_agree_on_saturation_death_and_centring(key):
    """Curves (measured), the Gallery (the entry's claims) and Trials and Race (the threshold of units) say the same."""
    entry = CATALOGUE[key]
    saturated = properties.saturated_regions(key, describe.LIMIT)
    sides = [low <= -describe.LIMIT for low, _ in saturated], [high >= describe.LIMIT for _, high in saturated]
    assert any(sides[0]) == (entry.saturates in ("left", "both"))
    assert any(sides[1]) == (entry.saturates in ("right", "both"))
    assert ("is **saturated**" in describe.slopes_in_sentences(key, entry.name)) == bool(saturated)
    zero, _ = describe.deaths(key)
    assert any(low <= -describe.LIMIT or high >= describe.LIMIT for low, high in zero) == entry.can_die
    assert describe.centred(entry, entry.defaults).startswith("yes") == entry.zero_centred
    if not entry.learnable and entry.outputs == 1 and not entry.surrogate_gradient:
        z = np.linspace(-19.9987, 19.9987, 4001)
        of_units = properties.slopes(key, z) < properties.SATURATED * float(constant(Arm(key)))
        shaded = np.any([(low < z) & (z < high) for low, high in saturated], axis=0) | np.zeros(len(z), bool)
        if np.isfinite(entry.lipschitz):  # of others the largest slope depends on the window
            assert (of_units == shaded).mean() > 0.98


def test_difference_from_torch_is_a_sentence():
    assert describe.difference_from_torch(0.0, 0.0) == "equals torch's exactly, f and f′"
    assert describe.difference_from_torch(1.2e-7, 0.0) == "differs from torch's by at most 1.2 × 10⁻⁷ in f; f′ is equal"
