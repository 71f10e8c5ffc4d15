"""The same networks as a plain user of PyTorch would write them: one nn.Module, one optimiser, one batch at a time."""

import torch
from torch import nn
from torch.nn import functional
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, StepLR

from activations.training.initialisation import batch_positions
from activations.training.trainer import Trainer

LOSSES = {
    "binary": lambda z, y: functional.binary_cross_entropy_with_logits(z[:, 0], y),
    "classes": lambda z, y: functional.cross_entropy(z, y.long()),
    "regression": lambda z, y: functional.mse_loss(z[:, 0], y),
}
FLOAT = {"dtype": torch.float64}


class PlainActivation(nn.Module):
    def __init__(self, arm, units: int | None = None):
        """`units`: give each unit its own learnable parameters."""
        super().__init__()
        self.arm = arm
        self.fixed = arm.parameters
        if arm.pre_activations > 1:
            self.fixed.pop("k", None)
        names = [parameter.name for parameter in arm.entry.parameters if parameter.learnable]
        shape = () if units is None else (units,)
        self.learnable = nn.ParameterDict(
            {name: nn.Parameter(torch.full(shape, float(self.fixed.pop(name)), **FLOAT)) for name in names}
        )

    def forward(self, z):
        if self.arm.pre_activations > 1:
            z = torch.stack(z.chunk(self.arm.pre_activations, dim=1), dim=-1)
        return self.arm.entry.function(z, **self.fixed, **dict(self.learnable.items()))


class PlainResidual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def plain_layer(trainer: Trainer, arm_index: int, seed_index: int, place: int) -> list[nn.Module]:
    numbers, stack = next(pair for pair in trainer.stacks if arm_index in pair[0])
    number = numbers.index(arm_index)
    network, layer = number * stack.each + seed_index, stack.layers[place]
    linear = nn.Linear(layer.weight.shape[2], layer.weight.shape[1], **FLOAT)
    with torch.no_grad():
        linear.weight.copy_(layer.weight[network])
        linear.bias.copy_(layer.bias[network, :, 0])
    if not layer.slices:
        return [linear]
    modules: list[nn.Module] = [linear]
    kind = {"none": None, "batch": nn.BatchNorm1d, "layer": nn.LayerNorm}[trainer.experiment.norm]
    if kind is not None:
        norm = kind(linear.out_features, **FLOAT)
        with torch.no_grad():
            norm.weight.copy_(layer.norm.scale[network, :, 0])
            norm.bias.copy_(layer.norm.shift[network, :, 0])
        modules.append(norm)
    per_unit = trainer.experiment.learnable_per_unit
    activation = PlainActivation(trainer.arms[arm_index].at(place), stack.widths[place] if per_unit else None)
    with torch.no_grad():
        for name, value in activation.learnable.items():
            value.copy_(layer.slices[number].learnable[name][seed_index].view(value.shape))
    modules.append(activation)
    return modules


def plain_network(trainer: Trainer, arm_index: int, seed_index: int) -> nn.Sequential:
    """The network that the trainer has for this arm and seed, with the weights it has now."""
    stack = next(stack for numbers, stack in trainer.stacks if arm_index in numbers)
    modules: list[nn.Module] = []
    for place, layer in enumerate(stack.layers):
        found = plain_layer(trainer, arm_index, seed_index, place)
        hidden = 0 < place < len(stack.layers) - 1
        if trainer.experiment.residual and hidden and layer.weight.shape[2] == stack.inputs[place + 1]:
            found = [PlainResidual(*found)]
        modules += found
    return nn.Sequential(*modules)


def plain_optimizer(experiment, network: nn.Module) -> torch.optim.Optimizer:
    common = {"lr": experiment.learning_rate, "weight_decay": experiment.weight_decay}
    shapes = [parameter for name, parameter in network.named_parameters() if "learnable" in name]
    others = [parameter for name, parameter in network.named_parameters() if "learnable" not in name]
    parameters = [{"params": others}, {"params": shapes} | ({} if experiment.decay_learnable else {"weight_decay": 0})]
    momentum = experiment.momentum
    match experiment.optimizer:
        case "sgd":
            return torch.optim.SGD(parameters, **common)
        case "momentum":
            return torch.optim.SGD(parameters, **common, momentum=momentum)
        case "nesterov":
            return torch.optim.SGD(parameters, **common, momentum=momentum, nesterov=True)
        case "rmsprop":
            return torch.optim.RMSprop(parameters, **common)
        case "adam":
            return torch.optim.Adam(parameters, **common)
        case "adamw":
            return torch.optim.AdamW(parameters, **common)


def plain_schedule(experiment, optimizer: torch.optim.Optimizer):
    length = experiment.schedule_steps
    match experiment.schedule:
        case "step":
            return StepLR(optimizer, length, gamma=0.1)
        case "cosine":
            return CosineAnnealingLR(optimizer, experiment.steps)
        case "warmup":
            return LinearLR(optimizer, start_factor=1 / length, total_iters=length - 1)


class PlainRun:
    """Trains `plain_network` on the batches of its seed."""

    def __init__(self, trainer: Trainer, arm_index: int = 0, seed_index: int = 0):
        self.experiment, self.data = trainer.experiment, trainer.data
        self.seed = self.experiment.first_seed + seed_index
        self.network = plain_network(trainer, arm_index, seed_index)
        self.optimizer = plain_optimizer(self.experiment, self.network)
        self.schedule = plain_schedule(self.experiment, self.optimizer)
        self.step = 0

    def loss(self, which: str) -> float:
        x, y = (torch.from_numpy(getattr(self.data, f"{axis}_{which}").copy()) for axis in "xy")
        self.network.eval()
        with torch.no_grad():
            return float(LOSSES[self.data.kind](self.network(x), y))

    def advance(self, steps: int) -> None:
        x, y = torch.from_numpy(self.data.x_train.copy()), torch.from_numpy(self.data.y_train.copy())
        size = self.experiment.batch_size
        self.network.train()
        for step in range(self.step, self.step + steps):
            batch = batch_positions(self.seed, step * size, size, len(x))
            self.optimizer.zero_grad()
            LOSSES[self.data.kind](self.network(x[batch]), y[batch]).backward()
            if self.experiment.clip:
                nn.utils.clip_grad_norm_(self.network.parameters(), self.experiment.clip)
            self.optimizer.step()
            if self.schedule is not None:
                self.schedule.step()
        self.step += steps
