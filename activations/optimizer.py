"""The optimisers, on one flat tensor of all weights of a stack; conventions and results are those of torch.optim.

Every operation rounds each element by itself (add, multiply, divide, square root): no fused multiply-add, whose use in
torch depends on an element's place in the tensor. What changes from step to step is worked out by `begin` and handed to
`update`, which a captured CUDA graph can then replay.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

from activations.language import marked as N_


class Sgd:
    """w -= rate * gradient. With weight decay, gradient += decay * w first."""

    label = "SGD"
    uses: tuple[str, ...] = ()  # names of its own settings among the fields of Experiment; they are arguments of it

    def __init__(self, weights: Tensor, decay: float = 0.0) -> None:
        self.weights, self.decay = weights, decay
        self.spared: Tensor | None = None  # like `weights`, True for those that weight decay leaves out; None for none
        self.scratch = torch.empty_like(weights if decay or self.needs_scratch else weights[:0])
        self.state: tuple[Tensor, ...] = ()  # what is remembered of each weight, like `weights`, 0 at the start
        self.steps = 0  # taken so far

    needs_scratch = False

    def begin(self) -> tuple[float, ...]:
        """Count a step; the numbers that `update` needs for it."""
        self.steps += 1
        return ()

    def update(self, gradient: Tensor, rate: float | Tensor, factors: Iterable[float | Tensor]) -> None:
        """One step; `gradient` is overwritten. `rate` is a number, or one for every weight."""
        self.add_decay(gradient)
        self.weights.sub_(gradient.mul_(rate))

    def add_decay(self, gradient: Tensor) -> None:
        if self.decay:
            pull = torch.mul(self.weights, self.decay, out=self.scratch)
            gradient.add_(pull if self.spared is None else pull.masked_fill_(self.spared, 0.0))


class Momentum(Sgd):
    """velocity = momentum * velocity + gradient; w -= rate * velocity."""

    label = N_("SGD with momentum")
    uses = ("momentum",)

    def __init__(self, weights: Tensor, decay: float, momentum: float) -> None:
        super().__init__(weights, decay)
        self.momentum, self.velocity = momentum, torch.zeros_like(weights)
        self.state = (self.velocity,)

    def update(self, gradient: Tensor, rate: float | Tensor, factors: Iterable[float | Tensor]) -> None:
        """As Sgd.update."""
        self.add_decay(gradient)
        self.velocity.mul_(self.momentum).add_(gradient)
        torch.mul(self.velocity, rate, out=gradient)
        self.weights.sub_(gradient)


class Nesterov(Momentum):
    """velocity = momentum * velocity + gradient; w -= rate * (gradient + momentum * velocity)."""

    label = N_("SGD with Nesterov momentum")
    needs_scratch = True

    def update(self, gradient: Tensor, rate: float | Tensor, factors: Iterable[float | Tensor]) -> None:
        """As Sgd.update."""
        self.add_decay(gradient)
        self.velocity.mul_(self.momentum).add_(gradient)
        gradient.add_(torch.mul(self.velocity, self.momentum, out=self.scratch))
        self.weights.sub_(gradient.mul_(rate))


class RmsProp(Sgd):
    """Hinton's: square = 0.99 * square + 0.01 * gradient^2; w -= rate * gradient / (sqrt(square) + 1e-8)."""

    label = "RMSprop"
    SMOOTHING, EPSILON = 0.99, 1e-8
    needs_scratch = True

    def __init__(self, weights: Tensor, decay: float) -> None:
        super().__init__(weights, decay)
        self.square = torch.zeros_like(weights)
        self.state = (self.square,)

    def update(self, gradient: Tensor, rate: float | Tensor, factors: Iterable[float | Tensor]) -> None:
        """As Sgd.update."""
        self.add_decay(gradient)
        scratch = self.scratch
        torch.mul(gradient, gradient, out=scratch)
        self.square.mul_(self.SMOOTHING).add_(scratch.mul_(1 - self.SMOOTHING))
        torch.sqrt(self.square, out=scratch)
        self.weights.sub_(gradient.div_(scratch.add_(self.EPSILON)).mul_(rate))


class Adam(Sgd):
    """Kingma & Ba 2015 with beta 0.9 and 0.999, epsilon 1e-8 added after the bias-corrected square root."""

    label = "Adam"
    BETAS, EPSILON = (0.9, 0.999), 1e-8
    needs_scratch = True

    def __init__(self, weights: Tensor, decay: float) -> None:
        super().__init__(weights, decay)
        self.mean, self.square = torch.zeros_like(weights), torch.zeros_like(weights)
        self.state = (self.mean, self.square)

    def begin(self) -> tuple[float, ...]:
        """As Sgd.begin."""
        self.steps += 1
        first, second = self.BETAS
        return math.sqrt(1 - second**self.steps), 1 / (1 - first**self.steps)

    def update(self, gradient: Tensor, rate: float | Tensor, factors: Iterable[float | Tensor]) -> None:
        """As Sgd.update."""
        self.apply_decay(gradient, rate)
        (first, second), scratch, (root, scale) = self.BETAS, self.scratch, factors
        torch.mul(gradient, gradient, out=scratch)
        self.square.mul_(second).add_(scratch.mul_(1 - second))
        self.mean.mul_(first).add_(gradient.mul_(1 - first))
        torch.sqrt(self.square, out=scratch)
        scratch.div_(root).add_(self.EPSILON)
        torch.div(self.mean, scratch, out=gradient)
        gradient.mul_(rate).mul_(scale)
        self.weights.sub_(gradient)

    def apply_decay(self, gradient: Tensor, rate: float | Tensor) -> None:
        self.add_decay(gradient)


class AdamW(Adam):
    """Adam with the decay outside the gradient: w *= 1 - rate * decay first (Loshchilov & Hutter 2019)."""

    label = "AdamW"

    def apply_decay(self, gradient: Tensor, rate: float | Tensor) -> None:
        if not self.decay:
            return
        if self.spared is None:
            self.weights.mul_(1 - rate * self.decay)
        else:
            shrunk = torch.mul(self.weights, 1 - rate * self.decay, out=self.scratch)
            self.weights.copy_(torch.where(self.spared, self.weights, shrunk))


# Keys of Experiment.optimizer. A new one is a class and its key here: check, form, link and engine read this table.
OPTIMIZERS: dict[str, type[Sgd]] = {
    "sgd": Sgd,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RmsProp,
    "adam": Adam,
    "adamw": AdamW,
}


def make_optimizer(name: str, weights: Tensor, decay: float, **settings: float) -> Sgd:
    """The optimiser called `name` in Experiment, at its start. `settings`: those fields that an optimiser may use."""
    kind = OPTIMIZERS[name]
    return kind(weights, decay, **{setting: settings[setting] for setting in kind.uses})
