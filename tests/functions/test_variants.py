"""Shifted functions, for trials: arms like any other, and in no menu."""

import pytest
import sympy
import torch

from activations import CATALOGUE, Arm
from activations.experiment.arm_text import NAMES, arm_text, parse_arm
from activations.functions.entries.variants import VARIANTS
from activations.functions.formula import parsed
from activations.training.initialisation import matched_gain


@pytest.mark.parametrize("key", VARIANTS)
def test_a_variant_is_an_arm_and_in_no_menu(key):
    arm, entry = Arm(key), VARIANTS[key]
    assert parse_arm(arm_text(arm)) == parse_arm(entry.name.upper()) == arm
    assert Arm.from_plain(arm.to_plain()) == arm
    assert key not in list(CATALOGUE)
    assert entry.name not in NAMES
    z = torch.linspace(-4, 4, 80, dtype=torch.float64, requires_grad=True)
    value = entry(z)
    (slope,) = torch.autograd.grad(value.sum(), z)
    symbol = sympy.Symbol("z", real=True)
    for text, found in ((entry.formula, value.detach()), (entry.derivative, slope)):
        function = sympy.lambdify(symbol, parsed(text).subs(sympy.Symbol("z"), symbol), "numpy")
        assert torch.allclose(torch.as_tensor(function(z.detach().numpy())), found, atol=1e-12)


def test_a_shift_changes_neither_slope_nor_gain():
    for shifted, plain in (("tanh_plus_one", "tanh"), ("sigmoid_minus_half", "sigmoid"), ("centred_relu", "relu")):
        assert matched_gain(Arm(shifted)) == matched_gain(Arm(plain))
        z = torch.linspace(-3, 3, 61, dtype=torch.float64)
        offset = VARIANTS[shifted](z) - CATALOGUE[plain](z)
        assert (offset.max() - offset.min()) < 1e-12
    mean = torch.randn(10**6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert abs(VARIANTS["centred_relu"](mean).mean()) < 2e-3
