"""Arms and experiments: equality, labels, JSON, and a sentence for everything that is not allowed."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest
import torch

from activations import CATALOGUE, Arm, Experiment
from activations.experiment.init import INITS
from activations.experiment.intervention import Intervention, from_text
from activations.optimizer import OPTIMIZERS

RELU = (Arm("relu"),)


def test_arms_are_equal_by_what_they_compute():
    assert Arm("elu") == Arm("elu", alpha=1)
    assert hash(Arm("elu")) == hash(Arm("elu", alpha=1.0))
    assert Arm("elu") != Arm("elu", alpha=0.5)
    assert Arm("leaky_relu", negative_slope=0.1).parameters == {"negative_slope": 0.1}


@pytest.mark.parametrize(
    ("arm", "label"),
    [
        (Arm("relu"), "ReLU"),
        (Arm("leaky_relu"), "Leaky ReLU"),
        (Arm("leaky_relu", negative_slope=0.1), "Leaky ReLU 0.1"),
        (Arm("maxout", k=3), "Maxout 3"),
        (Arm("threshold", value=-1.0), "Threshold value -1"),
    ],
)
def test_labels_name_what_is_off_the_default(arm, label):
    assert arm.label == label


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Arm("rellu"), "'rellu'.*'relu'"),
        (lambda: Arm("relu", slope=1), "ReLU has no parameter 'slope'"),
        (lambda: Arm("leaky_relu", negative_slope=2), r"negative_slope = 2 .* between 0 and 0.99"),
        (lambda: Arm("elu", alpha=math.nan), r"alpha = nan .* between"),
        (lambda: Arm("maxout", k=2.5), "k = 2.5 is not a whole number between 2 and 8"),
    ],
)
def test_an_arm_that_cannot_be_says_why(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_experiment_is_a_value():
    made = Experiment(
        arms=[Arm("relu"), Arm("tanh")], widths=[8, 8, 8], seeds=np.int64(4), learning_rate=np.float32(0.5)
    )
    assert made == Experiment(arms=(Arm("relu"), Arm("tanh")), widths=(8, 8, 8), seeds=4, learning_rate=0.5)
    assert len({made, Experiment.from_json(made.to_json())}) == 1
    with pytest.raises(AttributeError):
        made.seeds = 3


@pytest.mark.parametrize("key", CATALOGUE)
def test_json_round_trip_of_every_arm(key):
    experiment = Experiment(arms=[Arm(key)])
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_json_round_trip_of_every_field(init, optimizer):
    experiment = Experiment(
        arms=[Arm("leaky_relu", negative_slope=0.1), Arm("leaky_relu", negative_slope=1 / 3)],
        data="digits",
        noise=0.1 + 0.2,
        samples=77,
        data_seed=5,
        widths=(3, 200),
        init=init,
        init_std=1 / 7,
        init_gain=1 / 9,
        optimizer=optimizer,
        learning_rate=1e-9,
        momentum=0.0,
        batch_size=1024,
        seeds=2,
        first_seed=99,
        steps=1,
        interventions=[Intervention(step=0, do="rate", value=0.3), Intervention(step=1, do="rate", value=0.1)],
        dtype="float64",
        match="parameters",
        norm="layer",
        residual=True,
        learnable_per_unit=True,
        weight_decay=1 / 3,
        decay_learnable=True,
        clip=0.1,
        schedule="warmup",
        schedule_steps=7,
    )
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("arms", (), "1 to 12 arms; these are 0"),
        ("arms", [Arm("elu", alpha=i / 20 + 0.1) for i in range(13)], "these are 13"),
        ("arms", [Arm("elu"), Arm("relu"), Arm("elu", alpha=1)], "ELU is there twice"),
        ("arms", "relu", "give a list such as"),
        ("arms", ["relu"], "give a list such as"),
        ("arms", None, "give a list such as"),
        ("data", "cirle", "data = 'cirle' is not known: choose one of circle, xor"),
        ("data", None, "data = None"),
        ("noise", -0.1, "noise = -0.1 .* from 0 and up to 1"),
        ("noise", math.nan, "noise = nan"),
        ("samples", 49, "samples = 49 .* from 50 to 5,000"),
        ("samples", 10**9, "samples = 1000000000"),
        ("data_seed", -1, "data_seed = -1"),
        ("widths", (), "1 to 50 hidden layers; widths gives 0"),
        ("widths", (4,) * 51, "widths gives 51"),
        ("widths", (8, 0), "width = 0 .* from 1 to 256"),
        ("widths", (8, 257), "width = 257"),
        ("widths", (8, True), "width = True"),
        ("widths", "88", "widths = '88'"),
        ("widths", 8, "widths = 8"),
        ("init", "kaiming", "init = 'kaiming' is not known: choose one of matched, he"),
        ("init_std", 0, "init_std = 0 .* above 0 and up to 10"),
        ("init_gain", 0, "init_gain = 0 .* above 0 and up to 1000"),
        ("init_std", math.inf, "init_std = inf"),
        (
            "optimizer",
            "SGD",
            "optimizer = 'SGD' is not known: choose one of sgd, momentum, nesterov, rmsprop, adam, adamw",
        ),
        ("match", "seeds", "match = 'seeds' is not known: choose one of units, parameters"),
        ("norm", None, "norm = None is not known: choose one of none, batch, layer"),
        ("residual", 1, "residual = 1 is not allowed: give True or False"),
        ("learnable_per_unit", "yes", "learnable_per_unit = 'yes'"),
        ("weight_decay", -0.1, "weight_decay = -0.1 .* from 0 and up to 1"),
        ("clip", math.nan, "clip = nan"),
        ("schedule", "linear", "schedule = 'linear' is not known: choose one of constant, step, cosine, warmup"),
        ("schedule_steps", 0, "schedule_steps = 0 .* from 1 to 100,000"),
        ("learning_rate", 1e9, r"learning_rate = 1000000000.0 .* above 0 and up to 100"),
        ("learning_rate", 0, "learning_rate = 0 "),
        ("learning_rate", math.nan, "learning_rate = nan"),
        ("learning_rate", "0.1", "learning_rate = '0.1'"),
        ("learning_rate", True, "learning_rate = True"),
        ("momentum", 1.0, "momentum = 1.0 .* below 1"),
        ("batch_size", 0, "batch_size = 0"),
        ("batch_size", 251, "batch_size = 251 is more than the 250 training samples of Circle: .* from 1 to 250"),
        ("batch_size", 1025, "batch_size = 1025 .* from 1 to 1,024"),
        ("batch_size", 2.5, "batch_size = 2.5"),
        ("seeds", 10**6, "seeds = 1000000 .* from 1 to 64"),
        ("seeds", 0, "seeds = 0"),
        ("first_seed", -3, "first_seed = -3"),
        ("steps", 0, "steps = 0"),
        ("steps", 100_001, "steps = 100001 .* from 1 to 100,000"),
        ("steps", math.inf, "steps = inf"),
        ("interventions", from_text("5:rate=0.1, 4:rate=0.2"), "the steps must not descend"),
        ("interventions", (5,), "give a list of Intervention"),
        ("interventions", 5, "give a list of Intervention"),
        ("interventions", from_text("5000:rate=0.1"), "intervention 5000:rate=0.1: the run has steps 0 to 3,000"),
        ("dtype", "float16", "dtype = 'float16' is not known: choose one of float32, float64"),
    ],
)
def test_what_is_not_allowed_gets_a_sentence(field, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(**{"arms": RELU, field: value})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"batch_size": 1000, "samples": 5000}, "One step of these networks takes 1,2.. million multiplications"),
        ({"samples": 5000}, "One evaluation of these networks takes 6,... million multiplications; allowed are 5,000"),
    ],
)
def test_work_has_a_cap_so_that_no_run_keeps_the_others_waiting(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(arms=RELU, widths=(200,) * 4, seeds=10, **settings)


def test_all_networks_together_have_a_cap():
    with pytest.raises(ValueError, match=r"These 96 networks have .* weights in all; allowed are 5,000,000"):
        Experiment(arms=[Arm("relu"), Arm("tanh"), Arm("elu")], widths=(256, 256), seeds=32)


@pytest.mark.parametrize(
    ("arm", "weights"),
    [
        ("relu", (2 + 1) * 8 + (8 + 1) * 4 + (4 + 1)),
        ("maxout", (2 + 1) * 16 + (8 + 1) * 8 + (4 + 1)),
        ("crelu", (2 + 1) * 8 + (16 + 1) * 4 + (8 + 1)),
        ("prelu", (2 + 1) * 8 + (8 + 1) * 4 + (4 + 1) + 2),
    ],
)
def test_weights_are_counted(arm, weights):
    assert Experiment(arms=[Arm(arm)], widths=(8, 4), seeds=3).plan().weights == 3 * weights


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"a":' * 50_000, "it is not JSON"),
        ('{"version": ' + "9" * 6000 + "}", "it is not JSON"),
        (None, "it is not JSON"),
        ("[1]", "needs a JSON object"),
        ("{}", "1 to 12 arms"),
        ('{"version": 2}', "has version 2; this lab reads version 1"),
        ('{"arms": "relu"}', "give a list of arms"),
        ('{"arms": ["relu"]}', "'relu' is not an arm"),
        ('{"arms": [{"activation": "relu", "colour": 1}]}', "is not an arm"),
        ('{"arms": [{"activation": ["relu"]}]}', "No activation function is called"),
        ('{"arms": [{"activation": "elu", "parameters": 3}]}', "not names with numbers"),
        ('{"arms": [{"activation": "elu", "parameters": {"alpha": "x"}}]}', "alpha = 'x'"),
        ('{"arms": [{"activation": "relu"}], "sedes": 3}', "has no field 'sedes'"),
        ('{"arms": [{"activation": "relu"}], "noise": NaN}', "noise = nan"),
        ('{"arms": [{"activation": "relu"}], "widths": {"8": 8}}', "widths = "),
    ],
)
def test_json_that_is_no_experiment_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment.from_json(text)


def test_json_with_few_fields_takes_the_defaults():
    assert Experiment.from_json('{"arms": [{"activation": "relu"}]}') == Experiment(arms=RELU)
    assert json.loads(Experiment(arms=RELU).to_json())["version"] == 1


@pytest.mark.parametrize(
    ("steps", "batch_size", "every"), [(3000, 10, 25), (3000, 16, 16), (3000, 250, 7), (1, 250, 1), (100_000, 10, 250)]
)
def test_evaluations_lie_on_a_grid_of_one_pass_or_more(steps, batch_size, every):
    assert Experiment(arms=RELU, steps=steps, batch_size=batch_size).evaluate_every == every


def test_the_caps_are_stated_in_words():
    for number in (
        "12 arms",
        "64 seeds",
        "50 hidden layers",
        "256 units",
        "5,000,000 weights",
        "a learning rate of 100",
    ):
        assert number in Experiment.limits_in_words()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"seeds": 64, "widths": (256,), "batch_size": 1024, "samples": 5000},
            "One step of these networks computes 67.1 million activations.*allowed are 20",
        ),
        (
            {"seeds": 64, "widths": (256,), "batch_size": 10, "samples": 5000, "data": "circle"},
            None,
        ),
        (
            {"arms": [Arm("maxout"), Arm("relu"), Arm("tanh")], "seeds": 64, "widths": (256,), "samples": 5000},
            "One evaluation of these networks computes .* million activations.*allowed are 500",
        ),
    ],
)
def test_the_activations_of_a_step_and_of_an_evaluation_are_bounded(fields, sentence):
    fields = {"arms": [Arm("relu"), Arm("tanh")], "batch_size": 10} | fields
    if sentence is None:
        assert Experiment(**fields).plan().activations == 2 * 64 * 256 * 2
        return
    with pytest.raises(ValueError, match=sentence):
        Experiment(**fields)


@pytest.mark.parametrize("value", [10**400, 10**5000, -(10**400), Fraction(10**400)], ids=lambda value: "huge")
@pytest.mark.parametrize("field", ["noise", "learning_rate", "seeds", "steps", "data", "widths", "arms"])
def test_a_number_too_large_for_a_float_gets_the_sentence_of_its_field(field, value):
    with pytest.raises(ValueError, match=f"{field} = .* is not (allowed|known): "):
        Experiment(**{"arms": RELU} | {field: value})
    with pytest.raises(ValueError, match="ELU: alpha = .* is not a number between"):
        Arm("elu", alpha=value)


@pytest.mark.parametrize(
    "value", [np.array(3), torch.tensor(3), b"3", bytearray(b"3"), {3: 3}, "3"], ids=lambda value: type(value).__name__
)
@pytest.mark.parametrize("field", ["arms", "widths", "interventions", "features"])
def test_what_is_no_list_is_not_taken_for_one(field, value):
    with pytest.raises(ValueError, match=f"{field} = .* is not allowed: give "):
        Experiment(**{"arms": RELU} | {field: value})
    with pytest.raises(ValueError, match="layers = .* is not allowed: give "):
        Arm("relu", layers=value)
