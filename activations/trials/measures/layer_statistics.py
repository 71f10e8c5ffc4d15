"""Layer statistics of one arm's networks: centring, saturation, agreement of signs, gradients by layer.

`untrained_stack(experiment, arm)` builds a stack at its start; in a Grid's `look` there is one that is being trained.
Arrays are [networks], the columns and seeds of the stack one after the other; layers count from 0.
"""

import numpy as np
import torch
from torch import Tensor

from activations.experiment.experiment import Experiment
from activations.functions.properties import SATURATED
from activations.observation import measures
from activations.observation.forward_backward import probe, probe_columns
from activations.observation.workspace import Workspace
from activations.training.numerics import steady
from activations.training.stack import NetworkStack
from activations.training.trainer import stack_settings


def untrained_stack(experiment: Experiment, arm: int, scales: tuple[float, ...] = (1.0,)) -> NetworkStack:
    """The networks of one arm as they start: the seeds, once for each scale of the weights."""
    seeds = experiment.all_seeds
    each = torch.tensor(scales, dtype=torch.float64).repeat_interleave(len(seeds))
    chosen = experiment.arms[arm]
    with steady():
        return NetworkStack(
            (chosen,),
            seeds * len(scales),
            experiment.plan().data,
            scales=each[None],
            **stack_settings(experiment, chosen),
        )


class LayerStatistics:
    """One pass forwards and backwards of some training samples through all networks of a stack of one arm."""

    def __init__(self, stack: NetworkStack, experiment: Experiment, first: int = 0, samples: int | None = None) -> None:
        """The training samples `first`, `first + 1`, ...; `samples` None: 512 of all, evenly spaced."""
        self.stack, self.samples = stack, samples
        data = experiment.plan().data
        with steady():
            if samples is None:
                columns, targets = probe_columns(stack, data)
            else:
                part = slice(first, first + samples)
                columns = torch.as_tensor(data.x_train[part].T.copy(), dtype=stack.dtype)
                targets = torch.as_tensor(np.array(stack.targets(data, data.y_train[part])), dtype=stack.dtype)
            self.columns = columns
            self.all = probe(stack, columns, targets, Workspace(), {})

    @property
    def loss(self) -> np.ndarray:
        return self.all.loss.double().numpy()

    def off_centre(self, layer: int) -> np.ndarray:
        """Median over units of |mean over samples| / standard deviation of the activation; constant units left out."""
        after = self.all.after[layer].double()
        deviation = after.std(-1, correction=0)
        size = torch.where(deviation > 0, after.mean(-1).abs() / deviation, torch.nan)
        return size.nanmedian(-1).values.numpy()

    def small_slopes(self, layer: int) -> np.ndarray:
        """Share of units and samples with a slope below 0.05, saturated or not: [networks]."""
        return (self._slope(layer) < SATURATED).double().mean((1, 2)).numpy()

    def saturated(self, layer: int) -> np.ndarray:
        """Share of (unit, sample) pairs with |f'(z)| < 0.05 max|f'|."""
        return (self._slope(layer) < SATURATED * self.all.max_slope[layer]).double().mean((1, 2)).numpy()

    def flat(self, layer: int) -> np.ndarray:
        """Share of (unit, sample) pairs with f'(z) = 0."""
        return (self._slope(layer) == 0).double().mean((1, 2)).numpy()

    def weight_gradient(self, layer: int) -> np.ndarray:
        """Root mean square of dL/dW over the weights of a layer."""
        return self.all.weight_gradient[layer].double().flatten(1).square().mean(1).sqrt().numpy()

    def z_gradient(self, layer: int) -> np.ndarray:
        """Norm of dL/dz over the units and samples of a layer; the last layer is the output."""
        return self.all.before_gradient[layer].double().flatten(1).norm(dim=1).numpy()

    def agreement_by_sample(self, layer: int) -> np.ndarray:
        """|#pos − #neg| / (#pos + #neg) over the gradients of a unit's incoming weights from one sample, mean over all
        pairs of unit and sample that have any."""
        return measures.agreement_by_sample(
            self.all.product_gradient[layer], self.all.received[layer], Workspace()
        ).double().numpy()  # fmt: skip

    def agreement_over_batch(self, layer: int) -> np.ndarray:
        """The same of the gradient of the mean loss of these samples, mean over units."""
        return measures.agreement_over_batch(self.all.weight_gradient[layer]).double().numpy()

    def positive(self, layer: int) -> np.ndarray:
        """Share of the nonzero gradients of a layer's weights that are positive."""
        gradient = self.all.weight_gradient[layer].double()
        return ((gradient > 0).sum((1, 2)) / (gradient != 0).sum((1, 2)).clamp(min=1)).numpy()

    def _slope(self, layer: int) -> Tensor:
        """|f'| of every unit and sample: the largest partial derivative of a unit of several pre-activations."""
        sizes = torch.stack([slope.abs() for slope in self.all.slopes[layer]]).amax(0)
        return sizes.unflatten(1, (self.stack.layer_pieces[layer], -1)).amax(1)


def agreement(stack: NetworkStack, experiment: Experiment, layer: int, batch: int) -> np.ndarray:
    """Agreement of the signs of a unit's weight gradients for batches of this size, [networks]: the mean over units and
    up to 8 batches of training samples, one after the other (all single samples of the probe set for batch 1).
    """
    if batch == 1:
        return LayerStatistics(stack, experiment).agreement_by_sample(layer)
    size = experiment.plan().training_size
    firsts = range(0, size - min(batch, size) + 1, batch)[:8]
    found = [
        LayerStatistics(stack, experiment, first, min(batch, size)).agreement_over_batch(layer) for first in firsts
    ]
    return np.mean(found, axis=0)
