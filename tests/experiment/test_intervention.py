"""Interventions as text and JSON, and the sentences with which they are refused."""

import time

import pytest

from activations import Arm, Experiment, Trainer
from activations.experiment.experiment import USUAL
from activations.experiment.intervention import (
    ACTS,
    MAX_INTERVENTIONS,
    MAX_TEXT,
    Intervention,
    from_text,
    parts_of,
    to_text,
)
from activations.experiment.setting import Written

ARMS = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("swiglu"), Arm("crelu"), Arm("tanh")]
EVERY_KIND = (
    "10:rate=0.02, 12:swap=0/leaky_relu(negative_slope=0.2), 14:swap=1/geglu, 14:swap=5/aptx(alpha=1.5, beta=0.75), "
    "20:spike=0+2+4/5, 25:noise=0.25, 30:off=0/1/7, 30:off=4/0/3, 30:off=1/0/0, 31:revive=0+1+2+3+4+5, 40:freeze=1, "
    "45:noise=0, 47:swap=2/elu(alpha=0.5), 50:unfreeze=1, 55:on=0/1/7, 56:bias=0+2/-4.5, 60:freeze=2, "
    "60:rate=0.005, 70:freeze=0"
)


# -- as text and JSON --------------------------------------------------------------------------------------------------


def test_text_and_json_give_them_back():
    interventions = from_text(EVERY_KIND)
    assert {one.do for one in interventions} == set(ACTS)
    assert to_text(interventions) == EVERY_KIND
    experiment = Experiment(arms=ARMS, interventions=interventions)
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert len({experiment, Experiment.from_json(experiment.to_json())}) == 1
    for one in interventions:
        assert Intervention.from_plain(one.to_plain()) == one


def test_an_old_link_s_learning_rates_are_read():
    assert to_text(from_text(" 1200:0.1,2000 : 1e-05 ")) == "1200:rate=0.1, 2000:rate=1e-05"
    assert from_text("") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("banana", "written step:rate=value and so on.*got 'banana'"),
        ("5:rate=fast", "got '5:rate=fast'"),
        ("x:rate=1", "got 'x:rate=1'"),
        ("5:melt=1", "got '5:melt=1'"),
        ("5:off=0/1", "got '5:off=0/1'"),
        ("5:revive=", "got '5:revive='"),
        ("5:rate=1e9", "learning_rate = 1000000000.0"),
        ("-5:rate=1", "step of an intervention = -5"),
        ("5:swap=0/rellu", "No activation function is called 'rellu'.*Did you mean ReLU"),
        ("5:swap=0+1/elu", r"'swap' needs one arm; got \(0, 1\)"),
        ("5:spike=0/0", "size 0"),
        ("5:spike=0/nan", "size of a spike = nan"),
        ("5:bias=0/1001", "value of a bias = 1001"),
        ("5:noise=-1", "noise of an intervention = -1"),
        ("5:revive=12", "arm = 12 .* from 0 to 11"),
        ("5:off=0/1/256", "unit = 256"),
    ],
)
def test_text_that_is_no_intervention_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        from_text(text)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "melt"}, "do = 'melt' is not known: choose one of rate, spike"),
        ({"do": "rate"}, "learning_rate = None"),
        ({"do": "rate", "value": 0.1, "arms": 0}, "'rate' is for all arms"),
        ({"do": "rate", "value": 0.1, "unit": 3}, "'rate' takes no unit"),
        ({"do": "revive"}, "'revive' needs at least one arm"),
        ({"do": "swap", "arms": 0}, "A swap needs the new activation"),
        ({"do": "freeze"}, "layer = None"),
    ],
)
def test_fields_that_do_not_go_together(fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        Intervention(step=1, **fields)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3001:rate=1", "intervention 3001:rate=1: the run has steps 0 to 3,000"),
        ("1:revive=6", "there is no arm 6; give 0 to 5"),
        ("1:freeze=3", "no such layer 3; give 0 to 2"),
        ("1:off=0/2/0", "no such layer 2; give 0 to 1"),
        ("1:off=0/1/8", "layer 1 has 8 units; give 0 to 7"),
        ("1:swap=0/maxout", r"ReLU \(1 pre-activation, 1 output per unit\) cannot become Maxout \(2 pre-activations"),
        ("1:swap=0/crelu", "2 outputs per unit"),
        ("1:swap=1/maxout(k=3)", "3 pre-activations"),
    ],
)
def test_what_cannot_be_done_in_an_experiment(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(arms=ARMS, interventions=from_text(text))
    act = from_text(text)[0]
    if act.step < 3000:
        trainer = Trainer(Experiment(arms=ARMS))
        with pytest.raises(ValueError, match=sentence.replace("1:", "0:")):
            trainer.intervene(act.do, arms=act.arms, value=act.value, to=act.to, layer=act.layer, unit=act.unit)
        assert trainer.interventions == []


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ('{"arms": [{"activation": "relu"}], "interventions": 5}', "give a list of interventions"),
        ('{"arms": [{"activation": "relu"}], "interventions": [5]}', "5 is not an intervention"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"do": "rate"}]}', "is not an intervention"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": "rate", "x": 1}]}', "not an inter"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": [], "arms": []}]}', "do = "),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": "revive", "arms": ["a"]}]}', "arm ="),
    ],
)
def test_json_that_holds_none(plain, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment.from_json(plain)


def test_a_finished_or_diverged_run_is_left_alone():
    trainer = Trainer(Experiment(arms=[Arm("relu")], steps=20))
    trainer.advance(20)
    with pytest.raises(ValueError, match="This run has taken all its 20 steps"):
        trainer.intervene("revive", arms=0)
    trainer = Trainer(Experiment(arms=[Arm("squared_relu"), Arm("tanh")], data="sine", learning_rate=10.0, seeds=2))
    trainer.advance(50)
    assert trainer.snapshot().diverged[0].all()
    with pytest.raises(ValueError, match="All networks of Squared ReLU have diverged"):
        trainer.intervene("spike", arms=0, value=10)
    assert trainer.interventions == []


# -- bounds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0:rate=.1," * 24_000, "at most 1,000 are allowed; these are 24,000"),
        ("0:swap=0/elu(" * 30_000, "has 390,000 characters: at most 450 are allowed"),
        ("," * MAX_TEXT + "," * 9, "has 450,009 characters: at most 450,000 are allowed"),
        ("0:revive=" + "0+" * 10_000 + "0", "has 20,010 characters: at most 450 are allowed"),
    ],
)
def test_many_interventions_are_refused_at_once_and_the_sentence_names_the_bound(text, sentence):
    began = time.thread_time()
    with pytest.raises(ValueError, match=sentence):
        from_text(text)
    assert time.thread_time() - began < 0.5


def test_as_many_as_are_allowed_are_read_back():
    swap = "7:swap=0/leaky_relu(negative_slope=0.30000000000000004)"
    text = ", ".join([swap] * MAX_INTERVENTIONS)
    assert to_text(from_text(text)) == text


def test_commas_within_brackets_do_not_part():
    assert parts_of("a(b,c),d,e(f,g") == ["a(b,c)", "d", "e(f", "g"]
    assert parts_of(",a,") == ["", "a", ""]


def test_every_text_of_an_experiment_is_bounded_before_it_is_read():
    for name, setting in USUAL.settings().items():
        if not isinstance(setting.kind, Written):
            continue
        one = "9" * 500_000
        held = [one] * 2 if isinstance(setting.kind.to_control(getattr(USUAL, name)), list) else one
        began = time.thread_time()
        with pytest.raises(ValueError, match="at most|is not allowed|not the digest|is no") as error:
            USUAL.checked(name, setting.kind.from_control(held))
        assert time.thread_time() - began < 0.1, name
        assert len(str(error.value)) < 1000, name
