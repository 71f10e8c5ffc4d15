"""What a huge gradient did not do is said only where the looks before it and after it show just that."""

from dataclasses import replace

from activations import Arm
from activations.experiment.intervention import Intervention
from activations.insights import insights
from tests.insights.synthetic import ARMS, EXPERIMENT, calm, in_words, with_dead

RELU, LEAKY, SIGMOID = range(3)
SPIKE = Intervention(step=140, do="spike", arms=(0, 1, 2), value=100)
CLIPPING = replace(EXPERIMENT, clip=1.0)


def told(observations, experiment=EXPERIMENT, interventions=(SPIKE,)):
    found = insights(experiment, observations, None, interventions)
    for one in found:
        if "do" in one.action:
            Intervention.from_plain({"step": 1} | one.action).check(experiment)
        else:
            replace(experiment, **one.action["set"])
    return {one.kind: in_words(one) for one in found}


def test_arms_without_a_death_are_named_with_their_units():
    looks = [calm(140), with_dead(calm(160), RELU, 8), with_dead(calm(180), RELU, 8)]
    found = told(looks)["spared"]
    assert found.sentence == (
        "At step 140 the same huge gradient went through Leaky ReLU and Sigmoid: none of 128 units has died since."
    )
    assert found.numbers == {"died": 0, "units": 128, "spike_step": 140, "to_step": 180, "arms": 2}
    assert found.action == {"do": "spike", "arms": [LEAKY, SIGMOID], "value": 1000.0}
    all_of_them = told([calm(140), calm(160)])["spared"]
    assert all_of_them.sentence.startswith("At step 140 one huge gradient went through ReLU, Leaky ReLU and Sigmoid:")
    assert all_of_them.numbers["units"] == 192


def test_one_death_is_enough_not_to_be_named():
    once = [calm(140), with_dead(calm(150), LEAKY, 1), with_dead(calm(160), RELU, 8)]  # though it revived
    assert told(once)["spared"].sentence.startswith("At step 140 the same huge gradient went through Sigmoid:")
    long_dead = [with_dead(one, LEAKY, 3) for one in (calm(140), calm(160))]  # before the spike
    assert "Leaky ReLU" in told(long_dead)["spared"].sentence
    swapped = [calm(140), replace(calm(160), arms=(Arm("elu"), *ARMS[1:]))]
    assert "ReLU, " not in told(swapped)["spared"].sentence.replace("Leaky ReLU", "")
    lost = calm(160)
    lost.diverged_at[:] = 150
    assert "spared" not in told([calm(140), lost])


def test_nothing_is_said_without_a_spike_or_a_look_on_either_side():
    assert "spared" not in told([calm(120), calm(160)], interventions=())
    assert "spared" not in told([calm(150), calm(160)])
    assert "spared" not in told([calm(120), calm(140)])
    rate = Intervention(step=140, do="rate", value=1.0)
    assert "spared" not in told([calm(120), calm(160)], interventions=(rate,))


def test_clipping_is_said_to_have_kept_the_units_alive_only_if_it_did_in_all_arms():
    found = told([calm(140), calm(160)], CLIPPING)["clipped"]
    assert found.sentence == (
        "The huge gradient of step 140 was clipped to a norm of 1: of 192 units of ReLU, Leaky ReLU and Sigmoid none "
        "have died since."
    )
    assert found.action == {"set": {"clip": 0.0}}
    assert found.numbers["clip"] == 1.0
    assert "clipped" not in told([calm(140), with_dead(calm(160), RELU, 2)], CLIPPING)  # 2 of 64 are many
    assert "spared" not in told([calm(140), with_dead(calm(160), RELU, 2)], CLIPPING)
