"""The three losses, with outputs z [networks, outputs, samples] and targets of the same shape (classes one-hot).

Each has `gradient(z, target, out)`, of the mean over the batch, and `values(z, target)` -> loss and accuracy, float64
[networks]. Gradients are written out by hand, which saves the automatic differentiation of a known formula;
z and out are `numerics.padded`.
"""

import torch
from torch import Tensor

from activations.training.numerics import whole


class BinaryLoss:
    """Binary cross-entropy of one logit; right when the logit's sign is the class."""

    def gradient(self, z: Tensor, target: Tensor, out: Tensor) -> None:
        torch.sigmoid(whole(z), out=whole(out))
        out.sub_(target).mul_(1 / z.shape[-1])

    def values(self, z: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        loss = z.clamp(min=0) - z * target + torch.log1p(torch.exp(-z.abs()))  # never overflows
        return loss.mean((1, 2)), ((z > 0) == (target > 0.5)).double().mean((1, 2))


class ClassesLoss:
    """Cross-entropy over the outputs; right when the largest output is the class (the first one at a tie)."""

    def gradient(self, z: Tensor, target: Tensor, out: Tensor) -> None:
        torch.softmax(z, 1, out=out)
        out.sub_(target).mul_(1 / z.shape[-1])

    def values(self, z: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        loss = torch.logsumexp(z, 1) - (z * target).sum(1)
        return loss.mean(1), (z.argmax(-2) == target.argmax(-2)).double().mean(1)


class RegressionLoss:
    """Mean squared error; accuracy is not defined (NaN)."""

    def gradient(self, z: Tensor, target: Tensor, out: Tensor) -> None:
        torch.sub(z, target, out=out)
        out.mul_(2 / z.shape[-1])

    def values(self, z: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        loss = (z - target).square().mean((1, 2))
        return loss, torch.full_like(loss, torch.nan)


LOSSES = {"binary": BinaryLoss(), "classes": ClassesLoss(), "regression": RegressionLoss()}
