"""Steps replayed from a recording: the machinery with a stand-in, and real CUDA graphs where there are any."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.experiment.intervention import from_text
from activations.optimizer import OPTIMIZERS

ARMS = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("crelu"), Arm("gelu"), Arm("hardtanh")]
TEXT = (
    "10:rate=0.02, 12:swap=0/prelu, 20:spike=0+1/20, 25:noise=0.2, 30:off=0/1/7, 35:revive=0, 40:freeze=1, 45:on=0/1/7"
)


class Replayed:
    """Takes the part of a recording: runs what it was given, with the numbers in tensors as a graph has them."""

    made = 0

    def __init__(self, learn, inputs, targets, factors, changed):
        self.learn, self.inputs, self.targets = learn, inputs.clone(), targets.clone()
        self.numbers = torch.zeros(1 + factors, dtype=inputs.dtype)
        self.changed = changed
        Replayed.made += 1

    def __call__(self, inputs, targets, rate, factors):
        self.inputs.copy_(inputs)
        self.targets.copy_(targets)
        self.numbers.copy_(torch.tensor([rate, *factors], dtype=self.numbers.dtype))
        before = [tensor.clone() for tensor in self.changed]
        rate, *rest = self.numbers.unbind()
        self.learn(self.inputs, self.targets, rate, rest)
        assert all(tensor.isfinite().all() for tensor in self.changed)
        assert any(not torch.equal(*pair) for pair in zip(before, self.changed, strict=True))


@pytest.mark.parametrize("norm", ["none", "batch"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_replayed_steps_equal_eager_ones(optimizer, norm):
    setting = {"optimizer": optimizer, "norm": norm, "clip": 1.0, "weight_decay": 0.01, "schedule": "cosine"}
    experiment = Experiment(arms=ARMS, dtype="float64", interventions=from_text(TEXT), learning_rate=0.01, **setting)
    eager, replayed = Trainer(experiment), Trainer(experiment)
    for _, stack in replayed.stacks:
        stack.capture = Replayed
    for trainer in (eager, replayed):
        trainer.advance(60)
    np.testing.assert_allclose(replayed.snapshot().train_loss, eager.snapshot().train_loss, rtol=1e-9)


def test_a_recording_is_made_again_after_what_changes_a_step_and_only_then():
    trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("tanh")]))
    ((_, stack),) = trainer.stacks
    stack.capture, Replayed.made = Replayed, 0
    trainer.advance(3)
    trainer.advance(3)
    assert Replayed.made == 1
    for made, do, fields in (
        (1, "rate", {"value": 0.2}),
        (1, "noise", {"value": 0.1}),
        (1, "spike", {"arms": 0, "value": 2}),
        (2, "off", {"arms": 0, "layer": 0, "unit": 1}),
        (3, "on", {"arms": 0, "layer": 0, "unit": 1}),
        (4, "freeze", {"layer": 1}),
        (5, "unfreeze", {"layer": 1}),
        (6, "swap", {"arms": 0, "to": Arm("elu")}),
        (6, "revive", {"arms": 0}),
    ):
        trainer.intervene(do, **fields)
        trainer.advance(3)
        assert Replayed.made == made, do
    trainer.reset()
    trainer.advance(1)
    assert Replayed.made == 7


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no CUDA device here")
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_cuda_graphs_agree_with_the_cpu(optimizer):
    experiment = Experiment(arms=ARMS, interventions=from_text(TEXT), optimizer=optimizer, learning_rate=0.01, clip=1.0)
    cpu, graph, eager = Trainer(experiment), Trainer(experiment, device="cuda"), Trainer(experiment, device="cuda")
    for _, stack in eager.stacks:
        stack.capture = None
    for trainer in (cpu, graph, eager):
        trainer.advance(50)
    np.testing.assert_allclose(graph.snapshot().train_loss, eager.snapshot().train_loss, rtol=1e-4)
    np.testing.assert_allclose(graph.snapshot().train_loss, cpu.snapshot().train_loss, rtol=1e-3)
