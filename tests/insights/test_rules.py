"""Every sentence rests on its numbers: each rule at and around its threshold, on observations made up for it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.insights import insights, learning, signal
from activations.insights.insight import nice, times
from activations.observation import DeathRecord, Observer
from tests.insights.synthetic import EXPERIMENT, all_losses, calm, told, with_dead, with_values

RELU, LEAKY, SIGMOID = range(3)


def test_nothing_to_say_is_said_calmly():
    found = told([calm()])
    assert list(found) == ["calm"]
    assert found["calm"].numbers["dead"] == 0
    assert found["calm"].numbers["units"] == 3 * 4 * 16
    assert "none of 192 units dead" in found["calm"].sentence
    assert insights(EXPERIMENT, []) == []


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
    trainer, looks, census = Trainer(experiment), [], DeathRecord()
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
    assert "right after the huge gradient of step 200" in str(found["died"].sentence)
    assert str(found["spared"].sentence).startswith(
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
