"""Numbers as they are shown: few digits and a true minus sign."""

import math

import pytest

from activations.insights.insight import brief, times
from activations.language import numbers


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0.0"), (0.06, "+0.1"), (-3.21, "−3.2"), (float("nan"), "–")])
def test_numbers_carry_a_true_sign_and_no_negative_zero(value, text):
    assert numbers.signed(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (-1e-13, "0"), (-0.2784, "−0.278"), (-2.5, "−2.5"), (1.0, "1"), (0.012345, "0.0123"),
        (0.00049, "4.9 × 10⁻⁴"), (2e-5, "2.0 × 10⁻⁵"),
        (123456.0, "1.23 × 10⁵"), (math.inf, "∞"), (-math.inf, "−∞"),
    ],
)  # fmt: skip
def test_three_digits(value, text):
    assert numbers.three_digits(value) == text


@pytest.mark.parametrize(
    ("value", "text", "share"),
    [
        (0.168, "0.168", "16.8 %"),
        (3e-7, "3.00 × 10⁻⁷", "3 × 10⁻⁵ %"),
        (12345.6, "12,346", "1.23 × 10⁶ %"),
        (math.nan, "–", "–"),
    ],
)
def test_a_measured_value(value, text, share):
    assert numbers.measured(value) == text
    assert numbers.measured(value, percent=True) == share


def test_a_plain_number_has_up_to_six_digits():
    assert [numbers.general(value) for value in (0.25, -8.0, 1e-5, 1234567.0)] == [
        "0.25",
        "−8",
        "10⁻⁵",
        "1.23457 × 10⁶",
    ]


def test_powers_of_ten_are_written_as_a_reader_would():
    assert numbers.true_minus(f"{-1e24:.0e}") == "−10²⁴"
    assert numbers.true_minus("6e+07") == "6 × 10⁷"
    assert numbers.true_minus("-1.5e-10") == "−1.5 × 10⁻¹⁰"


def test_ratios_in_sentences():
    written = [times(ratio) for ratio in (4.21, 400, 6.1e7, 1.8e24, 1e24)]
    assert written == ["4.2×", "400×", "6 × 10⁷ ×", "2 × 10²⁴ ×", "10²⁴ ×"]
    assert [brief(value) for value in (-0.034, 2.71e6, 123.4)] == ["−0.034", "2.7 × 10⁶", "123"]
