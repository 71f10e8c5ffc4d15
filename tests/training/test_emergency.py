"""The dying-ReLU emergency of the note: one corrupted target at step 200 of a sine regression, and what helps.

Setting of claims.md, relu.dies: 256 points of sin(3x), squared error, batches of 8, learning rate 0.02, plain SGD.
"""

from functools import cache

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.experiment.intervention import Intervention
from activations.training.surgery import dead_units

KEYS = ("relu", "leaky_relu", "elu", "tanh", "maxout")
SPIKE_AT, SIZE, SEEDS = 200, 100.0, 16


def patient(keys=KEYS, widths=(64,), size=SIZE, **setting) -> Trainer:
    """All arms get the same spike; size 0 for none."""
    spike = [Intervention(step=SPIKE_AT, do="spike", arms=range(len(keys)), value=size)] if size else []
    common = {"data": "sine", "noise": 0.0, "samples": 512, "batch_size": 8, "learning_rate": 0.02, "seeds": SEEDS}
    common |= {"arms": [Arm(key) for key in keys], "widths": widths, "interventions": spike}
    return Trainer(Experiment(**common | setting))


def census(trainer: Trainer, arm: int) -> list[np.ndarray]:
    """Dead units of an arm: for each hidden layer [seeds, units], bool."""
    numbers, stack = next(pair for pair in trainer.stacks if arm in pair[0])
    return [layer.numpy() for layer in dead_units(stack, numbers.index(arm))]


@cache
def dead_shares(first_seed: int, size: float, steps: int = 500) -> dict[str, float]:
    """Share of the dead among the units of one hidden layer, 64 wide, by function; diverged networks left out."""
    trainer = patient(first_seed=first_seed, size=size)
    trainer.advance(steps)
    kept = ~trainer.snapshot().diverged
    assert kept.sum(axis=1).min() >= SEEDS - 2
    return {key: census(trainer, arm)[0][kept[arm]].mean() for arm, key in enumerate(KEYS)}


@pytest.mark.parametrize("first_seed", [0, 100, 200])
def test_a_spike_kills_relu_units_and_no_others(first_seed):
    calm, struck = dead_shares(first_seed, 0.0), dead_shares(first_seed, SIZE)
    assert struck["relu"] - calm["relu"] > 0.05
    assert [struck[key] for key in KEYS[1:]] == [0.0] * 4


@pytest.mark.parametrize("first_seed", [0, 100])
def test_layer_1_stays_dead_to_the_bit_and_some_of_layer_2_revive(first_seed):
    trainer = patient(keys=("relu",), widths=(32, 32), first_seed=first_seed)
    trainer.advance(SPIKE_AT + 20)
    ((_, stack),) = trainer.stacks
    first, second = (dead.copy() for dead in census(trainer, 0))
    assert first.any()
    weights = [tensor[:SEEDS].clone() for tensor in (stack.layers[0].weight, stack.layers[0].bias)]
    revived = np.zeros_like(second)
    for rate in (0.02, 0.05, 0.002, 0.02):  # "whatever the rate is turned to"
        trainer.set_learning_rate(rate)
        for _ in range(8):
            trainer.advance(25)
            now = census(trainer, 0)
            assert (now[0] | ~first).all()
            revived |= second & ~now[1]
    for before, after in zip(weights, (stack.layers[0].weight, stack.layers[0].bias), strict=True):
        moved = (before != after[:SEEDS]).any(dim=2).numpy()
        assert not moved[first].any()
        assert moved[~now[0]].mean() > 0.9  # of the others almost all move
    assert revived.sum() > 0


@pytest.mark.parametrize("first_seed", [0, 100])
def test_clipping_at_1_prevents_it(first_seed):
    shares = {}
    for size in (0.0, SIZE):
        trainer = patient(keys=("relu",), first_seed=first_seed, size=size, clip=1.0)
        trainer.advance(500)
        shares[size] = census(trainer, 0)[0].mean()
    assert shares[SIZE] <= shares[0.0] + 0.005
    assert shares[SIZE] < 0.01


def test_with_a_leaky_slope_and_the_same_weights_the_dead_move_again():
    trainer = patient(keys=("relu", "tanh"))
    trainer.advance(500)
    dead = torch.from_numpy(census(trainer, 0)[0])
    assert dead.sum() > 50
    ((_, stack),) = trainer.stacks
    before = stack.layers[0].weight[:SEEDS].clone()
    trainer.advance(20)
    assert torch.equal(stack.layers[0].weight[:SEEDS][dead], before[dead])
    trainer.intervene("swap", arms=0, to=Arm("leaky_relu"))
    assert torch.equal(stack.layers[0].weight[:SEEDS][dead], before[dead])
    assert not census(trainer, 0)[0].any()
    trainer.advance(20)
    moved = (stack.layers[0].weight[:SEEDS] != before).any(dim=2)
    assert moved[dead].all()


def test_dead_units_started_afresh_live():
    trainer = patient(keys=("relu",))
    trainer.advance(500)
    dead = census(trainer, 0)[0]
    trainer.intervene("revive", arms=0)
    trainer.advance(100)
    assert census(trainer, 0)[0][dead].mean() < 0.5


@pytest.mark.parametrize("size", [100.0, 300.0])
def test_a_classification_s_spike_multiplies_its_gradient(size):
    """A step of `size` times the length, once: from the same weights, the same batch."""
    moves = {}
    for factor in (1.0, size):
        trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("tanh")], dtype="float64", seeds=2))
        trainer.advance(10)
        ((_, stack),) = trainer.stacks
        before = stack.flat.clone()
        trainer.intervene("spike", arms=0, value=factor)
        trainer.advance(1)
        moves[factor] = stack.layout.views(stack.flat - before)[1, "weight"]
    each = len(moves[1.0]) // 2
    torch.testing.assert_close(moves[size][:each], size * moves[1.0][:each], rtol=1e-6, atol=1e-9)
    assert torch.equal(moves[size][each:], moves[1.0][each:])
