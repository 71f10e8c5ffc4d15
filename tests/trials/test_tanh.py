"""The trials of tanh for real, some with few seeds: what is known of tanh must come out."""

import pytest

from activations.trials import find
from tests.trials.waiting import finish


@pytest.mark.parametrize("trial_id", ["tanh.identity", "tanh.range"])
def test_what_tanh_is_holds(trial_id):
    assert finish(find(trial_id)).verdict == "holds"


def test_the_identity_is_poor_as_code():
    result = finish(find("tanh.identity"), {"error": "relative"})
    absolute, relative = result.rows[1:3]
    assert absolute.value < 5e-7 < 1e-3 < relative.value
    assert (absolute.decision, relative.decision) == ("", "fails")


@pytest.mark.parametrize(("dtype", "edge"), [("float32", 9.01), ("float64", 19.06), ("bfloat16", 3.47)])
def test_the_ends_are_reached_in_every_format(dtype, edge):
    result = finish(find("tanh.range"), {"ends": "out", "dtype": dtype})
    assert result.rows[2].decision == "fails"
    first = next(row for row in result.rows if dict(row.label.values).get("dtype") == dtype)
    assert first.value == pytest.approx(edge, abs=0.01)


def test_the_mean_of_tanh_follows_its_bias():
    trial = find("tanh.zero-mean")
    centred, pushed = (finish(trial, {"bias": bias, "depth": 1}, seeds=4).rows for bias in (0.0, 1.0))
    assert (centred[0].decision, pushed[0].decision) == ("holds", "fails")
    assert centred[0].high < 0.1 < centred[1].low  # sigmoid
    assert "0.55" in str(pushed[0].note)
    trained = finish(trial, {"bias": 1.0, "depth": 1, "steps": 100}, seeds=4).rows[0]
    assert trained.value < pushed[0].value  # it finds its way towards the middle
    assert str(trained.label) == "Tanh after 100 steps"


def test_pushed_tanh_loses_its_gradient_and_sigmoid_keeps_most():
    rows = finish(find("tanh.still-saturates"), {"bias": 5.0, "depth": 2}, seeds=4).rows
    assert rows[2].high < 0.1 < 0.5 < rows[3].low
    assert (rows[0].decision, rows[2].decision) == ("holds", "holds")
    assert finish(find("tanh.still-saturates"), {"bias": 0.5}, seeds=4).verdict == "does not hold"


def test_the_mixed_signs_and_the_steps_of_centred_outputs():
    signs, steps = finish(find("tanh.fixes-centring"), {"depth": 2, "rates": [0.1, 0.4]}, seeds=4).rows
    assert signs.low > 5  # 1 against chance, which is 0.14 for 32 weights
    assert steps.low > 1


def test_one_rate_for_both_decides_who_is_better():
    trial = find("tanh.always-better")
    small, large = (finish(trial, {"rate": rate, "steps": 150, "depth": 1}, seeds=4) for rate in (0.1, 12.8))
    assert (small.verdict, large.verdict) == ("holds", "does not hold")
    assert large.rows[0].high < 0  # sigmoid is better
