"""The same networks as a plain user of PyTorch would write them: one nn.Module, one optimiser, one batch at a time."""

import torch
from torch import nn
from torch.nn import functional

from activations.training.initial import batch_positions
from activations.training.trainer import Trainer

LOSSES = {
    "binary": lambda z, y: functional.binary_cross_entropy_with_logits(z[:, 0], y),
    "classes": lambda z, y: functional.cross_entropy(z, y.long()),
    "regression": lambda z, y: functional.mse_loss(z[:, 0], y),
}


class PlainActivation(nn.Module):
    def __init__(self, arm):
        super().__init__()
        self.arm = arm
        self.fixed = arm.parameters
        if arm.pre_activations > 1:
            self.fixed.pop("k", None)
        names = [parameter.name for parameter in arm.entry.parameters if parameter.learnable]
        self.learnable = nn.ParameterDict(
            {name: nn.Parameter(torch.tensor(float(self.fixed.pop(name)), dtype=torch.float64)) for name in names}
        )

    def forward(self, z):
        if self.arm.pre_activations > 1:
            z = torch.stack(z.chunk(self.arm.pre_activations, dim=1), dim=-1)
        return self.arm.entry.function(z, **self.fixed, **dict(self.learnable.items()))


def plain_network(trainer: Trainer, arm_index: int, seed_index: int) -> nn.Sequential:
    """The network that the trainer has for this arm and seed, with the weights it has now."""
    numbers, stack = next(pair for pair in trainer.stacks if arm_index in pair[0])
    network = numbers.index(arm_index) * stack.each + seed_index
    modules = []
    for layer in stack.layers:
        linear = nn.Linear(layer.weight.shape[2], layer.weight.shape[1], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(layer.weight[network])
            linear.bias.copy_(layer.bias[network, :, 0])
        modules.append(linear)
        if layer.parts:
            activation = PlainActivation(trainer.experiment.arms[arm_index])
            with torch.no_grad():
                for name, value in activation.learnable.items():
                    value.copy_(layer.parts[numbers.index(arm_index)].learnable[name].flatten()[seed_index])
            modules.append(activation)
    return nn.Sequential(*modules)


def plain_optimizer(experiment, network: nn.Module) -> torch.optim.Optimizer:
    if experiment.optimizer == "adam":
        return torch.optim.Adam(network.parameters(), lr=experiment.learning_rate)
    momentum = experiment.momentum if experiment.optimizer == "momentum" else 0.0
    return torch.optim.SGD(network.parameters(), lr=experiment.learning_rate, momentum=momentum)


class PlainRun:
    """Trains `plain_network` on the batches of its seed."""

    def __init__(self, trainer: Trainer, arm_index: int = 0, seed_index: int = 0):
        self.experiment, self.data = trainer.experiment, trainer.data
        self.seed = self.experiment.first_seed + seed_index
        self.network = plain_network(trainer, arm_index, seed_index)
        self.optimizer = plain_optimizer(self.experiment, self.network)
        self.step = 0

    def loss(self, which: str) -> float:
        x, y = (torch.from_numpy(getattr(self.data, f"{axis}_{which}").copy()) for axis in "xy")
        with torch.no_grad():
            return float(LOSSES[self.data.kind](self.network(x), y))

    def advance(self, steps: int) -> None:
        x, y = torch.from_numpy(self.data.x_train.copy()), torch.from_numpy(self.data.y_train.copy())
        size = self.experiment.batch_size
        for step in range(self.step, self.step + steps):
            batch = batch_positions(self.seed, step * size, size, len(x))
            self.optimizer.zero_grad()
            LOSSES[self.data.kind](self.network(x[batch]), y[batch]).backward()
            self.optimizer.step()
        self.step += steps
