"""Arms with an activation for each layer: what is suggested for them can be done, since a swap is of all layers."""

from dataclasses import replace

import pytest

from activations import Arm
from activations.experiment.intervention import Intervention
from activations.insights import insights
from tests.insights.synthetic import ARMS, EXPERIMENT, calm, in_words, with_dead


def told(arm, observations, interventions=()):
    experiment = replace(EXPERIMENT, arms=(arm, *ARMS[1:]))
    found = {one.kind: one for one in insights(experiment, observations, None, interventions)}
    for one in found.values():
        if "do" in one.action:
            Intervention.from_plain({"step": 1} | one.action).check(experiment)
    return {kind: in_words(one) for kind, one in found.items()}


@pytest.mark.parametrize(
    ("arm", "to"),
    [
        (Arm("relu", layers=["tanh"]), "leaky_relu"),
        (Arm("relu", layers=["leaky_relu"]), "elu"),  # what is there already in one layer helps no dead unit of it
        (Arm("relu", layers=["maxout"]), None),  # no one function fits both layers' units
    ],
)
def test_a_swap_is_suggested_only_if_it_fits_all_layers(arm, to):
    arms = (arm, *ARMS[1:])
    looks = [calm(120, arms), calm(140, arms), with_dead(calm(160, arms), 0, 8)]
    action = told(arm, looks)["died"].action
    assert action["do"] == ("swap" if to else "spike")
    assert action.get("to", {}).get("activation") == to


def test_no_swap_back_to_an_activation_for_each_layer():
    arm = Arm("relu", layers=["tanh"])
    before = with_dead(calm(100, (arm, *ARMS[1:])), 0, 4)
    now = calm(200, (Arm("elu"), *ARMS[1:]))
    found = told(arm, [before, now], [Intervention(step=120, do="swap", arms=(0,), to=Arm("elu"))])
    assert found["moving_again"].sentence.startswith("Since ReLU → Tanh became ELU at step 120")
    assert found["moving_again"].action["do"] == "spike"
