"""What property cards and the shading of curves rest on."""

import math

import pytest
import torch

from activations.functions.catalogue import CATALOGUE
from activations.functions.properties import (
    bounds,
    dead_regions,
    jumps,
    kinks,
    largest_slope,
    measured_bounds,
    saturated_regions,
    torch_difference,
)
from tests.functions.reference import cases, identified


def flat(regions: list[tuple[float, float]]) -> list[float]:
    return [border for region in regions for border in region]


@pytest.mark.parametrize(
    ("key", "parameters", "expected"),
    [
        ("relu", {}, [-10, 0]),
        ("leaky_relu", {}, []),
        ("leaky_relu", {"negative_slope": 0}, [-10, 0]),
        ("hardtanh", {}, [-10, -1, 1, 10]),
        ("tanh", {}, [-10, -math.acosh(1e3), math.acosh(1e3), 10]),
        ("elu", {}, []),
        ("softshrink", {"lambd": 2}, [-2, 2]),
        ("crelu", {}, []),
        ("absolute", {}, []),
        ("step", {}, [-10, 10]),
        ("maxout", {}, []),
        ("maxout", {"weights": (1, 0)}, [-10, 0]),
        ("reglu", {}, [-10, 0]),
        ("reglu", {"section": "value", "held": 1.0}, []),
        ("identity", {}, []),
    ],
)
def test_dead_regions(key, parameters, expected):
    assert flat(dead_regions(key, **parameters)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("key", "parameters", "expected"),
    [
        ("sigmoid", {}, [-10, -4.35655, 4.35655, 10]),  # s (1 - s) = 0.0125
        ("tanh", {}, [-10, -math.atanh(math.sqrt(0.95)), math.atanh(math.sqrt(0.95)), 10]),
        ("relu", {}, [-10, 0]),
        ("leaky_relu", {}, []),  # its small slope lasts
        ("leaky_relu", {"negative_slope": 0.0}, [-10, 0]),
        ("leaky_relu", {"negative_slope": 0.1}, []),
        ("elu", {}, [-10, math.log(0.05)]),
        ("elu", {"alpha": 5.0}, [-10, math.log(0.05)]),
        ("absolute", {}, []),
        ("identity", {}, []),
        ("step", {}, [-10, 10]),
    ],
)
def test_saturated_regions(key, parameters, expected):
    assert flat(saturated_regions(key, **parameters)) == pytest.approx(expected, abs=1e-4)


def test_regions_end_at_the_window():
    assert flat(dead_regions("relu", limit=3.0)) == pytest.approx([-3, 0], abs=1e-4)


def test_saturation_is_measured_by_the_same_slope_however_far_one_looks():
    near, far = saturated_regions("squared_relu", limit=10.0), saturated_regions("squared_relu", limit=20.0)
    assert flat(near) == pytest.approx([-10, 0.5], abs=1e-4)  # 2 z is 20 at 10
    assert flat(far) == pytest.approx([-20, 0.5], abs=1e-4)


@pytest.mark.parametrize("limit", [3.0, 10.0, 17.3])
def test_border_at_a_kink_is_the_kink_itself(limit):
    assert flat(dead_regions("relu", limit=limit)) == [-limit, 0.0]
    assert flat(dead_regions("maxout", limit=limit, weights=(1, 0))) == [-limit, 0.0]
    assert flat(dead_regions("relu6", limit=limit)) == [-limit, 0.0] + ([6.0, limit] if limit > 6 else [])


@pytest.mark.parametrize("limit", [0, -1, 1e9, float("nan")])
def test_a_window_of_no_size_gets_a_sentence(limit):
    with pytest.raises(ValueError, match=r"limit = .* must be above 0 and at most 1000"):
        dead_regions("relu", limit=limit)
    with pytest.raises(ValueError, match=r"limit = .* must be above 0 and at most 1000"):
        saturated_regions("relu", limit=limit)


@pytest.mark.parametrize("key", CATALOGUE)
def test_largest_slope_is_the_claimed_constant(key):
    assert largest_slope(key) == pytest.approx(CATALOGUE[key].lipschitz, rel=2e-6)


@pytest.mark.parametrize(
    ("key", "parameters", "slope"),
    [
        ("sine", {"omega": 30}, 30.0),
        ("elu", {"alpha": 5}, 5.0),
        ("eswish", {"beta": 2}, 2.199678640257734),
        ("gcu", {}, math.inf),
    ],
)
def test_largest_slope_follows_the_parameters(key, parameters, slope):
    assert largest_slope(key, **parameters) == pytest.approx(slope, rel=1e-9)


ONE_PIECE = cases(lambda activation: activation.arity == 1)


@pytest.mark.parametrize(("key", "parameters"), ONE_PIECE, ids=identified(ONE_PIECE))
def test_bounds_hold_what_the_curve_shows(key, parameters):
    low, high = bounds(key, **parameters)
    found_low, found_high = measured_bounds(key, **parameters)
    assert low <= found_low + 1e-12 * (1 + abs(low if math.isfinite(low) else 0))
    assert high >= found_high - 1e-12 * (1 + abs(high if math.isfinite(high) else 0))


@pytest.mark.parametrize(
    ("key", "parameters", "expected"),
    [
        ("tanh", {}, (-1, 1)),
        ("elu", {"alpha": 3.0}, (-3, math.inf)),
        ("leaky_relu", {"negative_slope": 0.0}, (0, math.inf)),
        ("aptx", {"alpha": 0.0}, (0, math.inf)),  # measured: no closed form
        ("acon_c", {"p1": -1.0}, (-0.2784645427610738, math.inf)),
        ("acon_c", {"p2": -1.0}, (0, math.inf)),
        ("acon_c", {"p2": 1.0}, (-math.inf, math.inf)),
        ("rational", {}, (-math.inf, math.inf)),
        ("dual_line", {"a": 0.0, "b": 0.0, "m": 0.5}, (0.5, 0.5)),
        ("soft_exponential", {"alpha": 1.0}, (0, math.inf)),
        ("glu", {}, (-math.inf, math.inf)),
        ("gtu", {}, (-1, 1)),
    ],
)
def test_bounds(key, parameters, expected):
    assert bounds(key, **parameters) == pytest.approx(expected, abs=1e-9)


def test_kinks_and_jumps_follow_the_parameters():
    assert kinks("elu") == []
    assert kinks("elu", alpha=2.0) == [0.0]
    assert kinks("softshrink", lambd=2.0) == [-2.0, 2.0]
    assert jumps("threshold", threshold=1.0) == [1.0]
    assert jumps("threshold", threshold=1.0, value=1.0) == []


def test_torch_difference_says_how_exact_torch_is():
    value, slope = torch_difference("softplus", torch.float64)  # torch is the identity beyond 20
    assert value == pytest.approx(2.06e-9, rel=0.05)
    assert slope == pytest.approx(2.06e-9, rel=0.05)
    assert torch_difference("relu") == (0.0, 0.0)
