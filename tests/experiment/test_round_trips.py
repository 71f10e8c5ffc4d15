"""What is written is read back as it was: arms as text, experiments as JSON."""

import pickle

from hypothesis import given, settings

from activations import Experiment
from activations.experiment.arm_text import arm_text, key_text, parse_arm
from activations.experiment.intervention import from_text, to_text
from tests.experiment.strategies import arms, experiments

settings.register_profile("lab", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("lab")


@given(arms())
def test_an_arm_is_read_back_from_its_names_and_from_its_keys(arm):
    assert parse_arm(arm_text(arm)) == arm
    assert parse_arm(key_text(arm)) == arm


@given(experiments())
def test_an_experiment_is_read_back_from_json(experiment):
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert pickle.loads(pickle.dumps(experiment)) == experiment
    assert from_text(to_text(experiment.interventions)) == experiment.interventions
