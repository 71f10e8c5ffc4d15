"""The trials of Maxout for real, the slow ones with few seeds: what is known of Maxout must come out."""

import pytest

from activations.trials import engine, find


@pytest.mark.parametrize("trial_id", ["maxout.form", "maxout.relu-special", "maxout.doubles"])
def test_an_identity_holds(trial_id):
    result = engine.finish(find(trial_id))
    assert result.verdict == "holds"
    assert {row.decision for row in result.rows} == {"holds", ""}


def test_three_lines_follow_a_square_better_than_two():
    two, three = (engine.finish(find("maxout.form"), {"pieces": pieces}).rows[-1].value for pieces in (2, 3))
    assert two == pytest.approx(1 / 8, abs=1e-3)
    assert three == pytest.approx(1 / 18, abs=1e-3)


def test_maxout_is_not_relu_any_more_with_another_height():
    result = engine.finish(find("maxout.relu-special"), {"b1": 0.5})
    assert result.verdict == "does not hold"
    assert result.rows[0].value > 0.5


def test_three_lines_do_not_double_but_triple():
    result = engine.finish(find("maxout.doubles"), {"pieces": 3})
    assert result.verdict == "does not hold"
    assert result.rows[1].value == 3
