"""Batch and layer normalisation of pre-activations, forwards and backwards, as torch's BatchNorm1d and LayerNorm.

Written out by hand: sums along one axis and arithmetic that is exact for each element, so that a network's numbers do
not depend on its place in the stack.
"""

from copy import copy

import torch
from torch import Tensor

EPSILON = 1e-5
MOMENTUM = 0.1  # of the running statistics


class Norm:
    """y = scale * (x - mean) / sqrt(variance + epsilon) + shift over rows [networks, rows, batch].

    "batch" takes mean and variance over the batch, and running ones when it evaluates; "layer" over the rows.
    """

    def __init__(self, kind: str, weights: tuple[Tensor, Tensor], gradients: tuple[Tensor, Tensor], batch: int) -> None:
        """`weights` are scale and shift, [networks, rows, 1]; `gradients` is where theirs go."""
        self.axis = 2 if kind == "batch" else 1
        self.scale, self.shift = weights
        self.gradients: tuple[Tensor, Tensor] | None = gradients
        self.batch = batch
        self.running = (torch.zeros_like(self.scale), torch.ones_like(self.scale)) if kind == "batch" else ()

    def looked_at(self, scale: Tensor, shift: Tensor) -> "Norm":
        """The same norm with the scale and shift of some networks, which keeps neither statistics nor gradients."""
        other = copy(self)
        other.scale, other.shift, other.gradients, other.running = scale, shift, None, ()
        return other

    def start(self, rows: slice | tuple = slice(None)) -> None:
        """Scale 1, shift 0, and no statistics yet; of some [networks, rows] only if given."""
        self.scale[rows], self.shift[rows] = 1.0, 0.0
        for statistic, value in zip(self.running, (0.0, 1.0), strict=False):
            statistic[rows] = value

    def forward(self, rows: Tensor) -> None:
        """Normalise the rows in place."""
        mean = rows.mean(self.axis, keepdim=True)
        centred = rows - mean
        variance = centred.square().mean(self.axis, keepdim=True)
        for statistic, now in zip(self.running, (mean, variance * (self.batch / max(self.batch - 1, 1))), strict=False):
            statistic.mul_(1 - MOMENTUM).add_(now * MOMENTUM)
        self.deviation = (variance + EPSILON).sqrt_()
        self.standard = centred.div_(self.deviation)
        torch.mul(self.standard, self.scale, out=rows)
        rows.add_(self.shift)

    def backward(self, gradient: Tensor) -> Tensor:
        """Gradient of the rows before, for that of the rows after; puts away those of scale and shift."""
        if self.gradients is not None:
            torch.sum(gradient * self.standard, 2, keepdim=True, out=self.gradients[0])
            torch.sum(gradient, 2, keepdim=True, out=self.gradients[1])
        gradient = gradient * self.scale
        along = (gradient * self.standard).mean(self.axis, keepdim=True)
        gradient = gradient - gradient.mean(self.axis, keepdim=True)
        return gradient.sub_(self.standard * along).div_(self.deviation)

    def value(self, rows: Tensor, block: slice) -> Tensor:
        """Rows of some networks, normalised as when evaluating."""
        if self.running:
            mean, variance = (statistic[block] for statistic in self.running)
        else:
            mean = rows.mean(1, keepdim=True)
            variance = (rows - mean).square().mean(1, keepdim=True)
        return (rows - mean) / (variance + EPSILON).sqrt() * self.scale[block] + self.shift[block]
