"""Gains against closed forms, and starts that are fair: the same draws for every arm of a seed."""

import math

import numpy as np
import pytest
import torch
from scipy import integrate

from activations import CATALOGUE, Arm, Experiment, Trainer
from activations.training.initialisation import (
    GAINS,
    InputNoise,
    batch_positions,
    draw_biases,
    draw_weights,
    matched_gain,
    standard_deviation,
)


def normal_mean(function) -> float:
    return integrate.quad(lambda z: function(z) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi), -12, 12, epsabs=1e-12)[
        0
    ]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize(
    ("arm", "gain"),
    [
        (Arm("relu"), math.sqrt(2)),
        (Arm("identity"), 1.0),
        (Arm("absolute"), 1.0),
        (Arm("crelu"), math.sqrt(2)),
        (Arm("leaky_relu", negative_slope=0.1), math.sqrt(2 / 1.01)),
        (Arm("prelu", weight=0.5), math.sqrt(2 / 1.25)),
        (Arm("maxout", k=2), 1.0),
        (Arm("maxout", k=5), 1.0),
        (Arm("bilinear"), math.sqrt(1 / 2)),
        (Arm("hardtanh"), 1 / math.sqrt(math.erf(1 / math.sqrt(2)))),
        (Arm("step"), 1 / math.sqrt(math.erf(1 / math.sqrt(2)))),  # the surrogate's slope, 1 on [-1, 1]
        (Arm("squared_relu"), 1 / math.sqrt(2)),
        (Arm("elu"), 1 / math.sqrt(0.5 + math.exp(2) * 0.5 * math.erfc(2 / math.sqrt(2)))),
        (Arm("sine", omega=2.0), 1 / math.sqrt(2 * (1 + math.exp(-8)))),
        (Arm("sigmoid"), 1 / math.sqrt(normal_mean(lambda z: (sigmoid(z) * (1 - sigmoid(z))) ** 2))),
        (Arm("tanh"), 1 / math.sqrt(normal_mean(lambda z: (1 - math.tanh(z) ** 2) ** 2))),
    ],
    ids=lambda value: value.label if isinstance(value, Arm) else "",
)
def test_matched_gain_has_its_closed_form(arm, gain):
    assert matched_gain(arm) == pytest.approx(gain, rel=1e-6)


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_gain_is_usable(key):
    assert GAINS[0] <= matched_gain(Arm(key)) <= GAINS[1]


def test_a_gain_out_of_reach_is_held():
    assert matched_gain(Arm("threshold", threshold=5.0)) == GAINS[1]


def test_standard_deviations():
    arm = Arm("relu")
    hidden = {
        init: standard_deviation(arm, init, 0.7, 8, 4, False) for init in ("he", "lecun", "xavier", "matched", "normal")
    }
    assert hidden["he"] == math.sqrt(2) / math.sqrt(8)
    assert hidden["matched"] == pytest.approx(hidden["he"], rel=1e-6)
    assert hidden["lecun"] == 1 / math.sqrt(8)
    assert hidden["xavier"] == math.sqrt(2 / 12)
    assert hidden["normal"] == 0.7
    for init in ("he", "lecun", "matched"):
        assert standard_deviation(arm, init, 0.7, 8, 1, True) == 1 / math.sqrt(8)


@pytest.mark.parametrize("norm", ["none", "layer"])
def test_all_biases_of_chosen_arms_are_set(norm):
    arms = [Arm("relu"), Arm("maxout"), Arm("tanh")]
    trainer = Trainer(Experiment(arms=arms, norm=norm, seeds=3))
    trainer.intervene("bias", arms=(0, 1), value=-4)
    for numbers, stack in trainer.stacks:
        for place, number in enumerate(numbers):
            expected = 0.0 if number == 2 else -4.0
            block = slice(place * stack.each, (place + 1) * stack.each)
            for layer in stack.layers[:-1]:
                assert ((layer.bias if layer.norm is None else layer.norm.shift)[block] == expected).all()
            assert (stack.layers[-1].bias == 0).all()
    trainer.advance(3)
    assert np.isfinite(trainer.snapshot().train_loss).all()


def test_pytorch_s_default_and_a_gain_for_all():
    arms = [Arm("relu"), Arm("tanh")]
    settings = {"arms": arms, "widths": (256, 256), "seeds": 1, "dtype": "float64"}
    trainer = Trainer(Experiment(init="torch", **settings))
    linear = torch.nn.Linear(256, 256, dtype=torch.float64)
    for mine, theirs in (
        (weights(trainer, 0, 0, 1), linear.weight),
        (trainer.stacks[0][1].layers[1].bias[0], linear.bias),
    ):
        mine = mine.flatten().sort().values
        assert mine.abs().max() <= 1 / 16
        at = torch.linspace(0, 1, 9, dtype=torch.float64)
        limit = 0.02 if len(mine) < 1000 else 0.002  # their quantiles agree
        assert (torch.quantile(mine, at) - torch.quantile(theirs.detach(), at)).abs().max() < limit
    assert torch.equal(weights(trainer, 0, 0, 1), weights(trainer, 1, 0, 1))
    normal = draw_weights(0, 1, 256, 1, 256, 1)
    assert torch.equal(normal.flatten().argsort(), weights(trainer, 0, 0, 1).flatten().argsort())  # the same draws
    gained = Trainer(Experiment(init="gain", init_gain=3.0, **settings))
    torch.testing.assert_close(weights(gained, 0, 0, 1), normal * 3 / 16, rtol=1e-12, atol=0)
    assert weights(gained, 0, 0, 2).std() == pytest.approx(1 / 16, rel=0.2)


def weights(trainer: Trainer, arm: int, seed: int, layer: int) -> torch.Tensor:
    numbers, stack = next(pair for pair in trainer.stacks if arm in pair[0])
    return stack.layers[layer].weight[numbers.index(arm) * stack.each + seed]


def test_arms_of_one_seed_start_from_the_same_draws():
    arms = [Arm("relu"), Arm("sigmoid"), Arm("maxout", k=3), Arm("glu"), Arm("crelu")]
    trainer = Trainer(Experiment(arms=arms, widths=(6, 5), seeds=2, first_seed=3, dtype="float64"))
    for layer, (units, inputs) in enumerate([(6, 2), (5, 6)]):
        for seed in range(2):
            draw = draw_weights(3 + seed, layer, units, 1, inputs, 1)
            for number, arm in enumerate(arms):
                blocks = 2 if arm.key == "crelu" and layer else 1
                expected = draw * matched_gain(arm) / math.sqrt(inputs * blocks)
                found = weights(trainer, number, seed, layer)
                torch.testing.assert_close(found[:units, :inputs], expected, rtol=1e-12, atol=0)
    assert not torch.equal(weights(trainer, 0, 0, 0), weights(trainer, 0, 1, 0))
    assert not torch.equal(weights(trainer, 2, 0, 0)[:6], weights(trainer, 2, 0, 0)[6:12])  # Maxout's next piece


def test_draws_are_standard_normal():
    drawn = draw_weights(0, 0, 200, 2, 100, 2)
    assert drawn.shape == (400, 200)
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1) < 0.02


def test_biases_start_at_zero():
    trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("maxout")]))
    assert all(not layer.bias.any() for _, stack in trainer.stacks for layer in stack.layers)


def test_batches_are_permutations_cut_in_pieces():
    stream = batch_positions(4, 0, 30, 10).view(3, 10)
    for turn in stream:
        assert sorted(turn.tolist()) == list(range(10))
    assert not torch.equal(stream[0], stream[1])
    assert torch.equal(batch_positions(4, 7, 11, 10), stream.flatten()[7:18])
    assert not torch.equal(batch_positions(5, 0, 30, 10).view(3, 10), stream)


def test_the_draws_of_a_seed_stay_what_they_were():
    """Every number that the lab ever showed follows from them: a link to a race must not show another race."""
    weights, noise = draw_weights(3, 1, 2, 2, 2, 2), InputNoise((3,), 2, 4)
    assert weights.flatten()[:4].tolist() == pytest.approx(
        [0.884378566782, 0.382883603874, -0.971521717437, -0.34457272124]
    )
    assert draw_biases(3, 1, 2, 1).flatten().tolist() == pytest.approx([0.904296574683, 1.31587033506])
    assert batch_positions(3, 5, 8, 6).tolist() == [5, 0, 2, 5, 3, 4, 1, 1]
    assert noise.at(0).flatten()[:2].tolist() == pytest.approx([1.52907413855, -0.289544902062])
    assert noise.at(100).flatten()[:2].tolist() == pytest.approx([0.266190863593, -1.02264951773])
    # How many steps' noise is drawn at once decides which numbers they get.
    assert [InputNoise((3,), 64, batch).ahead for batch in (1, 64, 512)] == [64, 4, 1]


def test_a_kink_at_zero_costs_the_matched_gain_no_digit():
    assert matched_gain(Arm("relu")) ** -2 == pytest.approx(0.5, abs=1e-14)
    assert matched_gain(Arm("glu")) == pytest.approx(1.719504788509391, rel=1e-12)
