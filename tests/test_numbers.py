"""Numbers as they are shown: few digits and a true minus sign."""

import math

import pytest

from activations.language import numbers


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0.0"), (0.06, "+0.1"), (-3.21, "−3.2"), (float("nan"), "–")])
def test_numbers_carry_a_true_sign_and_no_negative_zero(value, text):
    assert numbers.signed(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (-1e-13, "0"), (-0.2784, "−0.278"), (-2.5, "−2.5"), (1.0, "1"), (0.012345, "0.0123"),
        (0.00049, "4.9e−04"), (2e-5, "2.0e−05"),
        (123456.0, "1.23e+05"), (math.inf, "∞"), (-math.inf, "−∞"),
    ],
)  # fmt: skip
def test_three_digits(value, text):
    assert numbers.three_digits(value) == text


@pytest.mark.parametrize(
    ("value", "text", "share"),
    [
        (0.168, "0.168", "16.8 %"),
        (3e-7, "3.00e-07", "3e-05 %"),
        (12345.6, "12,346", "1.23e+06 %"),
        (math.nan, "–", "–"),
    ],
)
def test_a_measured_value(value, text, share):
    assert numbers.measured(value) == text
    assert numbers.measured(value, percent=True) == share


def test_a_plain_number_has_up_to_six_digits():
    assert [numbers.general(value) for value in (0.25, -8.0, 1e-5, 1234567.0)] == ["0.25", "−8", "1e−05", "1.23457e+06"]
