"""The trials of Leaky ReLU and PReLU for real, the slow ones with few seeds."""

import math
from dataclasses import replace

import numpy as np
import pytest

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language.text import Text
from activations.training.sweep import Grid
from activations.trials import find
from activations.trials.claims.prelu import Slopes
from activations.trials.measures.disagreement import disagreement
from activations.trials.result import Estimate
from tests.trials.waiting import finish


@pytest.mark.parametrize("trial_id", ["leaky.formula", "leaky.gradient", "leaky.no-saturation"])
def test_what_leaky_relu_is_holds(trial_id):
    assert finish(find(trial_id)).verdict == "holds"


def test_the_maximum_is_wrong_for_steep_slopes():
    result = finish(find("leaky.formula"), {"alpha": 1.5})
    assert (result.verdict, result.rows[0].value) == ("does not hold", 4000)
    assert finish(find("leaky.formula"), {"alpha": -0.5}).verdict == "holds"


def test_without_a_slope_it_is_relu():
    for trial_id in ("leaky.gradient", "leaky.no-saturation"):
        result = finish(find(trial_id), {"slope": 0.0}, seeds=4)
        assert result.verdict in ("does not hold", "depends")
        assert any(row.decision == "fails" and row.value == 0 for row in result.rows)


def test_a_small_slope_is_a_small_gradient():
    rows = finish(find("leaky.gradient"), {"slope": 0.2}, seeds=4).rows
    assert rows[0].value == pytest.approx(0.2)
    assert rows[2].value == pytest.approx(0.2, rel=0.2)  # a layer all of whose units are off
    assert rows[3].value == 0  # ReLU


def test_timing_gives_a_ratio_near_one():
    result = finish(find("leaky.efficient"), {"elements": 1000})
    assert 0.2 < result.rows[0].value < 5


def test_units_that_start_off_need_large_steps_to_come_back():
    trial = find("leaky.not-die")
    slow, fast = (finish(trial, {"harm": "start", "rate": rate}, seeds=8) for rate in (0.4, 1.6))
    assert (slow.verdict, fast.verdict) == ("does not hold", "holds")
    assert slow.rows[1].value == fast.rows[1].value == 0  # ReLU stays dead


def row(value, decision, reach=0.1):
    return Estimate(label=Text("row"), value=value, low=value - reach, high=value + reach, decision=decision)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        (("holds", "fails", "undecided"), "holds"),
        (("fails", "fails"), "fails"),
        (("holds", "holds"), "fails"),
        (("holds", "undecided"), "undecided"),
        (("undecided", "undecided"), "undecided"),
    ],
)
def test_experiments_disagree_if_one_is_for_and_one_against(decisions, expected):
    *shown, decides = disagreement([row(float(place), decision) for place, decision in enumerate(decisions)])
    assert not any(one.decision for one in shown)
    assert decides.decision == expected
    assert decides.value == len(decisions) - 1
    assert decides.low == pytest.approx(decides.value - 0.2)


def test_nothing_known_decides_nothing():
    rows = disagreement([replace(row(0.0, "undecided"), value=math.nan)])
    assert [one.decision for one in rows] == ["undecided"]


def test_the_learned_slopes_are_followed():
    arms = (Arm("relu"), Arm("prelu", weight=0.5))
    slopes = Slopes(2)
    grid = Grid(Experiment(arms=arms, seeds=2, steps=40, learning_rate=0.5), look=slopes.look, look_every=10)
    for _done in grid.run():
        pass
    assert slopes.curves(0) == ()  # has none
    curves = slopes.curves(1)
    assert [curve.label for curve in curves] == ["α, 1", "α, 2"]
    assert all(curve.x == (0, 10, 20, 30, 40) and curve.y[0] == 0.5 for curve in curves)
    assert len({curve.y[-1] for curve in curves} | {0.5}) == 3
    ends = ", ".join(f"{slope:.2f}" for slope in slopes.found[1][-1].mean(1))
    assert slopes.at_the_end(1, grid.diverged[1, 0]) == ends
    assert slopes.at_the_end(1, np.array([True, True])) == "–"
