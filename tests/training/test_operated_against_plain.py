"""Operated networks equal the same networks operated on in plain PyTorch, one by one, in float64."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.training.initialisation import InputNoise, batch_positions
from tests.training.reference import LOSSES, plain_network, plain_optimizer


class PlainPatient:
    """One network in plain PyTorch, taken over from a trainer as it is now; trains with what is done to it."""

    def __init__(self, trainer: Trainer, arm: int, seed: int):
        self.trainer, self.seed, self.step = trainer, trainer.experiment.first_seed + seed, trainer.step
        self.network = plain_network(trainer, arm, seed)
        self.optimizer = plain_optimizer(trainer.experiment, self.network)
        self.noise, self.spike, self.off = 0.0, 0.0, None

    def forward(self, x):
        for place, module in enumerate(self.network):
            x = module(x)
            if self.off is not None and place == 2 * self.off[0] + 1:
                x = x * torch.arange(x.shape[1]).ne(self.off[1])
        return x

    def advance(self, steps: int) -> None:
        data, size = self.trainer.data, self.trainer.experiment.batch_size
        x, y = torch.from_numpy(data.x_train.copy()), torch.from_numpy(data.y_train.copy())
        noise = InputNoise((self.seed,), x.shape[1], size)
        for step in range(self.step, self.step + steps):
            batch = batch_positions(self.seed, step * size, size, len(x))
            inputs, targets = x[batch] + self.noise * noise.at(step)[0].T, y[batch].clone()
            factor = 1.0
            if self.spike:
                if data.kind == "regression":
                    targets[0] += self.spike
                else:
                    factor = self.spike
                self.spike = 0.0
            self.optimizer.zero_grad()
            (factor * LOSSES[data.kind](self.forward(inputs), targets)).backward()
            self.optimizer.step()
        self.step += steps

    def loss(self) -> float:
        data = self.trainer.data
        x, y = torch.from_numpy(data.x_test.copy()), torch.from_numpy(data.y_test.copy())
        with torch.no_grad():
            return float(LOSSES[data.kind](self.forward(x), y))


@pytest.mark.parametrize(("data", "optimizer"), [("circle", "momentum"), ("sine", "sgd"), ("digits", "momentum")])
def test_operated_networks_equal_plain_ones(data, optimizer):
    arms = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("tanh")]
    setting = {"data": data, "optimizer": optimizer, "learning_rate": 0.003, "seeds": 2, "dtype": "float64"}
    trainer = Trainer(Experiment(arms=arms, **setting, widths=(7, 6)))
    plain = [[PlainPatient(trainer, arm, seed) for seed in range(2)] for arm in range(len(arms))]
    patients = [patient for row in plain for patient in row]

    def both(steps: int) -> None:
        trainer.advance(steps)
        for patient in patients:
            patient.advance(steps)
        expected = [[patient.loss() for patient in row] for row in plain]
        np.testing.assert_allclose(trainer.snapshot().test_loss, expected, rtol=1e-10)

    both(20)
    trainer.intervene("spike", arms=(0, 2), value=20)
    for patient in plain[0] + plain[2]:
        patient.spike = 20.0
    both(20)
    trainer.intervene("noise", value=0.3)
    for patient in patients:
        patient.noise = 0.3
    both(90)
    trainer.intervene("off", arms=3, layer=1, unit=4)
    for patient in plain[3]:
        patient.off = 1, 4
    both(20)
    trainer.intervene("freeze", layer=1)
    for patient in patients:
        patient.network[2].requires_grad_(False)
        patient.network[3].requires_grad_(False)
    both(20)
    trainer.intervene("unfreeze", layer=1)
    for patient in patients:
        patient.network.requires_grad_(True)
    both(20)
    trainer.intervene("swap", arms=0, to=Arm("elu", alpha=0.7))
    trainer.intervene("swap", arms=2, to=Arm("tanh"))
    for patient in plain[0] + plain[2]:
        for place in (1, 3):
            activation = patient.network[place]
            activation.arm = trainer.arms[0 if patient in plain[0] else 2]
            activation.fixed, activation.learnable = activation.arm.parameters, torch.nn.ParameterDict()
    both(20)
