"""The quick trials of ReLU for real, and slow ones with few seeds: what is known of ReLU must come out."""

import math

import pytest

from activations.trials import find
from tests.trials.waiting import finish


@pytest.mark.parametrize(
    ("trial_id", "verdict"),
    [
        ("relu.formula", "holds"),
        ("relu.linear", "does not hold"),
        ("relu.no-saturation", "holds"),
        ("relu.not-centred", "holds"),
    ],
)
def test_a_quick_trial_comes_out_as_it_must(trial_id, verdict):
    result = finish(find(trial_id))
    assert result.verdict == verdict
    assert result.standard


def test_vanishing_flips_with_the_start():
    fine = finish(find("relu.no-vanish"), {"depth": 16}, seeds=8)
    lost = finish(find("relu.no-vanish"), {"init": "torch"}, seeds=8)
    assert (fine.verdict, lost.verdict) == ("holds", "does not hold")
    assert lost.rows[0].value < 1e-5


def test_the_dead_stay_dead_in_one_layer_and_not_in_two():
    trial = find("relu.irreversible")
    assert finish(trial, seeds=8).verdict == "holds"
    assert finish(trial, {"depth": 2}, seeds=8).verdict == "does not hold"
    nobody = finish(trial, {"spike": 1.0, "rate": 0.001}, seeds=4)
    assert nobody.verdict == "no verdict"
    assert str(nobody.sentence) == "No unit died: there is nothing to watch."


def test_a_race_where_all_diverge_has_no_verdict():
    settings = {"rates": [90.0, 100.0], "depth": 1}
    result = finish(find("relu.faster"), settings, seeds=4)
    assert result.verdict == "no verdict"
    assert any(row.diverged for row in result.rows)
    assert all(math.isnan(row.value) or row.at_least or row.at_most for row in result.rows)


def test_deaths_are_counted_against_the_same_networks_without_a_spike():
    none = finish(find("relu.dies"), {"spike": 1.0}, seeds=8)
    assert none.rows[0].decision == "fails"
    many = finish(find("relu.dies"), {"spike": 300.0}, seeds=16)
    assert many.rows[0].value > 0.1
    assert many.rows[1].value < many.rows[0].value  # few of them at once


def test_the_null_control_comes_out_null():
    result = finish(find("relu.faster"), {"depth": 1, "rates": [0.1, 0.2, 0.4, 0.8]}, seeds=6)
    null = result.rows[2]
    assert str(null.label) == "null control: Leaky ReLU / ReLU"
    assert null.low <= 1 <= null.high
    assert (null.decision, null.note) == ("", None)
