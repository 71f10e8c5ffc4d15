"""What the property card says follows the parameters."""

import math

import pytest

from activations import describe
from activations.catalogue import CATALOGUE


def said(key: str, label: str, section: dict | None = None, **parameters: float) -> str:
    return next(fact.text for fact in describe.facts(key, section or {}, **parameters) if fact.label == label)


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_every_function_has_a_full_card_without_a_stray_nan(key):
    facts = describe.facts(key, {}, **CATALOGUE[key].defaults)
    labels = [fact.label for fact in facts]
    assert {"Range", "Zero-centred", "Saturates", "Can die", "Smoothness", "Cost", "Published"} <= set(labels)
    assert all(fact.text and "nan" not in fact.text.split() for fact in facts)


@pytest.mark.parametrize("key", [key for key, entry in CATALOGUE.items() if entry.arity == 1 and entry.outputs == 1])
def test_words_agree_with_the_claims_at_the_defaults(key):
    entry = CATALOGUE[key]
    assert said(key, "Zero-centred").startswith("yes") == entry.zero_centred
    assert said(key, "Can die").startswith("yes") == entry.can_die


def test_leaky_relu_dies_only_at_slope_zero():
    assert said("leaky_relu", "Can die", negative_slope=0.1).startswith("no")
    assert said("leaky_relu", "Can die", negative_slope=0.0) == "yes: the slope is exactly 0 for z < 0"


def test_a_slope_that_fades_is_told_from_one_that_is_zero():
    assert said("gelu", "Can die").startswith("hardly: the slope is below 10⁻⁶, but not 0, for z <")
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


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-2.5, "−2.5"),
        (0.012345, "0.0123"),
        (2e-5, "2.0e−05"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_are_short_and_typeset(number, text):
    assert describe.value(number) == text


def test_regions_are_written_as_inequalities():
    assert describe.intervals([(-10.0, -2.0), (2.0, 10.0)]) == "z < −2 and z > 2"
    assert describe.intervals([(1.0, 2.0)]) == "1 < z < 2"
    assert describe.saturates([]) == "nowhere"
