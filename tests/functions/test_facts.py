"""What the property card says follows the parameters."""

import math

import pytest

from activations.functions import facts as describe
from activations.functions.catalogue import CATALOGUE


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
def test_border_of_maxouts_dead_side_is_where_its_lines_cross(weights, biases, words):
    lines = {"weights": weights, "biases": biases}
    assert said("maxout", "Can die", lines) == f"yes: the slope is exactly 0 for {words}"
