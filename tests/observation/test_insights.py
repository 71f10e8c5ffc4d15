"""Every sentence rests on its numbers: each rule at and around its threshold, on observations made up for it."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.observation import Census, Losses, Observer, insights
from activations.observation import insight_deaths as deaths
from activations.observation import insight_learning as learning
from activations.observation import insight_signal as signal
from activations.observation.insight import CHARTS, nice, times
from activations.observation.insight_dead import FROZEN_STEPS
from activations.training.intervention import Intervention
from tests.observation.synthetic import ARMS, EXPERIMENT, calm, with_dead, with_values

RELU, LEAKY, SIGMOID = range(3)


def told(observations, losses=None, interventions=(), experiment=EXPERIMENT):
    found = insights(experiment, observations, losses, interventions)
    for one in found:
        json.dumps(one.numbers, allow_nan=False)
        json.dumps(one.action, allow_nan=False)
        assert one.chart in CHARTS
        assert one.sentence.endswith(".")
        assert one.suggestion.endswith(".")
        if "do" in one.action:  # what can be pressed can be done
            Intervention.from_plain({"step": 1} | one.action).check(experiment)
        else:
            replace(experiment, **one.action["set"])
    return {one.kind: one for one in reversed(found)}


def all_losses(*rows, steps=None):
    """Rows of one loss, the same in all arms."""
    steps = steps or range(0, 20 * len(rows), 20)
    return Losses(steps=list(steps), values=np.array([[row] * len(ARMS) for row in rows], dtype=float))


def test_nothing_to_say_is_said_calmly():
    found = told([calm()])
    assert list(found) == ["calm"]
    assert found["calm"].numbers["dead"] == 0
    assert found["calm"].numbers["units"] == 3 * 4 * 16
    assert "none of 192 units dead" in found["calm"].sentence
    assert insights(EXPERIMENT, []) == []


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
    assert told(looks)["dead"].sentence.endswith("all of them were so at step 0 already.")
    looks[0] = with_dead(calm(0), RELU, 5)
    assert told(looks)["dead"].sentence.endswith("5 of them were so at step 0 already.")


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
        "5 of the 8 units of ReLU that died in layer 2 are alive again: layer 1 still moves, and with it what they "
        "receive; of the 3 in layer 1 none."
    )
    assert found.action == {"do": "freeze", "layer": 0}
    adam = replace(EXPERIMENT, optimizer="adam")
    assert "still moves" not in told(looks, experiment=adam)["revived"].sentence
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
    assert found.sentence == "Since ReLU became ELU at step 120, all of the 6 units that were dead move again."
    since[RELU, 0, :2] = 90
    found = told([before, replace(now, frozen_since=since)], interventions=[swap])["moving_again"]
    assert found.numbers == {"moved": 4, "were_dead": 6, "swap_step": 120}
    since[RELU, 0, :6] = 90
    assert "moving_again" not in told([before, replace(now, frozen_since=since)], interventions=[swap])


@pytest.mark.parametrize("share", [0.49, 0.5, 0.83])
@pytest.mark.parametrize("ratio", [9.9, 10.1, 99.0, 101.0, 400.0])
def test_saturated_and_vanishing(share, ratio):
    look = with_values(calm(), "saturated", SIGMOID, 1, share)
    look = with_values(look, "gradient_z", SIGMOID, 1, 0.1 / ratio)
    found = told([look])
    assert ("saturated" in found) == (share >= signal.SATURATED_SHARE and ratio >= signal.SATURATED_RATIO)
    assert ("vanishing" in found) == (share < signal.SATURATED_SHARE and ratio >= signal.VANISHING)
    if share == 0.83 and ratio == 400.0:
        assert found["saturated"].sentence == (
            "Layer 2 of Sigmoid: 83 % saturated, its gradient is 400× smaller than the last layer's."
        )
        assert found["saturated"].numbers["ratio"] == pytest.approx(400)
    for kind in {"saturated", "vanishing"} & set(found):
        assert f"{times(ratio)} smaller" in found[kind].sentence


def test_no_gradient_at_all():
    look = with_values(with_values(calm(), "gradient_z", RELU, 0, 0.0), "saturated", RELU, 0, 1.0)
    found = told([look])["saturated"]
    assert found.sentence == "Layer 1 of ReLU: 100 % saturated, no gradient arrives there at all."
    assert found.numbers["ratio"] is None


@pytest.mark.parametrize("ratio", [99.0, 101.0])
def test_exploding(ratio):
    found = told([with_values(calm(), "gradient_z", LEAKY, 0, 0.1 * ratio)])
    assert ("exploding" in found) == (ratio >= signal.EXPLODING)
    clipped = replace(EXPERIMENT, clip=1.0)
    if "exploding" in found:
        assert found["exploding"].action == {"set": {"clip": 1.0}}
        look = with_values(calm(), "gradient_z", LEAKY, 0, 0.1 * ratio)
        assert told([look], experiment=clipped)["exploding"].action == {"do": "rate", "value": 0.05}


@pytest.mark.parametrize("mean", [0.99, 1.01])
@pytest.mark.parametrize("agreement", [0.89, 0.91, 1.0])
def test_off_centre_needs_the_price_too(mean, agreement):
    look = with_values(with_values(calm(), "mean", SIGMOID, 0, mean), "agreement_sample", SIGMOID, 1, agreement)
    found = told([look])
    assert ("off_centre" in found) == (mean >= 1 and agreement >= signal.SAME_SIGN)
    if "off_centre" in found:
        assert ("nearly all" in found["off_centre"].sentence) == (agreement < 1)


@pytest.mark.parametrize("rank", [1.5, 1.7])
@pytest.mark.parametrize("loss", [0.44, 0.46])
def test_rank_collapse_only_where_nothing_was_learned(rank, loss):
    looks = [calm(0), with_values(calm(100), "rank", SIGMOID, 1, rank)]
    found = told(looks, all_losses(0.5, loss))
    assert ("rank" in found) == (rank <= 1.6 and loss >= 0.45)


@pytest.mark.parametrize("ratio", [0.9e-5, 1.1e-5, 0.9e-2, 1.1e-2])
@pytest.mark.parametrize("steps", [1, 50])
@pytest.mark.parametrize("loss", [0.2, 0.4])
def test_updates_far_from_a_thousandth(ratio, steps, loss):
    look = replace(calm(), update_steps=steps)
    for layer in range(3):
        look = with_values(look, "update_ratio", RELU, layer, ratio)
    found = told([look], all_losses(0.5, loss))
    small = ratio <= learning.SMALL_UPDATE and steps == 1 and loss > 0.25
    assert ("update" in found) == (ratio >= learning.LARGE_UPDATE or small)
    if "update" in found:
        rate = found["update"].action["value"]
        assert (rate > 0.1) == (ratio < 1e-3)
    assert "update" not in told([replace(look, update_steps=0)])


def test_at_most_six_the_most_important_first():
    marks = np.full((3, 4), -1, dtype=np.int32)
    marks[:, 0] = 100
    look = replace(calm(160), diverged_at=marks)
    for arm in range(3):
        look = with_dead(look, arm, 8, seed=1)
        look = with_values(look, "gradient_z", arm, 1, 1e-6)
        look = with_values(look, "saturated", arm, 1, 1.0)
        look = with_values(look, "update_ratio", arm, 1, 0.5)
        look = with_values(look, "gradient_z", arm, 0, 100.0)
    found = insights(EXPERIMENT, [calm(140), look])
    assert len(found) == 6
    assert [one.importance for one in found] == sorted((one.importance for one in found), reverse=True)
    assert [one.kind for one in found[:2]] == ["diverged", "diverged"]
    assert max(sum(one.kind == other.kind for one in found) for other in found) == 2


@pytest.mark.parametrize("seed", range(40))
def test_whatever_was_seen_the_numbers_support_the_sentence(seed):
    """Random observations: what is told is recomputed here, by plain counting."""
    draw = np.random.default_rng(seed)
    looks = []
    for step in (100, 120, 140):
        look = calm(step)
        slopes = np.where(draw.random(look.peak_slope.shape) < 0.15, 0.0, 1.0).astype(np.float32)
        look = replace(
            look,
            peak_slope=slopes,
            highest=np.where(slopes == 0, -1.0, 1.0).astype(np.float32),
            saturated=draw.random(slopes.shape).astype(np.float32),
            mean=draw.normal(size=slopes.shape).astype(np.float32),
            frozen_since=draw.integers(0, step + 1, slopes.shape).astype(np.int32),
            gradient_z=10 ** draw.uniform(-4, 1, look.gradient_z.shape),
            update_ratio=10 ** draw.uniform(-6, -1, look.update_ratio.shape),
            agreement_sample=draw.uniform(0.8, 1, look.gradient_z.shape),
            diverged_at=np.where(draw.random(look.diverged_at.shape) < 0.1, 50, -1).astype(np.int32),
        )
        looks.append(look)
    last = looks[-1]
    for one in insights(EXPERIMENT, looks, all_losses(0.5, 0.6)):
        live = last.diverged_at[one.arm] < 0
        start = 0 if not one.layer else 8
        if one.kind == "diverged":
            assert one.numbers["diverged"] == (~live).sum() > 0
        elif one.kind == "died":
            a, b = (next(x for x in looks if x.step == one.numbers[name]) for name in ("from_step", "to_step"))
            both = live & (a.diverged_at[one.arm] < 0) & (b.diverged_at[one.arm] < 0)
            dead = (b.peak_slope[one.arm] == 0) & (b.diverged_at[one.arm] < 0)[:, None] & live[:, None]
            assert one.numbers["died"] >= ((a.peak_slope[one.arm] > 0) & (b.peak_slope[one.arm] == 0))[both].sum()
            assert one.numbers["died"] <= dead.sum()
        elif one.kind in ("saturated", "vanishing", "exploding"):
            sizes = np.median(last.gradient_z[one.arm][live], axis=0)
            ratio = sizes[one.layer] / sizes[-1]
            assert one.numbers["ratio"] == pytest.approx(ratio if one.kind == "exploding" else 1 / ratio)
            assert one.numbers["ratio"] >= 10
        elif one.kind == "off_centre":
            ratios = abs(last.mean[one.arm][live][:, start : start + 8])
            assert one.numbers["off_centre"] == pytest.approx(float(np.median(ratios)))
        elif one.kind == "update":
            assert one.numbers["update_ratio"] == pytest.approx(
                np.median(last.update_ratio[one.arm][live], axis=0)[one.layer]
            )


def test_the_dying_relu_emergency_is_told_in_words():
    experiment = Experiment(
        arms=[Arm("relu"), Arm("leaky_relu")],
        data="sine",
        samples=512,
        widths=(32, 32),
        init="matched",
        learning_rate=0.02,
        batch_size=8,
        seeds=4,
        steps=1500,
    )
    trainer, looks, census = Trainer(experiment), [], Census()
    observer = Observer(trainer)

    def look(times):
        for _ in range(times):
            trainer.advance(20)
            looks.append(observer.observe())
            census.add(looks[-1])

    look(10)
    trainer.intervene("spike", arms=(0, 1), value=100)
    look(30)
    found = {one.kind: one for one in insights(experiment, looks, None, trainer.interventions)}
    assert "right after the huge gradient of step 200" in found["died"].sentence
    assert found["spared"].sentence.startswith(
        "At step 200 the same huge gradient went through Leaky ReLU: none of 256"
    )
    assert found["died"].arm == found["frozen"].arm == found["revived"].arm == 0
    assert found["revived"].layer == 1
    assert census.total("died")[0, 1] > census.total("revived")[0, 1] > 0
    assert census.total("revived")[0, 0] == 0  # in the first layer they stay dead
    assert (census.total("died")[1] == 0).all()  # of leaky ReLU none dies
    trainer.intervene("swap", arms=(0,), to=Arm("leaky_relu", negative_slope=0.02))
    look(2)
    again = {one.kind: one for one in insights(experiment, looks, None, trainer.interventions)}
    assert again["moving_again"].numbers["moved"] == again["moving_again"].numbers["were_dead"] > 0


@pytest.mark.parametrize(("value", "expected"), [(0.033, 0.05), (0.1, 0.1), (0.012, 0.01), (1e9, 100.0), (7.2, 10.0)])
def test_suggested_rates_are_round_and_allowed(value, expected):
    assert math.isclose(nice(value), expected)
