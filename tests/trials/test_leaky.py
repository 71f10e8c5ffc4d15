"""The trials of Leaky ReLU and PReLU for real, the slow ones with few seeds."""

import pytest

from activations.trials import engine, find


@pytest.mark.parametrize("trial_id", ["leaky.formula", "leaky.gradient", "leaky.no-saturation"])
def test_what_leaky_relu_is_holds(trial_id):
    assert engine.finish(find(trial_id)).verdict == "holds"


def test_the_maximum_is_wrong_for_steep_slopes():
    result = engine.finish(find("leaky.formula"), {"alpha": 1.5})
    assert (result.verdict, result.rows[0].value) == ("does not hold", 4000)
    assert engine.finish(find("leaky.formula"), {"alpha": -0.5}).verdict == "holds"


def test_without_a_slope_it_is_relu():
    for trial_id in ("leaky.gradient", "leaky.no-saturation"):
        result = engine.finish(find(trial_id), {"slope": 0.0}, seeds=4)
        assert result.verdict in ("does not hold", "depends")
        assert any(row.decision == "fails" and row.value == 0 for row in result.rows)


def test_a_small_slope_is_a_small_gradient():
    rows = engine.finish(find("leaky.gradient"), {"slope": 0.2}, seeds=4).rows
    assert rows[0].value == pytest.approx(0.2)
    assert rows[2].value == pytest.approx(0.2, rel=0.2)  # a layer all of whose units are off
    assert rows[3].value == 0  # ReLU


def test_timing_gives_a_ratio_near_one():
    result = engine.finish(find("leaky.efficient"), {"elements": 1000})
    assert 0.2 < result.rows[0].value < 5
