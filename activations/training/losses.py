"""The three losses, with outputs z [networks, outputs, samples] and targets that broadcast to it (classes one-hot).

`gradient(z, target, out)` is that of the mean over the batch, written out by hand, which saves the automatic
differentiation of a known formula; z and out are `numerics.padded`. `values(z, target)` gives the loss of each sample
and whether its answer is right (1, 0, or NaN where that is not defined): both [networks, samples].
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
        return loss[:, 0], ((z > 0) == (target > 0.5))[:, 0].to(z.dtype)


class ClassesLoss:
    """Cross-entropy over the outputs; right when the largest output is the class (the first one at a tie)."""

    def gradient(self, z: Tensor, target: Tensor, out: Tensor) -> None:
        torch.softmax(z, 1, out=out)
        out.sub_(target).mul_(1 / z.shape[-1])

    def values(self, z: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        loss = torch.logsumexp(z, 1) - (z * target).sum(1)
        return loss, (z.argmax(1) == target.argmax(-2)).to(z.dtype)


class RegressionLoss:
    """Mean squared error; right or wrong is not defined (NaN)."""

    def gradient(self, z: Tensor, target: Tensor, out: Tensor) -> None:
        torch.sub(z, target, out=out)
        out.mul_(2 / z.shape[-1])

    def values(self, z: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        loss = (z - target).square()[:, 0]
        return loss, torch.full_like(loss, torch.nan)


LOSSES = {"binary": BinaryLoss(), "classes": ClassesLoss(), "regression": RegressionLoss()}
