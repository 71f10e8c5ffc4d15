"""The trials of Maxout for real, the slow ones with few seeds: what is known of Maxout must come out."""

import pytest

from activations.trials import find
from tests.trials.waiting import finish


@pytest.mark.parametrize("trial_id", ["maxout.form", "maxout.relu-special", "maxout.doubles"])
def test_an_identity_holds(trial_id):
    result = finish(find(trial_id))
    assert result.verdict == "holds"
    assert {row.decision for row in result.rows} == {"holds", ""}


def test_three_lines_follow_a_square_better_than_two():
    two, three = (finish(find("maxout.form"), {"pieces": pieces}).rows[-1].value for pieces in (2, 3))
    assert two == pytest.approx(1 / 8, abs=1e-3)
    assert three == pytest.approx(1 / 18, abs=1e-3)


def test_maxout_is_not_relu_any_more_with_another_height():
    result = finish(find("maxout.relu-special"), {"b1": 0.5})
    assert result.verdict == "does not hold"
    assert result.rows[0].value > 0.5


def test_three_lines_do_not_double_but_triple():
    result = finish(find("maxout.doubles"), {"pieces": 3})
    assert result.verdict == "does not hold"
    assert result.rows[1].value == 3


def test_a_high_rate_makes_maxout_diverge_and_not_relu():
    result = finish(find("maxout.no-fragility"), {"harm": "rate"}, seeds=8)
    more, maxout, relu = result.rows[:3]
    assert (result.verdict, more.decision) == ("does not hold", "fails")
    assert (maxout.value, relu.value < 0.5) == (1.0, True)


def test_the_two_matches_are_what_they_say():
    trial, quick = find("maxout.advantages"), {"rates": [0.4], "width": 4}
    notes = [str(finish(trial, quick | {"match": match}, seeds=4).rows[0].note) for match in ("units", "parameters")]
    assert notes[0] == "ReLU has 4 units, Maxout 4."
    assert notes[1] == "ReLU has 4 units, Maxout 2."
