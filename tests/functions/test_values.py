"""Values and gradients of every entry against mpmath, at the defaults and at both ends of every parameter's range.

The error allowed is that of a careful evaluation in floating point and no more: a few roundings of the value and of the
inputs (which the formula's own condition carries to the result), plus, for a derivative, a few roundings of 1 or of the
largest slope, because 1 - s cancels where a gate s is open. An entry in FLOORS is allowed more, with its reason.
"""

import math

import mpmath
import pytest
import torch

from activations.functions.catalogue import CATALOGUE
from tests.functions.reference import POINTS, Reference, cases, formulas, identified, points, slopes

ROUNDINGS = 8
SMALLEST = {torch.float32: 1.2e-38, torch.float64: 1e-300}  # below it, results are flushed or lose digits
GATE_STAYS_OPEN = dict.fromkeys(  # key: (in f, in f'), roundings of 1 allowed on top of 0 and 4; those in f' times z
    # f' holds z (1 - s): while the gate s still differs from 1, up to z = ln(1 / unit), its rounding counts z times
    ("quick_gelu", "silu", "swish", "eswish", "aptx", "elish", "logish", "sinlu", "acon_c"),
    (0, 1),
)
FLOORS = GATE_STAYS_OPEN | {
    "cloglog": (0, 1),  # likewise e^z (1 - f), with e^z up to ln(1 / unit)
    "tanh_exp": (0, 3),  # likewise z e^z (1 - tanh(e^z)^2)
    "gelu_tanh": (0, 3),  # likewise, and the exponent grows like z^3
    "shifted_softplus": (2, 0),  # f(0) = 0 is a difference of two numbers of 0.69
    "tanhshrink": (1, 0),  # torch's own z - tanh(z): a difference of two numbers near z
}
ELEMENTWISE = cases(lambda activation: activation.arity == 1)
GATED = cases(lambda activation: activation.arity == 2 and activation.derivative)
PAIRS = [(first, second) for first in POINTS[::7] for second in POINTS[1::4]]


def in_domain(key: str, parameters: dict[str, float], z: float) -> bool:
    """Soft exponential is continued by its tangent where its formula ends or leaves float32; z / |z| ends at 0."""
    if key == "squareplus" and parameters["b"] == 0:
        return z != 0
    if key != "soft_exponential":
        return True
    alpha = parameters["alpha"]
    return alpha * z < 69 and (alpha >= 0 or 1 - alpha * (z + alpha) > 2e-3)


def assert_close(
    got: list[float], reference: Reference, inputs: list[tuple[float, ...]], dtype: torch.dtype, floor: float
) -> None:
    """Fails where `got` is further from the reference than careful arithmetic would be; `floor` counts roundings."""
    unit = torch.finfo(dtype).eps / 2
    for z, value in zip(inputs, got, strict=True):
        expected = reference.value(z)
        sizes = math.prod(1 + abs(part) for part in z)  # what a flushed factor may have been multiplied by
        allowed = ROUNDINGS * unit * abs(expected) + floor * unit + SMALLEST[dtype] * sizes
        error = abs(mpmath.mpf(value) - expected)
        if error > allowed:
            allowed += ROUNDINGS * unit * reference.condition(z)
        assert error <= allowed, (
            f"{dtype} at {z}: {value!r}, not {mpmath.nstr(expected, 17)}: "
            f"{mpmath.nstr(error / allowed, 3)} times the allowed error"
        )


@pytest.mark.parametrize(("key", "parameters"), ELEMENTWISE, ids=identified(ELEMENTWISE))
def test_value_and_gradient_are_right_to_rounding(key, parameters):
    activation = CATALOGUE[key]
    places = [z for z in points(key, parameters) if in_domain(key, parameters, z)]
    inputs = [(z,) for z in places]
    values = [Reference(formula, key, parameters) for formula in formulas(key)]
    gradients = [Reference(formula, key, parameters) for formula in slopes(key)]
    steepest = max(1.0, *(float(abs(gradients[0].value(z))) for z in inputs if abs(z[0]) <= 3))
    floor_value, floor_gate = FLOORS.get(key, (0, 0))
    for dtype in (torch.float32, torch.float64):
        floor_slope = (4 - floor_gate * math.log(torch.finfo(dtype).eps / 2)) * steepest
        z = torch.tensor(places, dtype=dtype, requires_grad=True)
        outputs = activation(z[:, None], **parameters).unbind(-1)
        for output, value, gradient in zip(outputs, values, gradients, strict=True):
            assert output.dtype == dtype
            assert_close(output.tolist(), value, inputs, dtype, floor_value)
            (slope,) = torch.autograd.grad(output.sum(), z, retain_graph=True)
            if activation.surrogate_gradient:
                assert slope.tolist() == [float(abs(place) <= 1) for place in places]
            else:
                assert_close(slope.tolist(), gradient, inputs, dtype, floor_slope)


@pytest.mark.parametrize(("key", "parameters"), GATED, ids=identified(GATED))
def test_gated_value_and_gradients_are_right_to_rounding(key, parameters):
    value = Reference(formulas(key)[0], key, parameters)
    gradients = [Reference(formula, key, parameters) for formula in slopes(key)]
    for dtype in (torch.float32, torch.float64):
        z = torch.tensor(PAIRS, dtype=dtype, requires_grad=True)
        output = CATALOGUE[key](z)
        assert_close(output.tolist(), value, PAIRS, dtype, 0)
        (slope,) = torch.autograd.grad(output.sum(), z)
        for column, gradient in enumerate(gradients):
            assert_close(slope[:, column].tolist(), gradient, PAIRS, dtype, 4 * (1000 if column else 1))


@pytest.mark.parametrize("pieces", range(2, 9))
def test_maxout_is_the_largest_piece_and_its_gradient_goes_there(pieces):
    z = torch.randn(50, 3, pieces, generator=torch.Generator().manual_seed(pieces), requires_grad=True)
    output = CATALOGUE["maxout"](z)
    (gradient,) = torch.autograd.grad(output.sum(), z)
    ranked = z.detach().sort(dim=-1)
    assert torch.equal(output, ranked.values[..., -1])
    assert torch.equal(gradient, torch.zeros_like(gradient).scatter(-1, ranked.indices[..., -1:], 1.0))


def test_maxout_gives_the_gradient_of_a_tie_to_the_first_piece():
    z = torch.tensor([[1.0, 1.0, 0.0]], requires_grad=True)
    (gradient,) = torch.autograd.grad(CATALOGUE["maxout"](z).sum(), z)
    assert gradient.tolist() == [[1.0, 0.0, 0.0]]


EVERY = cases()


@pytest.mark.parametrize(("key", "parameters"), EVERY, ids=identified(EVERY))
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_finite_everywhere(key, parameters, dtype):
    activation = CATALOGUE[key]
    x = torch.cat([torch.linspace(-1e4, 1e4, 4001), torch.linspace(-20, 20, 4001), torch.tensor([0.0, -0.0])]).to(dtype)
    k = activation.pre_activations(parameters)
    z = x if k == 1 else torch.stack([x.roll(997 * piece) for piece in range(k)], dim=-1)
    z.requires_grad_()
    output = activation(z, **parameters)
    (gradient,) = torch.autograd.grad(output.sum(), z)
    assert torch.isfinite(output).all()
    assert torch.isfinite(gradient).all()


LEARNABLE = cases(lambda activation: activation.learnable)


@pytest.mark.parametrize(("key", "parameters"), LEARNABLE, ids=identified(LEARNABLE))
def test_learnable_parameters_as_tensors_give_the_same_values_and_right_gradients(key, parameters):
    activation = CATALOGUE[key]
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(4, 5, 3, generator=generator, dtype=torch.float64) * 2
    z[:, 0, 0] = torch.tensor([0.0, -0.0, 1.0, -1.0])  # kinks keep torch's convention
    z.requires_grad_()
    stacked = {
        name: torch.full((4, 1, 1), value, dtype=torch.float64, requires_grad=True)
        for name, value in parameters.items()
    }
    output = activation.function(z, **stacked)
    plain = activation(z, **parameters)
    torch.testing.assert_close(output, plain, rtol=1e-12, atol=1e-13)
    slopes = [torch.autograd.grad(value.sum(), z, retain_graph=True)[0] for value in (output, plain)]
    torch.testing.assert_close(*slopes, rtol=1e-12, atol=1e-13)
    gradients = torch.autograd.grad(output.sum(), list(stacked.values()))
    step = 1e-6
    for (name, value), gradient in zip(parameters.items(), gradients, strict=True):
        if key == "rational" and name.startswith("b") and value == 0:
            continue  # |b| has no slope there
        around = [activation.function(z.detach(), **(parameters | {name: value + sign * step})) for sign in (1, -1)]
        if not all(torch.isfinite(part).all() for part in around):
            continue
        numerical = ((around[0] - around[1]) / (2 * step)).sum(dim=(1, 2), keepdim=True)
        torch.testing.assert_close(gradient, numerical, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("key", CATALOGUE)
def test_strided_input_and_any_shape(key):
    activation = CATALOGUE[key]
    k = activation.pre_activations(activation.defaults)
    plain = torch.randn(3, 4, 2 * max(k, 1), generator=torch.Generator().manual_seed(0))
    plain = plain.unflatten(-1, (2, k)) if k > 1 else plain
    strided = plain.transpose(0, 1).contiguous().transpose(0, 1)
    assert not strided.is_contiguous()
    # vectorised and single elements may differ in the last bit in torch itself (softplus, sigmoid, mish)
    torch.testing.assert_close(activation(strided), activation(plain), rtol=1e-6, atol=1e-7)
