"""A run repeats to the bit, and an arm's numbers do not depend on its companions, on their order, or on timing."""

import random

import numpy as np
import pytest
import torch

from activations import CATALOGUE, Arm, Experiment, Trainer
from activations.experiment.intervention import from_text, to_text

KEYS = list(CATALOGUE)
GROUP = 12  # arms an experiment may have
MIXES = [KEYS[start : start + GROUP] for start in range(0, len(KEYS), GROUP)]
MIXES += [random.Random(7).sample(KEYS, GROUP) for _ in range(3)]
AWKWARD = (  # shapes whose blocks would not start on cache lines, or whose rows do not fill vectors
    {"widths": (8, 8), "batch_size": 10},
    {"widths": (17,), "batch_size": 64, "optimizer": "momentum", "data": "moons"},
    {"widths": (5, 30), "batch_size": 7, "optimizer": "adam", "seeds": 3, "data": "spirals"},
    {"widths": (16, 31), "batch_size": 30, "data": "digits", "seeds": 2},
    {"widths": (13,), "batch_size": 3, "seeds": 1, "data": "sine", "learning_rate": 0.003},
    {"widths": (33, 8), "batch_size": 16, "seeds": 5, "dtype": "float64"},
    {"widths": (64,), "batch_size": 50, "seeds": 2, "optimizer": "adam"},
)
MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "diverged_at")


def numbers(arms, steps=25, **setting) -> dict:
    """For each arm, its measures after `steps`, as bytes."""
    trainer = Trainer(Experiment(arms=arms, **setting))
    trainer.advance(steps)
    snapshot = trainer.snapshot()
    return {arm: [getattr(snapshot, name)[row].tobytes() for name in MEASURES] for row, arm in enumerate(arms)}


@pytest.mark.parametrize("keys", MIXES, ids=lambda keys: keys[0])
def test_an_arm_alone_or_in_another_order_has_the_same_numbers(keys):
    arms = [Arm(key) for key in keys]
    setting = {"widths": (6, 5), "batch_size": 9, "seeds": 3}
    together = numbers(arms, **setting)
    shuffled = random.Random(1).sample(arms, len(arms))
    assert numbers(shuffled, **setting) == together
    for arm in arms:
        assert numbers([arm], **setting)[arm] == together[arm], arm


@pytest.mark.parametrize("setting", AWKWARD, ids=lambda setting: f"{setting['widths']}-{setting['batch_size']}")
def test_awkward_shapes_keep_arms_apart(setting):
    choose = random.Random(str(setting))
    arms = [Arm(key) for key in ("sigmoid", "tanh", "elu", "mish", "maxout", "geglu", "crelu", "prelu", "softplus")]
    together = numbers(arms, **setting)
    for size in (1, 2, 4, 7, 9):
        part = choose.sample(arms, size)
        assert numbers(part, **setting) == {arm: together[arm] for arm in part}


def test_the_comparison_would_notice_a_difference():
    arms = [Arm("tanh"), Arm("relu")]
    assert numbers(arms, learning_rate=0.03) != numbers(arms, learning_rate=0.030000001)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_run_repeats_in_pieces_and_after_a_reset(optimizer):
    arms = [Arm("relu"), Arm("prelu"), Arm("maxout"), Arm("swiglu"), Arm("crelu")]
    experiment = Experiment(arms=arms, optimizer=optimizer, batch_size=11)
    trainer = Trainer(experiment)
    start = trainer.snapshot()
    trainer.advance(150)
    expected = trainer.snapshot()
    assert not np.array_equal(start.train_loss, expected.train_loss)

    trainer.set_learning_rate(0.5)
    trainer.advance(3)
    trainer.reset()
    assert (trainer.step, trainer.learning_rate, trainer.interventions) == (0, experiment.learning_rate, [])
    assert trainer.snapshot().train_loss.tobytes() == start.train_loss.tobytes()
    for steps in (1, 2, 60, 0, 86, 1):  # across the edges of batches gathered ahead
        trainer.advance(steps)
        trainer.snapshot()  # looking changes nothing
        trainer.boundary(np.zeros((3, 2)), 0)
    assert trainer.snapshot().train_loss.tobytes() == expected.train_loss.tobytes()
    other = Trainer(Experiment.from_json(experiment.to_json()))
    other.advance(150)
    assert other.snapshot().test_loss.tobytes() == expected.test_loss.tobytes()


def test_the_callers_threads_and_denormals_do_not_matter_and_are_left_alone():
    arms = [Arm("sigmoid"), Arm("gelu")]
    expected = numbers(arms, widths=(64, 64), batch_size=64)
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    try:
        assert numbers(arms, widths=(64, 64), batch_size=64) == expected
        assert torch.get_num_threads() == 2
        assert float.fromhex("0x1p-1070") * 1.0 == 0.0
    finally:
        torch.set_num_threads(1)
        torch.set_flush_denormal(False)
    numbers(arms)
    assert float.fromhex("0x1p-1070") * 1.0 > 0.0


def test_planned_changes_of_the_rate_equal_changes_by_hand():
    arms = [Arm("relu"), Arm("tanh")]
    planned = Trainer(Experiment(arms=arms, interventions=from_text("40:rate=0.1, 90:rate=0.01")))
    planned.advance(120)
    by_hand = Trainer(Experiment(arms=arms))
    for steps, rate in ((40, 0.1), (50, 0.01)):
        by_hand.advance(steps)
        by_hand.set_learning_rate(rate)
    by_hand.advance(30)
    assert to_text(planned.interventions) == to_text(by_hand.interventions) == "40:rate=0.1, 90:rate=0.01"
    assert planned.snapshot().train_loss.tobytes() == by_hand.snapshot().train_loss.tobytes()


def test_a_change_by_hand_drops_what_was_planned():
    trainer = Trainer(Experiment(arms=[Arm("relu")], interventions=from_text("5:rate=0.1, 9:rate=0.2")))
    trainer.advance(6)
    trainer.set_learning_rate(0.05)
    trainer.advance(10)
    assert trainer.learning_rate == 0.05
    assert to_text(trainer.interventions) == "5:rate=0.1, 6:rate=0.05"
