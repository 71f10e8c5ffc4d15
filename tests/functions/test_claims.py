"""What every entry claims of itself, against measurement in float64."""

import math

import numpy as np
import pytest
import torch

from activations.functions.catalogue import CATALOGUE
from activations.functions.formula import number
from activations.functions.properties import jumps, kinks
from tests.functions.reference import cases, identified

WITH_RANGE = cases(lambda activation: not math.isnan(number(activation.range[0], activation.defaults)))
SMOOTHNESS = {"C0": 1, "C1": 2, "C2": 3, "C∞": 4}  # the first derivative that may jump


def values_and_slopes(key: str, z: torch.Tensor, parameters: dict[str, float]) -> tuple[torch.Tensor, torch.Tensor]:
    """f, and f' by autograd (0 for a surrogate gradient). z: [points], or [points, k]; of CReLU both outputs."""
    activation = CATALOGUE[key]
    z = z.clone().requires_grad_()
    columns = (
        activation(z[:, None], **parameters).unbind(-1) if activation.outputs > 1 else [activation(z, **parameters)]
    )
    slopes = [torch.autograd.grad(column.sum(), z, retain_graph=True)[0] for column in columns]
    if activation.surrogate_gradient:
        slopes = [torch.zeros_like(slope) for slope in slopes]
    return torch.stack([column.detach() for column in columns]), torch.stack(slopes)


def many_points(key: str, parameters: dict[str, float]) -> torch.Tensor:
    """Dense on [-40, 40] and just beside kinks and jumps, sparse out to +-10^9; of several pre-activations mixed."""
    dense = torch.linspace(-40, 40, 80001, dtype=torch.float64)
    far = torch.logspace(math.log10(40), 9, 2000, dtype=torch.float64)[1:]
    corners = [*kinks(key, **parameters), *jumps(key, **parameters)]
    beside = torch.tensor([place + nudge for place in corners for nudge in (-1e-6, 1e-6)], dtype=torch.float64)
    x = torch.cat([-far.flip(0), dense, far, beside]).sort().values
    if CATALOGUE[key].arity == 1:
        return x
    generator = torch.Generator().manual_seed(0)
    k = CATALOGUE[key].pre_activations(parameters)
    mixed = [torch.stack([x, *(x[torch.randperm(len(x), generator=generator)] for _ in range(k - 1))], dim=-1)]
    partners = (x, -x, torch.ones_like(x))
    return torch.cat(mixed + [torch.stack([x, *[partner] * (k - 1)], dim=-1) for partner in partners])


@pytest.mark.parametrize(("key", "parameters"), WITH_RANGE, ids=identified(WITH_RANGE))
def test_values_stay_within_the_range_and_fill_it(key, parameters):
    low, high = (number(claim, parameters) for claim in CATALOGUE[key].range)
    values, _ = values_and_slopes(key, many_points(key, parameters), parameters)
    for claim, found, side in ((low, values.min().item(), -1), (high, values.max().item(), 1)):
        if math.isnan(claim):
            continue
        if math.isinf(claim):
            assert claim * side > 0
            assert found * side > 1e3 or (key == "soft_exponential" and found * side > 15)  # a logarithm, out to 10^9
        else:
            size = max(1.0, abs(claim))
            assert found * side <= claim * side + 1e-14 * size, f"{found} lies outside"
            assert found == pytest.approx(claim, abs=1e-5 * size), f"{found} is the furthest, not {claim}"


@pytest.mark.parametrize("key", CATALOGUE)
def test_monotonic(key):
    activation = CATALOGUE[key]
    x = torch.linspace(-50, 50, 200001, dtype=torch.float64)
    z = x if activation.arity == 1 else torch.stack([x, torch.full_like(x, -1.5)], dim=-1)
    values, _ = values_and_slopes(key, z, {})
    falls = (values.diff(dim=-1) < -1e-13).any().item()
    if activation.arity > 1 and not falls:  # both partial derivatives count
        values, _ = values_and_slopes(key, z.flip(-1), {})
        falls = (values.diff(dim=-1) < -1e-13).any().item()
    assert activation.monotonic is not falls


@pytest.mark.parametrize("key", CATALOGUE)
def test_zero_centred_on_a_normal_input(key):
    activation = CATALOGUE[key]
    x, weights = normal_rule(breaks(key) if activation.arity == 1 else [0.0])
    if activation.arity == 1:
        values = values_and_slopes(key, x, {})[0].sum(dim=0)
    else:  # independent pre-activations
        values = values_and_slopes(key, torch.cartesian_prod(x, x), {})[0][0].unflatten(0, (len(x), len(x))) @ weights
    mean = math.fsum((values * weights).tolist())
    assert activation.zero_centred is (abs(mean) < 1e-12), mean


def breaks(key: str) -> list[float]:
    return [*kinks(key), *jumps(key), 0.0]


def normal_rule(places: list[float]) -> tuple[torch.Tensor, torch.Tensor]:
    """Gauss-Legendre nodes and weights for the normal density on [-13, 13], panels split at `places`."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.unique([*np.linspace(-13, 13, 53), *(place for place in places if abs(place) < 13)])
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    x = (middle[:, None] + half[:, None] * nodes).ravel()
    density = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return torch.from_numpy(x), torch.from_numpy((half[:, None] * weights).ravel() * density)


@pytest.mark.parametrize("key", CATALOGUE)
def test_lipschitz_constant(key):
    activation = CATALOGUE[key]
    z = many_points(key, CATALOGUE[key].defaults)
    values, slopes = values_and_slopes(key, z, {})
    if math.isinf(activation.lipschitz):
        if jumps(key):
            near = torch.tensor(jumps(key), dtype=torch.float64)
            below, above = values_and_slopes(key, near - 1e-9, {})[0], values_and_slopes(key, near + 1e-9, {})[0]
            assert ((above - below).abs() > 0.05).all()
        else:
            assert slopes.abs().max() > 1e3
    else:
        assert slopes.abs().max() <= activation.lipschitz + 1e-14
        assert slopes.abs().max() == pytest.approx(activation.lipschitz, rel=1e-6)
        if activation.arity == 1:  # no secant is steeper either: a jump hides from autograd
            secants = values.diff(dim=-1) / z.diff()
            assert secants.abs().max() <= activation.lipschitz * (1 + 1e-9)


@pytest.mark.parametrize("key", [key for key, activation in CATALOGUE.items() if activation.arity == 1])
def test_smoothness(key):
    """One-sided derivatives agree everywhere up to the claimed order, and the next one jumps somewhere."""
    claimed = CATALOGUE[key].smoothness
    first_jump = 0 if claimed == "discontinuous" else SMOOTHNESS[claimed]
    places = torch.tensor(sorted({*breaks(key), *(step / 4 for step in range(-24, 25))}), dtype=torch.float64)
    gap = 1e-8
    sizes = []
    for order in range(min(first_jump + 1, 4)):
        below, above = (derivative(key, places + side * gap, order) for side in (-1, 1))
        sizes.append(((above - below).abs() / (1 + below.abs())).max().item())
    assert all(size < 1e-3 for size in sizes[:first_jump]), sizes
    if first_jump < 4:
        assert sizes[first_jump] > 5e-3, sizes
    assert bool(jumps(key)) is (first_jump == 0)
    assert bool(kinks(key)) is (first_jump <= 1 and not CATALOGUE[key].surrogate_gradient)


def derivative(key: str, x: torch.Tensor, order: int) -> torch.Tensor:
    x = x.clone().requires_grad_()
    activation = CATALOGUE[key]
    value = activation(x[:, None])[:, 0] if activation.outputs > 1 else activation(x)
    for _ in range(order):
        if activation.surrogate_gradient or not value.requires_grad:
            return torch.zeros_like(x)
        (value,) = torch.autograd.grad(value.sum(), x, create_graph=True)
    return value.detach().resolve_neg() + torch.zeros_like(x)


@pytest.mark.parametrize("key", CATALOGUE)
def test_saturates_on_the_claimed_sides(key):
    activation = CATALOGUE[key]
    sides = []
    for name, sign in (("left", -1.0), ("right", 1.0)):
        x = sign * torch.logspace(6, 9, 301, dtype=torch.float64)
        if activation.arity == 1:
            limits = [x]
        else:  # a limit must exist whatever the other pre-activation is
            limits = [torch.stack([x, torch.full_like(x, 1.5)], -1), torch.stack([torch.full_like(x, 1.5), x], -1)]
            limits.append(torch.stack([x, x], -1))
        spread = [np.ptp(values_and_slopes(key, z, {})[0].numpy(), axis=-1).max() for z in limits]
        if max(spread) < 1e-5:
            sides.append(name)
    claimed = {"both": ["left", "right"], "none": []}.get(activation.saturates, [activation.saturates])
    assert sides == claimed


@pytest.mark.parametrize("key", CATALOGUE)
def test_can_die_only_where_the_slope_is_exactly_zero_on_a_half_line(key):
    """Smooth tails underflow too in float64: what counts is a slope of 0 from 0.01 beyond a kink (or 0, +-2) on."""
    activation = CATALOGUE[key]
    places = [*breaks(key), 2.0, -2.0] if activation.arity == 1 else [0.0]
    halves = []
    for place in places:
        for sign in (-1.0, 1.0):
            x = place + sign * torch.logspace(-2, 9, 500, dtype=torch.float64)
            z = x if activation.arity == 1 else torch.stack([torch.full_like(x, 1.5), x], -1)
            halves.append((values_and_slopes(key, z, {})[1] == 0).all().item())
    assert activation.can_die is any(halves)
