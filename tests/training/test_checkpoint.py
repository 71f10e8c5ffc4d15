"""A run that goes on from a checkpoint has the numbers of one that was never interrupted, to the bit."""

import json
from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.experiment.intervention import from_text
from activations.training import checkpoint
from activations.training.checkpoint import Checkpoint

ARMS = [Arm("tanh"), Arm("relu"), Arm("prelu"), Arm("maxout"), Arm("geglu")]
ACTS = (
    "5:noise=0.1, 10:freeze=1, 12:off=0/1/2, 15:rate=0.05, 20:spike=0+1/20, 25:swap=1/elu, 30:swap=2/swish, "
    "30:revive=0, 33:bias=4/0.5, 50:unfreeze=1, 55:on=0/1/2, 57:swap=1/relu, 60:rate=0.02"
)


def carried(kept: Checkpoint) -> Checkpoint:
    """As another process gets it."""
    return Checkpoint(json.loads(json.dumps(kept.plain)), np.frombuffer(kept.data.tobytes(), dtype=np.uint8))


def assert_equal(one: Trainer, other: Trainer) -> None:
    assert (one.step, one.arms, one.learning_rate) == (other.step, other.arms, other.learning_rate)
    assert one.interventions == other.interventions
    assert one.planned == other.planned
    for (_, stack), (_, twin) in zip(one.stacks, other.stacks, strict=True):
        for mine, its in zip(checkpoint.tensors(stack), checkpoint.tensors(twin), strict=True):
            assert mine.numpy().tobytes() == its.numpy().tobytes()
    for name, values in vars(one.snapshot()).items():
        np.testing.assert_array_equal(values, getattr(other.snapshot(), name))


@pytest.mark.parametrize("at", [0, 20, 31, 47, 58])
@pytest.mark.parametrize(
    "setting",
    [
        {"optimizer": "sgd", "data": "sine"},
        {"optimizer": "adamw", "norm": "batch", "weight_decay": 0.01, "clip": 0.5, "schedule": "cosine"},
        {"optimizer": "nesterov", "norm": "layer", "residual": True, "learnable_per_unit": True, "dtype": "float64"},
        {"optimizer": "rmsprop", "match": "parameters", "data": "digits"},
    ],
)
def test_a_run_goes_on_to_the_bit(setting, at):
    experiment = Experiment(
        arms=ARMS, widths=(6, 5, 5), seeds=3, batch_size=9, steps=200, interventions=from_text(ACTS), **setting
    )
    undisturbed, other = Trainer(experiment), Trainer(experiment)
    undisturbed.advance(at)
    kept = carried(checkpoint.take(undisturbed))
    assert kept.data.nbytes == checkpoint.size(undisturbed)
    checkpoint.go_on(other, kept)
    assert_equal(undisturbed, other)
    for trainer in (undisturbed, other):
        trainer.advance(90 - at)
    assert_equal(undisturbed, other)


def test_what_was_done_by_hand_after_a_checkpoint_is_done_again():
    experiment = Experiment(arms=ARMS, seeds=2, steps=200, interventions=from_text("10:noise=0.1, 80:rate=0.3"))
    run = Trainer(experiment)
    run.advance(30)
    run.set_learning_rate(0.2)  # in the place of the planned one
    run.intervene("spike", arms=(2,), value=5.0)  # at the next step
    kept = checkpoint.take(run)
    run.set_learning_rate(0.4)  # at the same step: a slider leaves its last value
    run.intervene("spike", arms=(0,), value=10.0)
    run.advance(20)
    run.intervene("swap", arms=(1,), to=Arm("elu"))
    run.advance(5)
    other = Trainer(replace(experiment, interventions=(*run.interventions, *run.planned)))
    checkpoint.go_on(other, kept)
    assert [act.step for act in other.planned] == [30, 30, 50]
    other.advance(25)
    assert_equal(run, other)


def test_a_network_found_diverged_stays_so():
    experiment = Experiment(arms=[Arm("relu"), Arm("tanh")], learning_rate=60.0, seeds=4, data="sine", steps=400)
    run, other = Trainer(experiment), Trainer(experiment)
    for _ in run.record(100):
        pass
    assert (run.diverged_at >= 0).any()
    checkpoint.go_on(other, checkpoint.take(run))
    np.testing.assert_array_equal(other.diverged_at, run.diverged_at)


def test_a_checkpoint_of_other_networks_is_refused():
    kept = checkpoint.take(Trainer(Experiment(arms=[Arm("relu")], widths=(4,))))
    for widths in ((3,), (40,)):
        with pytest.raises(ValueError, match="of other networks"):
            checkpoint.go_on(Trainer(Experiment(arms=[Arm("relu")], widths=widths)), kept)
