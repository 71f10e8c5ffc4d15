"""Stacked training gives the losses of the same networks trained one by one in plain PyTorch, in float64."""

import math

import numpy as np
import pytest

from activations import CATALOGUE, Arm, Experiment, Trainer
from tests.training.reference import PlainRun

SETTINGS = (
    {"data": "circle", "optimizer": "sgd", "batch_size": 10, "widths": (8, 8)},
    {"data": "sine", "optimizer": "momentum", "batch_size": 7, "widths": (5,), "learning_rate": 0.003},
    {"data": "digits", "optimizer": "adam", "batch_size": 16, "widths": (6, 4), "learning_rate": 0.003},
)


def off_default(key: str) -> Arm:
    """The arm with every parameter a tenth of the way from its default to the end of its range that is farther."""
    values = {}
    for parameter in CATALOGUE[key].parameters:
        ends = (parameter.low, parameter.high)
        end = max(ends, key=lambda end: abs(end - parameter.default))
        value = parameter.default + (end - parameter.default) / 10
        values[parameter.name] = math.ceil(value) if parameter.integer else value
    try:
        return Arm(key, **values)
    except ValueError:  # two parameters that must not cross
        return Arm(key)


@pytest.mark.parametrize("key", CATALOGUE)
def test_losses_equal_those_of_single_networks(key):
    setting = SETTINGS[list(CATALOGUE).index(key) % len(SETTINGS)]
    experiment = Experiment(
        arms=tuple(dict.fromkeys([Arm(key), off_default(key)])), seeds=1, dtype="float64", **setting
    )
    trainer = Trainer(experiment)
    plain = [PlainRun(trainer, arm) for arm in range(len(experiment.arms))]
    for steps in (20, 60):
        trainer.advance(steps)
        snapshot = trainer.snapshot()
        for arm, run in enumerate(plain):
            run.advance(steps)
            assert snapshot.train_loss[arm, 0] == pytest.approx(run.loss("train"), rel=1e-10)
            assert snapshot.test_loss[arm, 0] == pytest.approx(run.loss("test"), rel=1e-10)


@pytest.mark.parametrize(("data", "optimizer"), [("circle", "adam"), ("sine", "momentum"), ("digits", "sgd")])
def test_optimizers_and_kinds_of_data(optimizer, data):
    arms = [Arm("tanh"), Arm("relu"), Arm("maxout", k=3), Arm("swiglu"), Arm("crelu"), Arm("prelu")]
    experiment = Experiment(
        arms=arms,
        data=data,
        optimizer=optimizer,
        learning_rate=0.01,
        seeds=2,
        first_seed=5,
        batch_size=9,
        dtype="float64",
    )
    trainer = Trainer(experiment)
    plain = [[PlainRun(trainer, arm, seed) for seed in range(2)] for arm in range(len(arms))]
    trainer.advance(60)
    trainer.set_learning_rate(0.004)
    trainer.advance(60)
    for row in plain:
        for run in row:
            run.advance(60)
            for group in run.optimizer.param_groups:
                group["lr"] = 0.004
            run.advance(60)
    snapshot = trainer.snapshot()
    for which in ("train", "test"):
        expected = np.array([[run.loss(which) for run in row] for row in plain])
        np.testing.assert_allclose(getattr(snapshot, f"{which}_loss"), expected, rtol=1e-10)
