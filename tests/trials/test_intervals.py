"""Intervals that cover as often as they say, and tuning that does not make a difference of its own."""

import numpy as np
import pytest
from scipy import stats

from activations.training.sweep import Cells
from activations.trials import intervals
from activations.trials.intervals import Found, difference, level, nested, nested_product, ratio


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


def test_nothing_is_claimed_of_a_plain_statistic():
    for found in (level(np.arange(4.0)), difference(np.arange(4.0), np.ones(4)), ratio(np.ones(4), np.full(4, 2.0))):
        assert (found.diverged, found.at_least, found.at_most, found.grid_edge, found.chosen) == (0, *[False] * 3, ())


def test_every_network_that_diverged_is_counted_on_both_sides():
    one, other = np.array([1.0, np.nan, np.nan, 4.0, 2.0]), np.array([1.0, 5.0, np.nan, 2.0, 1.0])
    for statistic in (difference, ratio):
        found = statistic(one, other)
        assert (found.seeds, found.diverged) == (3, 3)
    assert level(one).diverged == 2


def test_the_interval_is_the_expanded_percentile_interval():
    random = np.random.default_rng(3)
    values = random.normal(size=5)
    found = level(values)
    means = values[np.random.default_rng(20240607).integers(5, size=(intervals.RESAMPLES, 5))].mean(1)
    reach = -stats.t.ppf(0.025, 4) * np.sqrt(5 / 4)
    low, high = np.quantile(means, (stats.norm.cdf(-reach), stats.norm.cdf(reach)))
    assert (found.low, found.high) == pytest.approx((low, high))
    narrow = intervals.interval(means, 5, halves=True)  # half-samples vary as they should already
    assert low < narrow[0] < narrow[1] < high
    assert np.isnan(intervals.interval(means, 1)).all()
    assert np.isnan(intervals.interval(means[:0], 5)).all()
    assert np.isfinite(intervals.interval(means, 2)).all()


def test_halves_hold_half_of_the_seeds_or_one_less_and_differ():
    assert set(intervals.halves(6).sum(1)) == {3}
    odd = intervals.halves(5).sum(1)
    assert (set(odd[0::2]), set(odd[1::2])) == ({2}, {3})
    assert len(np.unique(intervals.halves(6), axis=0)) == 20
    assert intervals.halves(6).mean(0) == pytest.approx([0.5] * 6, abs=0.05)


def test_where_most_networks_diverge_there_is_no_number():
    lost = np.ones((2, 6), dtype=bool)
    found = nested("mean", cells(np.ones((2, 6)), diverged=lost))
    assert np.isnan([found.value, found.low, found.high]).all()
    assert (found.seeds, found.diverged) == (0, 6)
    product = nested_product([(1, cells(np.ones((2, 6)), diverged=lost), None), (-1, cells(np.ones((2, 6))), None)])
    assert np.isnan([product.value, product.low, product.high]).all()
    assert (product.seeds, product.diverged) == (0, 6)
    one_seed = cells(np.ones((2, 1)))
    assert nested("mean", one_seed) == nested_product([(1, one_seed, None)]) == intervals.UNKNOWN
    two = nested("mean", cells([[1.0, 2.0], [8.0, 9.0]]))
    assert (two.seeds, two.value) == (2, pytest.approx(1.5, abs=0.05))


def test_a_product_of_powers_is_taken_at_each_arm_s_own_rate():
    random = np.random.default_rng(5)
    noise = np.exp(random.normal(0, 0.01, size=(3, 8)))
    one, other = cells(np.array([[8.0], [16.0], [32.0]]) * noise), cells(np.array([[9.0], [2.0], [9.0]]) * noise)
    measured = np.array([[3.0], [100.0], [100.0]]) * np.ones((3, 8))
    found = nested_product([(1, one, None), (-2, other, None)])
    assert found.value == pytest.approx(8 / 2**2, rel=0.03)
    assert (found.seeds, found.diverged, found.chosen, found.grid_edge) == (8, 0, (0, 1), True)
    assert found.low <= found.value <= found.high
    assert (found.at_least, found.at_most) == (False, False)
    assert nested_product([(1, one, measured)]).value == pytest.approx(3)
    assert not nested_product([(1, other, None)]).grid_edge
    assert nested_product([(1, cells(np.ones((1, 8))), None)]).grid_edge is False  # one rate has no edge
    never = np.zeros((3, 8), dtype=bool)
    never[1, 2] = True
    slow = cells(other.values, censored=never)
    assert (nested_product([(1, slow, None)]).at_least, nested_product([(1, slow, None)]).at_most) == (True, False)
    assert (nested_product([(-1, slow, None)]).at_least, nested_product([(-1, slow, None)]).at_most) == (False, True)
    never[:] = [[True] * 8, [False] * 8, [True] * 8]  # at rates that are not chosen
    assert not nested_product([(1, cells(other.values, censored=never), None)]).at_least


def test_what_is_measured_may_differ_from_what_a_rate_is_chosen_by():
    chosen_by, measured = cells([[1.0] * 6, [2.0] * 6]), np.array([[7.0] * 6, [5.0] * 6])
    assert nested("mean", chosen_by, measured=measured).value == pytest.approx(7.0)
    assert nested("geometric", chosen_by, measured=measured).value == pytest.approx(7.0)
    alone = nested("mean", cells([[1.0] * 6]), measured=np.array([[7.0] * 6]))
    assert (alone.value, alone.chosen, alone.grid_edge) == (7.0, (0,), False)
    with pytest.raises(ValueError, match="'ratio' needs two arms"):
        nested("ratio", chosen_by)
