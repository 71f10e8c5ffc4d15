"""Every entry in every floating dtype, from the smallest subnormal number to infinity, against mpmath.

float32 and float64 may be off by what tests/functions/test_values.py allows; float16 and bfloat16, which are worked out
in float32 and rounded once, by one unit in the last place more.
"""

import math

import mpmath
import pytest
import torch

from activations.functions.catalogue import CATALOGUE
from activations.functions.far import REACH
from tests.functions.reference import Reference, formulas, identified, slopes
from tests.functions.test_values import FLOORS, ROUNDINGS, in_domain

DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
SIZES = (1e-3, 0.3, 1.25, 3.5, 12, 110, 260, 1000, 6e4, 1e10, 2e19, 2e154)
SMALLEST = {torch.float16: 1e-7, torch.bfloat16: 2e-38, torch.float32: 2e-38, torch.float64: 1e-300}
INFINITE = mpmath.mpf("1e315")  # what stands for it in mpmath: larger than any float
ELEMENTWISE = [(key, entry.defaults) for key, entry in CATALOGUE.items() if entry.arity == 1]


def inputs(dtype: torch.dtype) -> list[float]:
    """Exact in the dtype: 0, subnormal, ordinary and largest finite numbers of both signs."""
    limits = torch.finfo(dtype)
    sizes = [limits.smallest_normal / 4, limits.smallest_normal * 4, *SIZES, limits.max / 4, limits.max]
    fitting = torch.tensor([size for size in sizes if size <= limits.max], dtype=torch.float64).to(dtype)
    exact = sorted(set(fitting.double().tolist()))
    return [*(-size for size in reversed(exact)), 0.0, *exact]


def has_limits(key: str) -> bool:
    """Waves that do not fade have no value at infinity."""
    return key == "sinc" or not any(wave in CATALOGUE[key].formula for wave in ("sin(", "cos("))


def check(got: float, z: float, reference: Reference, dtype: torch.dtype, floor: float, infinite: bool = False) -> None:
    expected = reference.value((math.copysign(1, z) * INFINITE if infinite else z,))
    wide = torch.float32 if dtype.itemsize == 2 else dtype  # that it is worked out in
    unit = torch.finfo(wide).eps / 2
    largest = torch.finfo(dtype).max
    if abs(expected) > largest * (1 - ROUNDINGS * unit):
        assert abs(got) >= largest * (1 - 2 * ROUNDINGS * unit), (dtype, z, got)
        assert (got > 0) == (expected > 0)
        return
    assert math.isfinite(got), (dtype, z, got, mpmath.nstr(expected, 8))
    allowed = ROUNDINGS * unit * abs(expected) + floor * unit + SMALLEST[dtype] * (1 + min(abs(z), 1000))
    allowed += torch.finfo(dtype).eps * abs(expected) if wide != dtype else 0
    error = abs(mpmath.mpf(got) - expected)
    if error > allowed and not infinite:
        allowed += ROUNDINGS * unit * reference.condition((z,))
    assert error <= allowed, (dtype, z, got, mpmath.nstr(expected, 8), mpmath.nstr(error / allowed, 3))


@pytest.mark.parametrize(("key", "parameters"), ELEMENTWISE, ids=identified(ELEMENTWISE))
def test_value_and_slope_are_right_in_every_dtype_however_far_out(key, parameters):
    activation = CATALOGUE[key]
    values = [Reference(formula, key, parameters) for formula in formulas(key)]
    gradients = [Reference(formula, key, parameters) for formula in slopes(key)]
    floor_value, floor_gate = FLOORS.get(key, (0, 0))
    steepest = max(1.0, *(float(abs(gradients[0].value((z,)))) for z in (-3.0, -1.0, 0.3, 1.0, 3.0)))
    for dtype in DTYPES:
        wide = torch.float32 if dtype.itemsize == 2 else dtype
        floor_slope = (4 - floor_gate * math.log(torch.finfo(wide).eps / 2)) * steepest
        places = [z for z in inputs(dtype) if in_domain(key, parameters, z)]
        if has_limits(key):
            places += [z for z in (-math.inf, math.inf) if in_domain(key, parameters, z)]
        z = torch.tensor(places, dtype=torch.float64).to(dtype).requires_grad_()
        outputs = activation(z[:, None], **parameters).unbind(-1)
        for output, value, gradient in zip(outputs, values, gradients, strict=True):
            assert output.dtype == dtype
            (slope,) = torch.autograd.grad(output.sum(), z, retain_graph=True)
            for place, got, steep in zip(places, output.tolist(), slope.tolist(), strict=True):
                check(got, place, value, dtype, floor_value, math.isinf(place))
                if not activation.surrogate_gradient:
                    check(steep, place, gradient, dtype, floor_slope, math.isinf(place))


@pytest.mark.parametrize("key", [key for key, entry in CATALOGUE.items() if entry.arity == 2 and entry.derivative])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_gated_units_are_right_however_far_out_the_gate_is(key, dtype):
    value, wanted = 0.75, dict(zip(("value", "gate"), slopes(key), strict=True))
    places = inputs(dtype)
    z = torch.tensor([(value, gate) for gate in places], dtype=torch.float64).to(dtype).requires_grad_()
    output = CATALOGUE[key](z)
    (slope,) = torch.autograd.grad(output.sum(), z)

    class Fixed(Reference):
        def __init__(self, formula):
            super().__init__(formula, key, {})
            pair = self.function
            self.function = lambda gate: pair(mpmath.mpf(value), gate)

    for column, reference in (
        (output, formulas(key)[0]),
        (slope[:, 0], wanted["value"]),
        (slope[:, 1], wanted["gate"]),
    ):
        for place, got in zip(places, column.tolist(), strict=True):
            check(got, place, Fixed(reference), dtype, 4 - math.log(torch.finfo(torch.float32).eps / 2))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("key", ["gelu_tanh", "phish", "gelu", "silu", "mish", "hardswish", "softsign", "elu"])
def test_half_precision_has_torchs_slopes_far_out(key, dtype):
    theirs = {
        "gelu_tanh": torch.nn.GELU("tanh"), "gelu": torch.nn.GELU(), "silu": torch.nn.SiLU(), "mish": torch.nn.Mish(),
        "hardswish": torch.nn.Hardswish(), "softsign": torch.nn.Softsign(), "elu": torch.nn.ELU(),
        "phish": lambda z: z * torch.tanh(torch.nn.functional.gelu(z)),
    }[key]  # fmt: skip
    found = []
    for function in (CATALOGUE[key], theirs):
        z = torch.tensor([-1000.0, -260.0, 260.0, 1000.0], dtype=dtype, requires_grad=True)
        (slope,) = torch.autograd.grad(function(z).sum(), z)
        found.append(slope.tolist())
    assert found[0] == pytest.approx(found[1], abs=2e-5)


@pytest.mark.parametrize("key", [key for key, entry in CATALOGUE.items() if entry.far is not None])
@pytest.mark.parametrize("dtype", list(REACH), ids=str)
def test_near_0_nothing_changes_and_nan_stays(key, dtype):
    """What training computes and what the entry gives are the same bits, value and slope."""
    activation = CATALOGUE[key]
    shape = (2001,) if activation.arity == 1 else (2001, 2)
    draws = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 20
    found = []
    for function in (activation, lambda z: activation.function(z, **activation.defaults)):
        z = draws.to(dtype).requires_grad_()
        output = function(z)
        found.append((output, *torch.autograd.grad(output.sum(), z)))
    for one, other in zip(*found, strict=True):
        assert torch.equal(one, other)
    assert activation(torch.full(shape[1:] or (1,), math.nan, dtype=dtype)).isnan().all()
