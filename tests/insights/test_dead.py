"""What is told of dead units rests on its numbers: each rule at and around its threshold."""

from dataclasses import replace

import numpy as np
import pytest

from activations import Arm
from activations.experiment.intervention import Intervention
from activations.insights import deaths
from activations.insights.dead import FROZEN_STEPS
from tests.insights.synthetic import ARMS, EXPERIMENT, all_losses, calm, told, with_dead, with_values

RELU, LEAKY, SIGMOID = range(3)


@pytest.mark.parametrize("dead", range(12))
def test_deaths_are_told_from_a_share_on(dead):
    looks = [calm(120), calm(140), calm(160), calm(180)]
    for place in (2, 3):
        looks[place] = with_dead(looks[place], RELU, min(dead, 8))
        looks[place] = with_dead(looks[place], RELU, max(0, dead - 8), seed=1)
    found = told(looks)
    assert ("died" in found) == (dead >= deaths.DIED_UNITS and dead / 64 >= deaths.DIED_SHARE)
    if "died" in found:
        assert found["died"].sentence == f"{dead} of 64 units of ReLU died between steps 140 and 160."
        assert found["died"].numbers | {} == {
            "died": dead,
            "units": 64,
            "from_step": 140,
            "to_step": 160,
            "still_dead": dead,
        }
        assert found["died"].action["to"]["activation"] == "leaky_relu"


def test_deaths_name_a_companion_that_is_off_and_not_dead():
    last = with_dead(calm(160), RELU, 8)
    off = with_values(last, "highest", LEAKY, 1, 0.0, seed=0)
    found = told([calm(140), off])["died"]
    assert found.sentence.endswith("; Leaky ReLU has 8 units off, none dead.")
    both = with_dead(off, LEAKY, 1)
    assert "Leaky ReLU" not in told([calm(140), both])["died"].sentence


@pytest.mark.parametrize(("after", "jumped"), [(0.99, False), (1.0, True), (30.0, True)])
def test_a_jump_of_the_loss_is_named_only_if_it_is_one(after, jumped):
    looks = [calm(120), calm(140), with_dead(calm(160), RELU, 8)]
    losses = all_losses(0.5, 0.5, after, after, steps=[100, 120, 140, 160])
    found = told(looks, losses)["died"]
    assert ("right after the loss jumped" in found.sentence) == jumped
    assert ("loss_before" in found.numbers) == jumped
    late = all_losses(0.5, 0.5, 0.5, after, steps=[100, 120, 140, 180])
    assert "jumped" not in told(looks, late)["died"].sentence
    early = all_losses(0.5, after, after, steps=[10, 20, 30])
    assert "jumped" not in told(looks, early)["died"].sentence


def test_deaths_name_the_intervention_before_them():
    looks = [calm(120), calm(140), with_dead(calm(160), RELU, 8)]
    spike = Intervention(step=140, do="spike", arms=(RELU,), value=100)
    found = told(looks, interventions=[spike])["died"]
    assert "right after the huge gradient of step 140" in found.sentence
    assert found.numbers["spike_step"] == 140
    other = Intervention(step=140, do="spike", arms=(LEAKY,), value=100)
    assert "gradient" not in told(looks, interventions=[other])["died"].sentence
    rate = Intervention(step=130, do="rate", value=3.0)
    assert (
        "right after the learning rate was set to 3 at step 130" in told(looks, interventions=[rate])["died"].sentence
    )
    seldom = [calm(20), with_dead(calm(160), RELU, 8)]  # nobody looked shortly before: some may have died earlier
    assert (
        told(seldom, interventions=[spike])["died"].sentence.count("the huge gradient of step 140 falls in between")
        == 1
    )
    assert (
        "in between, at step 130, the learning rate was set to 3" in told(seldom, interventions=[rate])["died"].sentence
    )
    losses = all_losses(0.5, 0.5, 30.0, 30.0, steps=[100, 120, 140, 160])
    assert "in between, the loss jumped from 0.5 to 30" in told(seldom, losses)["died"].sentence
    old = Intervention(step=5, do="rate", value=3.0)
    assert "learning rate" not in told(looks, interventions=[old])["died"].sentence
    future = Intervention(step=500, do="rate", value=3.0)
    assert told(looks, interventions=[future])["died"].sentence == told(looks)["died"].sentence


def test_a_swap_is_no_death_and_diverged_networks_are_no_dead():
    swapped = replace(with_dead(calm(160), LEAKY, 8), arms=(ARMS[0], Arm("relu6"), ARMS[2]))
    assert "died" not in told([calm(140), swapped])
    lost = with_dead(calm(160), RELU, 8)
    marks = lost.diverged_at.copy()
    marks[RELU, 0] = 150
    found = told([calm(140), replace(lost, diverged_at=marks)])
    assert "died" not in found
    assert "dead" not in found
    assert found["diverged"].numbers["diverged"] == 1
    assert found["diverged"].sentence.startswith("1 of 4 networks of ReLU diverged, the first at step 150")


@pytest.mark.parametrize("dead", range(8))
def test_standing_dead_from_a_tenth_of_a_layer_on(dead):
    found = told([with_dead(calm(200), RELU, dead, layer=1)])
    assert ("dead" in found) == (dead >= deaths.DEAD_UNITS and dead / 32 >= deaths.DEAD_SHARE)
    if "dead" in found:
        assert found["dead"].sentence.startswith(f"Layer 2 of ReLU: {dead} of 32 units are dead")
        assert "already" not in found["dead"].sentence


def test_dead_from_the_start_is_said():
    looks = [with_dead(calm(0), RELU, 6), with_dead(calm(200), RELU, 6)]
    assert told(looks)["dead"].sentence.endswith("all of them already were at step 0.")
    looks[0] = with_dead(calm(0), RELU, 5)
    assert told(looks)["dead"].sentence.endswith("5 of them already were at step 0.")


def test_revived_units_are_told_by_layer():
    looks = [calm(100), with_dead(with_dead(calm(120), RELU, 8, layer=1), RELU, 3), calm(140)]
    looks[2] = with_dead(with_dead(looks[2], RELU, 3, layer=1), RELU, 3)
    found = told(looks)["revived"]
    assert found.layer == 1
    assert found.numbers == {
        "revived": 5,
        "were_dead": 8,
        "from_step": 100,
        "to_step": 140,
        "revived_in_layer_1": 0,
        "were_dead_in_layer_1": 3,
    }
    assert found.sentence == (
        "5 of the 8 units of ReLU that died in layer 2 are alive again: the weights of layer 1 still change, and so "
        "do the inputs of these units; of the 3 in layer 1, none."
    )
    assert found.action == {"do": "freeze", "layer": 0}
    adam = replace(EXPERIMENT, optimizer="adam")
    assert "still change" not in told(looks, experiment=adam)["revived"].sentence
    by_hand = Intervention(step=130, do="revive", arms=(RELU,))
    assert "revived" not in told(looks, interventions=[by_hand])


@pytest.mark.parametrize("steps", [FROZEN_STEPS - 1, FROZEN_STEPS, 400])
def test_frozen_after_enough_steps_without_a_changed_bit(steps):
    last = with_dead(calm(500), RELU, 6)
    since = last.frozen_since.copy()
    since[RELU, 0, :6] = 500 - steps
    found = told([replace(last, frozen_since=since)])
    assert ("frozen" in found) == (steps >= FROZEN_STEPS)
    if "frozen" in found:
        assert found["frozen"].sentence == (
            "All 6 dead units of ReLU in layer 1 are frozen: not one bit of their incoming weights has changed in "
            f"{steps} steps."
        )
        turned = Intervention(step=490, do="rate", value=2.0)
        again = told([replace(last, frozen_since=since)], interventions=[turned])["frozen"]
        assert again.sentence.endswith("though the learning rate was set to 2.")
        rates = [Intervention(step=490 + place, do="rate", value=value) for place, value in enumerate((2.0, 0.001))]
        twice = told([replace(last, frozen_since=since)], interventions=rates)["frozen"]
        assert twice.sentence.endswith("though the learning rate was set to 2, then 0.001.")
        assert {"rate_1": 2.0, "rate_2": 0.001}.items() <= twice.numbers.items()


def test_frozen_needs_all_dead_units_and_others_that_move():
    last = with_dead(calm(500), RELU, 6)
    since = last.frozen_since.copy()
    since[RELU, 0, :5] = 100
    assert "frozen" not in told([replace(last, frozen_since=since)])  # one of six moved
    since[RELU] = 100
    assert "frozen" not in told([replace(last, frozen_since=since)])  # nothing trains at all
    since[RELU, 1:] = 500
    since[RELU, 0, :6] = 100
    assert "frozen" in told([replace(last, frozen_since=since)])
    held = Intervention(step=10, do="freeze", layer=0)
    assert "frozen" not in told([replace(last, frozen_since=since)], interventions=[held])


def test_dead_units_that_move_after_a_swap():
    before = with_dead(calm(100), RELU, 6)
    since = np.full_like(before.frozen_since, 140)
    now = replace(calm(140), arms=(Arm("elu"), *ARMS[1:]), frozen_since=since)
    swap = Intervention(step=120, do="swap", arms=(RELU,), to=Arm("elu"))
    found = told([before, now], interventions=[swap])["moving_again"]
    assert found.sentence == "Since ReLU became ELU at step 120, all of the 6 units that were dead are updated again."
    since[RELU, 0, :2] = 90
    found = told([before, replace(now, frozen_since=since)], interventions=[swap])["moving_again"]
    assert found.numbers == {"moved": 4, "were_dead": 6, "swap_step": 120}
    since[RELU, 0, :6] = 90
    assert "moving_again" not in told([before, replace(now, frozen_since=since)], interventions=[swap])
