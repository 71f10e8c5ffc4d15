"""The optimisers, on one flat tensor of all weights of a stack; conventions and results are those of torch.optim.

Every operation rounds each element by itself (add, multiply, divide, square root): no fused multiply-add, whose use in
torch depends on an element's place in the tensor.
"""

import math

import torch
from torch import Tensor


class Sgd:
    """w -= rate * gradient."""

    def __init__(self, weights: Tensor) -> None:
        self.weights = weights
        self.state: tuple[
            Tensor, ...
        ] = ()  # what is remembered of each weight, each like `weights`, zeros at the start
        self.steps = 0  # taken so far

    def update(self, gradient: Tensor, rate: float | Tensor) -> None:
        """One step; `gradient` is overwritten. `rate` is a number, or one for every weight."""
        self.weights.sub_(gradient.mul_(rate))


class Momentum(Sgd):
    """velocity = momentum * velocity + gradient; w -= rate * velocity."""

    def __init__(self, weights: Tensor, momentum: float) -> None:
        super().__init__(weights)
        self.momentum, self.velocity = momentum, torch.zeros_like(weights)
        self.state = (self.velocity,)

    def update(self, gradient: Tensor, rate: float | Tensor) -> None:
        """As Sgd.update."""
        self.velocity.mul_(self.momentum).add_(gradient)
        torch.mul(self.velocity, rate, out=gradient)
        self.weights.sub_(gradient)


class Adam(Sgd):
    """Kingma & Ba 2015 with beta 0.9 and 0.999, epsilon 1e-8 added after the bias-corrected square root."""

    BETAS, EPSILON = (0.9, 0.999), 1e-8

    def __init__(self, weights: Tensor) -> None:
        super().__init__(weights)
        self.mean, self.square = torch.zeros_like(weights), torch.zeros_like(weights)
        self.state = (self.mean, self.square)
        self.scratch = torch.empty_like(weights)

    def update(self, gradient: Tensor, rate: float | Tensor) -> None:
        """As Sgd.update."""
        self.steps += 1
        (first, second), scratch = self.BETAS, self.scratch
        torch.mul(gradient, gradient, out=scratch)
        self.square.mul_(second).add_(scratch.mul_(1 - second))
        self.mean.mul_(first).add_(gradient.mul_(1 - first))
        torch.sqrt(self.square, out=scratch)
        scratch.div_(math.sqrt(1 - second**self.steps)).add_(self.EPSILON)
        torch.div(self.mean, scratch, out=gradient)
        gradient.mul_(rate).mul_(1 / (1 - first**self.steps))
        self.weights.sub_(gradient)


def make_optimizer(name: str, weights: Tensor, momentum: float) -> Sgd:
    """The optimiser called `name` in Experiment, at its start."""
    if name == "momentum":
        return Momentum(weights, momentum)
    return Adam(weights) if name == "adam" else Sgd(weights)
