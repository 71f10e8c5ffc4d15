"""Values and gradients against torch's own modules, built from the line that the page offers to copy."""

import pytest
import torch

from activations.functions.catalogue import CATALOGUE
from activations.functions.properties import torch_difference, torch_line, torch_module
from tests.functions.reference import cases, identified

IN_TORCH = cases(lambda activation: bool(activation.torch_line))
NOT_ELEMENTWISE = {"Softmax", "Softmin", "Softmax2d", "LogSoftmax", "MultiheadAttention"}
# (f, f') in float32 and float64 by which torch itself is off, or rounds otherwise
ROUNDS_OTHERWISE = {
    # torch's left tail cancels; with some processors' kernels (AVX-512) its float32 is off by 9e-7, ours by 8e-8
    "gelu": ((1e-6, 3e-7), (2e-15, 4e-16)),
    "gelu_tanh": ((5e-7, 3e-6), (2e-15, 2e-14)),
    "softplus": ((4e-5, 3e-7), (2.1e-8, 2.1e-9)),  # torch is the identity beyond 20 / beta: off by 2.1e-9 / beta
    "hardsigmoid": ((6e-8, 0), (2e-16, 6e-9)),  # torch's gradient is 1/6 rounded to float32, in float64 too
    "celu": ((7e-5, 2e-7), (2e-13, 3e-8)),  # torch's 1 / alpha is rounded to float32, in float64 too
}


@pytest.mark.parametrize(("key", "parameters"), IN_TORCH, ids=identified(IN_TORCH))
@pytest.mark.parametrize(("dtype", "which"), [(torch.float32, 0), (torch.float64, 1)], ids=["float32", "float64"])
def test_agrees_with_torch(key, parameters, dtype, which):
    value, slope = torch_difference(key, dtype, **parameters)
    allowed_value, allowed_slope = ROUNDS_OTHERWISE.get(key, ((0, 0), (0, 0)))[which]
    assert value <= allowed_value
    assert slope <= allowed_slope


def test_every_elementwise_class_of_torch_is_here():
    classes = set(torch.nn.modules.activation.__all__) - NOT_ELEMENTWISE
    ours = {torch_line(key).removeprefix("torch.nn.").split("(")[0] for key in CATALOGUE}
    assert classes <= ours | {"Softmax"}


@pytest.mark.parametrize("key", [key for key, activation in CATALOGUE.items() if activation.torch_line])
def test_the_line_to_copy_names_every_parameter(key):
    activation = CATALOGUE[key]
    for parameter in activation.parameters:
        assert f"{{{parameter.name}}}" in activation.torch_line
    assert isinstance(torch_module(key), torch.nn.Module)


def test_the_line_carries_the_given_values():
    assert torch_line("leaky_relu", negative_slope=0.2) == "torch.nn.LeakyReLU(0.2)"
    assert torch_line("swish") == ""


def test_no_difference_where_torch_has_none():
    assert torch_difference("swish") is None
    assert torch_module("maxout") is None


def test_a_bad_parameter_is_refused():
    with pytest.raises(ValueError, match=r"ELU: alpha = 99 is not a number between 0.01 and 5\."):
        torch_difference("elu", alpha=99)
