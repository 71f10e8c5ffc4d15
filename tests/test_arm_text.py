"""Arms written as text: read back as they were, and errors in words."""

import pytest

from activations import CATALOGUE, Arm
from activations.arm_text import arm_text, parse_arm


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_every_entry_is_read_back_from_its_text(key):
    assert parse_arm(arm_text(Arm(key))) == Arm(key)


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [(key, p.name, value) for key, entry in CATALOGUE.items() for p in entry.parameters for value in {p.low, p.high}],
)
def test_every_parameter_is_read_back_from_its_text(key, name, value):
    try:
        arm = Arm(key, **{name: value})
    except ValueError:
        pytest.skip("two parameters bound each other: this value needs another partner")
    assert parse_arm(arm_text(arm)) == arm


def test_names_and_keys_are_read_in_any_case():
    assert parse_arm(" leaky relu ( negative_slope = 0.2 ) ") == Arm("leaky_relu", negative_slope=0.2)
    assert parse_arm("LEAKY_RELU") == Arm("leaky_relu")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Leeky ReLU", "No activation function is called 'Leeky ReLU'. Did you mean Leaky ReLU?"),
        ("ELU (alpha=much)", "'much' is not a number"),
        ("ELU (beta=1)", "has no parameter 'beta': it takes alpha"),
        ("ELU (alpha=1e9)", "is not a number between"),
        ("", "No activation function is called"),
    ],
)
def test_what_cannot_be_read_is_answered_in_words(text, sentence):
    with pytest.raises(ValueError, match="No|is not|has no") as error:
        parse_arm(text)
    assert sentence in str(error.value)
