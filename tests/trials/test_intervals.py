"""Intervals that cover as often as they say, and tuning that does not make a difference of its own."""

import numpy as np
import pytest

from activations.training.sweep import Cells
from activations.trials import intervals
from activations.trials.intervals import Found, difference, level, nested, ratio


def cells(values, diverged=None, censored=None, loss=None):
    values = np.asarray(values, dtype=float)
    lost = np.zeros(values.shape, dtype=bool) if diverged is None else np.asarray(diverged)
    return Cells(values=values, loss=values if loss is None else np.asarray(loss), diverged=lost, censored=censored)


def test_point_values_are_those_of_the_definition():
    one, other = np.array([2.0, 8.0, 4.0, 2.0]), np.array([1.0, 2.0, 4.0, 1.0])
    assert ratio(one, other).value == pytest.approx(np.exp(np.mean(np.log(one / other))))
    assert difference(one, other).value == pytest.approx(2.0)
    assert level(one, "median").value == 3.0
    assert level(one, "geometric").value == pytest.approx((2 * 8 * 4 * 2) ** 0.25)
    assert ratio(one, other) == ratio(one, other)  # its own generator
    alike = level(np.ones(8))
    assert (alike.low, alike.value, alike.high) == (1.0, 1.0, 1.0)
    assert np.isnan(level(np.array([1.0])).low)


@pytest.mark.parametrize("tuned", [False, True])
@pytest.mark.parametrize("seeds", [8, 16])
def test_intervals_cover_the_truth_about_as_often_as_they_say(tuned, seeds):
    drawn = np.random.default_rng(1).normal(size=(400, seeds))
    if tuned:  # the second rate is never chosen
        found = [nested("mean", cells(np.stack([row + 9, row + 99]))) for row in drawn]
        covered = [one.low <= 9 <= one.high for one in found]
    else:
        covered = [one.low <= 0 <= one.high for one in map(level, drawn)]
    assert 0.92 <= np.mean(covered) <= 0.98


def test_diverged_pairs_are_left_out_and_counted():
    found = difference(np.array([1.0, np.nan, 3.0, 4.0]), np.array([0.0, 5.0, np.nan, 3.0]))
    assert (found.value, found.seeds, found.diverged) == (1.0, 2, 2)
    lost = np.array([[False, True, False, False, False, False]])
    found = nested("difference", cells([[3.0] * 6], diverged=lost), cells([[1.0] * 6]))
    assert (found.value, found.seeds, found.diverged) == (2.0, 5, 1)
    assert not level(np.full(3, np.nan)).estimate(intervals.Text("none")).known


def test_tuning_on_the_measured_seeds_would_flatter_and_nested_tuning_does_not():
    random = np.random.default_rng(0)
    flattered, honest = [], []
    for _ in range(40):  # ten rates that are all alike: the best of ten against one that was not tuned
        tuned, fixed = random.normal(100, 20, size=(10, 6)), random.normal(100, 20, size=(1, 6))
        flattered.append((tuned[tuned.mean(1).argmin()] - fixed[0]).mean())
        honest.append(nested("difference", cells(tuned), cells(fixed)).value)
    assert np.mean(flattered) < -8
    assert abs(np.mean(honest)) < 5


def test_each_arm_takes_its_own_rate_and_an_edge_is_told():
    random = np.random.default_rng(2)
    noise = random.normal(0, 1, size=(3, 8))
    one = cells(np.array([[100.0], [50.0], [200.0]]) + noise)
    other = cells(np.array([[400.0], [100.0], [25.0]]) + noise)
    found = nested("ratio", one, other)
    assert found.chosen == (1, 2)
    assert found.value == pytest.approx(2.0, rel=0.05)
    assert found.low < found.value < found.high
    assert found.grid_edge
    assert not nested("ratio", one, one).grid_edge
    assert nested("ratio", one, one).value == 1.0


def test_ties_go_to_the_smaller_loss_and_divergence_is_avoided():
    same = np.full((3, 4), 1500.0)
    loss = np.array([[2.0] * 4, [0.5] * 4, [1.0] * 4])
    assert cells(same, loss=loss).best == 1
    lost = np.zeros((3, 4), dtype=bool)
    lost[1, 0] = True
    assert cells(same, loss=loss, diverged=lost).best == 2


def test_a_bound_decides_on_its_own_side_only():
    never = np.array([[True] + [False] * 5])
    slow, fast = cells([[1500.0] * 6], censored=never), cells([[100.0] * 6])
    found = nested("ratio", slow, fast)
    assert found.at_least
    assert found.above(2) == "holds"
    assert found.above(20) == "undecided"  # it may be larger still
    assert found.below(20) == "undecided"
    assert found.below(2) == "fails"
    assert found.inside(1, 20) == "undecided"
    assert found.inside(1, 2) == "fails"
    turned = nested("ratio", fast, slow)
    assert turned.at_most
    assert (turned.above(0.5), turned.above(0.01), turned.below(0.5)) == ("fails", "undecided", "holds")
    both = Found(value=1, low=1, high=1, seeds=6, at_least=True, at_most=True)
    assert both.above(0.5) == both.below(2) == both.inside(0.5, 2) == "undecided"
