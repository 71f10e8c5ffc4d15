"""The catalogue as a whole, and how it answers to bad requests."""

from dataclasses import FrozenInstanceError

import pytest
import torch

from activations import CATALOGUE
from activations.functions.catalogue import FAMILIES, UnknownActivation
from tests.functions.promised import PROMISED

THE_NOTES_SEVEN = ["sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout"]


@pytest.mark.parametrize("key", PROMISED)
def test_promised_key_and_parameters_are_there(key):
    parameters = {parameter.name: parameter for parameter in CATALOGUE[key].parameters}
    for name, expected in PROMISED[key].items():
        assert (parameters[name].default, parameters[name].low, parameters[name].high) == pytest.approx(expected)
    if key != "rational":  # its ten coefficients are not listed one by one
        assert parameters.keys() == PROMISED[key].keys()


def test_the_menu_starts_with_the_seven_of_the_note_and_then_goes_by_family():
    assert list(CATALOGUE)[:7] == THE_NOTES_SEVEN
    families = [CATALOGUE[key].family for key in list(CATALOGUE)[7:]]
    assert families == sorted(families, key=FAMILIES.index)
    assert set(FAMILIES) == {activation.family for activation in CATALOGUE.values()}


def test_keys_and_names_are_unique():
    assert len({activation.name for activation in CATALOGUE.values()}) == len(CATALOGUE)
    assert all(key == activation.key for key, activation in CATALOGUE.items())


@pytest.mark.parametrize("key", CATALOGUE)
def test_entry_is_filled_in(key):
    activation = CATALOGUE[key]
    assert activation.source
    assert activation.remark.endswith(".")
    assert activation.smoothness in ("discontinuous", "C0", "C1", "C2", "C∞")
    assert activation.saturates in ("left", "right", "both", "none")
    assert activation.cost in ("arithmetic", "one exponential", "several transcendentals")
    for parameter in activation.parameters:
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.low < parameter.high


def test_an_entry_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        CATALOGUE["relu"].lipschitz = 2.0


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("relo", "No activation function is called 'relo'. Did you mean 'relu'?"),
        ("LeakyReLU", "No activation function is called 'LeakyReLU'. Did you mean 'leaky_relu'?"),
        (7, "No activation function is called 7. Known are sigmoid, tanh"),
        (None, "No activation function is called None"),
        ([], "No activation function is called []"),
    ],
)
@pytest.mark.parametrize("kind", [UnknownActivation, KeyError, ValueError])
def test_unknown_key_gets_a_sentence(key, sentence, kind):
    with pytest.raises(kind) as caught:
        CATALOGUE[key]
    assert str(caught.value).startswith(sentence)


def test_get_and_in_answer_like_any_mapping():
    assert "relu" in CATALOGUE
    assert "nonsense" not in CATALOGUE
    assert CATALOGUE.get("nonsense") is None


@pytest.mark.parametrize(
    ("key", "parameters", "sentence"),
    [
        ("leaky_relu", {"negative_slope": 1}, "Leaky ReLU: negative_slope = 1 is not a number between 0 and 0.99."),
        ("leaky_relu", {"slope": 0.1}, "Leaky ReLU has no parameter 'slope': it takes negative_slope."),
        ("relu", {"alpha": 1}, "ReLU has no parameter 'alpha': it takes no parameters."),
        ("elu", {"alpha": float("nan")}, "ELU: alpha = nan is not a number between 0.01 and 5."),
        ("elu", {"alpha": float("inf")}, "ELU: alpha = inf is not a number between 0.01 and 5."),
        ("elu", {"alpha": "much"}, "ELU: alpha = 'much' is not a number between 0.01 and 5."),
        ("elu", {"alpha": None}, "ELU: alpha = None is not a number between 0.01 and 5."),
        ("maxout", {"k": 2.5}, "Maxout: k = 2.5 is not a whole number between 2 and 8."),
        ("maxout", {"k": 9}, "Maxout: k = 9 is not a whole number between 2 and 8."),
        (
            "rrelu",
            {"lower": 0.5, "upper": 0.25},
            "RReLU (evaluation): lower = 0.5 must not exceed upper = 0.25.",
        ),
    ],
)
def test_bad_parameter_gets_a_sentence(key, parameters, sentence):
    z = torch.zeros(3, 2)
    with pytest.raises(ValueError) as caught:  # noqa: PT011, the whole sentence is compared
        CATALOGUE[key](z, **parameters)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("key", [key for key, activation in CATALOGUE.items() if activation.parameters])
def test_every_parameter_is_refused_just_outside_its_range(key):
    for parameter in CATALOGUE[key].parameters:
        beside = 1 if parameter.integer else 1e-6
        for value in (parameter.low - beside, parameter.high + beside):
            with pytest.raises(ValueError, match=f"{parameter.name} = .* between"):
                CATALOGUE[key].validated({parameter.name: value})


@pytest.mark.parametrize(
    ("key", "shape", "parameters", "sentence"),
    [
        ("glu", (4, 3), {}, "GLU uses up the last axis of z, which must hold 2 pre-activations; got 3."),
        ("maxout", (4, 1), {}, "Maxout uses up the last axis of z, which must hold at least 2 pre-activations; got 1."),
        ("maxout", (), {}, "Maxout uses up the last axis of z, which must hold at least 2 pre-activations; got 0."),
        ("maxout", (4, 3), {"k": 2}, "Maxout: z has 3 pre-activations on its last axis, k = 2 asks for 2."),
    ],
)
def test_a_last_axis_that_does_not_fit_gets_a_sentence(key, shape, parameters, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        CATALOGUE[key](torch.zeros(shape), **parameters)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("key", "k"), [("relu", 1), ("glu", 2), ("maxout", 2)])
def test_pre_activations_of_a_unit(key, k):
    assert CATALOGUE[key].pre_activations({}) == k


def test_maxout_has_as_many_pre_activations_as_pieces():
    assert CATALOGUE["maxout"].pre_activations({"k": 5}) == 5
    assert CATALOGUE["maxout"](torch.tensor([[1.0, 3.0, 2.0]]), k=3).tolist() == [3.0]


def test_crelu_puts_all_positive_parts_first():
    assert CATALOGUE["crelu"](torch.tensor([[1.0, -2.0]])).tolist() == [[1.0, 0.0, 0.0, 2.0]]


@pytest.mark.parametrize("dtype", [torch.int32, torch.bool, torch.complex64, torch.float8_e4m3fn], ids=str)
@pytest.mark.parametrize("key", CATALOGUE)
def test_a_dtype_without_slopes_gets_a_sentence(key, dtype):
    z = torch.ones(3, CATALOGUE[key].arity).to(dtype)
    with pytest.raises(ValueError, match=r"z holds \w+; give a tensor of float16, bfloat16, float32 or float64"):
        CATALOGUE[key](z)
