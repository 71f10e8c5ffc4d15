"""The trials of ELU for real, with few seeds: what is known of ELU must come out."""

import pytest

from activations.trials import engine, find


def test_the_negative_output_centres_and_shrinks_with_alpha():
    trial = find("elu.negative-output")
    usual, small = (engine.finish(trial, {"alpha": alpha}, seeds=4) for alpha in (1.0, 0.05))
    assert usual.verdict == "holds"
    assert [row.decision for row in usual.rows[:3]] == ["holds"] * 3
    assert [row.decision for row in small.rows[:3]] == ["holds", "fails", "fails"]


def test_the_slope_is_that_of_the_exponential_until_it_underflows():
    flat = engine.finish(find("elu.saturates-exp"), {"z": -7.0}, seeds=1)
    assert flat.verdict == "holds"
    assert flat.rows[0].value == pytest.approx(9.12e-4, rel=1e-3)
    assert [row.value for row in flat.rows[2:]] == [0, 0]
    assert engine.finish(find("elu.saturates-exp"), {"z": -1.0}).rows[0].decision == "fails"
