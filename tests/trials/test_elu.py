"""The trials of ELU for real, with few seeds: what is known of ELU must come out."""

import pytest

from activations.trials import find
from tests.trials.waiting import finish


def test_the_negative_output_centres_and_shrinks_with_alpha():
    trial = find("elu.negative-output")
    usual, small = (finish(trial, {"alpha": alpha}, seeds=4) for alpha in (1.0, 0.05))
    assert usual.verdict == "holds"
    assert [row.decision for row in usual.rows[:3]] == ["holds"] * 3
    assert [row.decision for row in small.rows[:3]] == ["holds", "fails", "fails"]


def test_the_slope_is_that_of_the_exponential_until_it_underflows():
    flat = finish(find("elu.saturates-exp"), {"z": -7.0}, seeds=1)
    assert flat.verdict == "holds"
    assert flat.rows[0].value == pytest.approx(9.12e-4, rel=1e-3)
    assert [row.value for row in flat.rows[2:]] == [0, 0]
    assert finish(find("elu.saturates-exp"), {"z": -1.0}).rows[0].decision == "fails"


def test_elu_comes_back_from_four_and_not_from_eight():
    trial = find("elu.no-dying")
    near, far = (finish(trial, {"push": push, "rates": [0.6]}, seeds=4) for push in (4.0, 8.0))
    assert (near.verdict, far.verdict) == ("holds", "does not hold")
    assert [row.value for row in near.rows[:2]] == [1, 0]  # ELU learns, ReLU stays dead


def test_relu_lets_no_noise_through_where_elu_does():
    result = finish(find("elu.noise-robust"), {"where": "function"})
    assert result.rows[0].value == pytest.approx(-0.052, abs=1e-3)
    assert [row.decision for row in result.rows] == ["fails", "fails", "holds", "fails"]
