"""The engine and its verdicts, on trials whose outcome is known."""

import json
import math

import pytest

from activations.language.text import Text
from activations.trials import engine, verdict
from activations.trials.knob import Knob
from activations.trials.result import Estimate, Progress, Result
from activations.trials.trial import Case, Chart, Trial
from tests.trials.waiting import finish


def estimate(decision, **fields):
    values = {"label": Text("x"), "value": 1.0, "low": 0.5, "high": 1.5, "decision": decision}
    return Estimate(**values | fields)


def measure(settings, seeds):
    yield Progress(done=0.5, doing=Text("half"))
    value = settings["depth"]
    return (estimate(verdict.above(value, value, 3), value=value, low=value, high=value, seeds=len(seeds)),)


TRIAL = Trial(
    id="a.trial",
    kind="statistic",
    prediction="above 3",
    method="none",
    measure=measure,
    chart=Chart("depth"),
    knobs=(Knob(name="depth", label="depth", default=2, low=1, high=8),),
    cases=(Case("shallow"), Case("deep", {"depth": 4}), Case("deeper", {"depth": 8})),
    flip="depth",
    least_seeds=2,
    seeds=4,
)


def test_the_standard_trial_runs_all_cases_and_finds_where_it_flips():
    steps = list(engine.run(TRIAL))
    assert [step.done for step in steps[:-1]] == sorted(step.done for step in steps[:-1])
    result = steps[-1]
    assert result.verdict == "depends"
    assert result.flip == (2, 4)
    assert result.standard
    assert [row.case for row in result.rows] == ["shallow", "deep", "deeper"]
    assert Result.from_plain(json.loads(json.dumps(result.to_plain(), allow_nan=False))) == result


def test_a_bent_trial_runs_its_one_setting():
    result = finish(TRIAL, {"depth": 8}, seeds=3, first_seed=7)
    assert (result.verdict, result.standard, result.seeds, result.first_seed) == ("holds", False, 3, 7)
    assert result.settings == {"depth": 8}


@pytest.mark.parametrize(
    ("settings", "options", "sentence"),
    [
        ({"depth": 9}, {}, "depth = 9 is not allowed: give a whole number from 1 to 8."),
        ({"width": 9}, {}, "This trial has no setting 'width': its settings are depth."),
        ({}, {"seeds": 0}, "seeds = 0 is not allowed: give a whole number from 2 to 64."),
        ({}, {"seeds": 1}, "seeds = 1 is not allowed: give a whole number from 2 to 64."),
    ],
)
def test_impossible_settings_get_a_sentence_before_anything_is_computed(settings, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        engine.run(TRIAL, settings, **options)


def test_without_a_number_there_is_no_verdict_and_a_reason():
    lost = estimate("undecided", value=math.nan, low=math.nan, high=math.nan, diverged=8)
    word, sentence, _ = verdict.decide([lost], "")
    assert word == "no verdict"
    assert "8" in str(sentence)
    word, sentence, _ = verdict.decide([estimate("undecided")], "")
    assert word == "no verdict"
    assert "margin" in str(sentence)


def test_of_several_cases_with_one_value_of_the_knob_the_first_makes_the_sweep():
    rows = [estimate("fails", x="torch"), estimate("holds", x="torch", case="other data"), estimate("holds", x="gain")]
    assert verdict.decide(rows, "init")[2] == ("torch", "gain")
    assert verdict.decide(rows[:2], "init")[2] is None


def test_the_rules_want_the_whole_interval():
    assert [verdict.above(*ends, 1) for ends in ((1.1, 2), (0.5, 2), (0.5, 1))] == ["holds", "undecided", "fails"]
    assert [verdict.below(*ends, 1) for ends in ((0.1, 0.9), (0.5, 2), (1, 2))] == ["holds", "undecided", "fails"]
    assert [verdict.inside(*ends, 0, 1) for ends in ((0.1, 1), (0.5, 2), (1.5, 2))] == ["holds", "undecided", "fails"]
    assert verdict.above(math.nan, math.nan, 1) == "undecided"
