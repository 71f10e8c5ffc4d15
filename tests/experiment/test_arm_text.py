"""Arms written as text: read back as they were, and errors in words."""

import contextlib
import random
import time

import pytest

from activations import CATALOGUE, Arm
from activations.experiment.arm_text import MAX_ONE, MAX_TEXT, arm_text, key_text, parse_arm, parse_one


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


def test_every_entry_is_read_back_from_a_text_of_layers():
    draw = random.Random(4)

    def any_arm(key):
        parameters = CATALOGUE[key].parameters
        for p in draw.sample(parameters, len(parameters)):
            with contextlib.suppress(ValueError):  # two parameters may bound each other
                return Arm(key, **{p.name: draw.choice([p.low, p.high])})
        return Arm(key)

    for key in CATALOGUE:
        arm = Arm(key, layers=[any_arm(draw.choice(list(CATALOGUE))) for _ in range(draw.randint(1, 6))])
        assert parse_arm(arm_text(arm)) == arm


def test_an_activation_for_each_layer_is_written_one_after_the_other():
    arm = Arm("relu", layers=["tanh", Arm("elu", alpha=0.5)])
    assert arm_text(arm) == "ReLU > Tanh > ELU (alpha=0.5)"
    assert parse_arm("relu>tanh >ELU(alpha=0.5)") == arm
    assert parse_arm("ReLU → Tanh") == Arm("relu", layers=["tanh"])
    assert parse_arm("relu > relu") == Arm("relu")


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
        ("ReLU > Tnh", "No activation function is called 'Tnh'. Did you mean Tanh?"),
        ("ReLU > ", "'ReLU > ' has no activation for hidden layer 2: write one for each layer"),
        ("> ReLU", "has no activation for hidden layer 1"),
        ("Tanh > ELU (alpha=much)", "'much' is not a number"),
    ],
)
def test_what_cannot_be_read_is_answered_in_words(text, sentence):
    with pytest.raises(ValueError, match="No|is not|has no|has nothing") as error:
        parse_arm(text)
    assert sentence in str(error.value)


HOSTILE = [  # each takes a backtracking pattern minutes, or years
    "a" + " " * (MAX_TEXT - 2) + "b",
    "(" * MAX_TEXT,
    ")" * MAX_TEXT,
    "a(" + "=" * (MAX_TEXT - 3) + "(",
    "(=)" * (MAX_TEXT // 3),
    " (" * (MAX_TEXT // 2),
    "relu(a=1" + "," * (MAX_TEXT - 9) + ")",
    ">" * MAX_TEXT,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_of_any_kind_is_answered_at_once(text):
    for read in (parse_arm, parse_one):
        began = time.thread_time()
        with pytest.raises(ValueError, match="characters|No activation|no activation"):
            read(text)
        assert time.thread_time() - began < 0.5


def test_a_text_is_bounded_before_it_is_read_and_the_sentence_names_the_bound():
    with pytest.raises(ValueError, match="has 20,001 characters: at most 20,000 are allowed"):
        parse_arm("a" * (MAX_TEXT + 1))
    with pytest.raises(ValueError, match="has 401 characters: at most 400 are allowed"):
        parse_arm("a" * (MAX_ONE + 1))


def test_the_bound_leaves_room_for_every_arm_with_all_its_digits():
    for key, entry in CATALOGUE.items():
        longest = len(f"{entry.name} ()") + sum(
            len(p.name) + len("=-1.2345678901234567e-100, ") for p in entry.parameters
        )
        assert longest <= MAX_ONE, key
    deep = Arm("rational", layers=[Arm("relu"), Arm("rational")] * 24)
    assert parse_arm(key_text(deep)) == deep


@pytest.mark.parametrize(
    ("text", "arm"),
    [
        ("RReLU (evaluation)", Arm("rrelu")),
        ("ELU(alpha=0.5)", Arm("elu", alpha=0.5)),
        ("ELU   (  alpha = 0.5 ,  )", Arm("elu", alpha=0.5)),
    ],
)
def test_brackets_hold_parameters_where_they_have_an_equals_sign(text, arm):
    assert parse_arm(text) == arm


def test_brackets_with_brackets_in_them_are_part_of_the_name():
    with pytest.raises(ValueError, match=r"No activation function is called 'ELU \(\(alpha=1\)\)'"):
        parse_arm("ELU ((alpha=1))")
