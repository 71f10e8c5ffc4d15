"""The same looks taken slowly: one network, one unit, one sample at a time, with autograd, in float64."""

import numpy as np
import torch
from torch.nn import functional

from activations.observation.forward_backward import probe_positions

LOSSES = {
    "binary": lambda z, y: functional.binary_cross_entropy_with_logits(z[:, 0], y),
    "classes": lambda z, y: functional.cross_entropy(z, y.long()),
    "regression": lambda z, y: functional.mse_loss(z[:, 0], y),
}


class PlainLayer:
    """z and f(z) of one hidden layer of one network, [samples, ...], with their graph."""

    def __init__(self, arm, learnable, z):
        self.z = z
        pieces = arm.pre_activations
        fixed = {name: value for name, value in arm.parameters.items() if not (name == "k" and pieces > 1)}
        self.blocks = torch.stack(z.chunk(pieces, dim=1), dim=-1)  # [samples, units, pieces]
        seen = self.blocks if pieces > 1 else z
        self.a = arm.entry.function(seen, **fixed | learnable)
        self.pieces, self.outputs = pieces, arm.outputs
        self.units = z.shape[1] // pieces

    def partials(self, unit):
        """All partial derivatives of one unit's outputs by its own pre-activations: [samples, outputs, pieces]."""
        found = []
        for output in range(self.outputs):
            value = self.a[:, output * self.units + unit].sum()
            (slope,) = torch.autograd.grad(value, self.z, retain_graph=True, materialize_grads=True)
            own = slope.unflatten(1, (self.pieces, self.units))[:, :, unit]
            assert slope.count_nonzero() == own.count_nonzero()  # a unit depends on nothing but its own pre-activations
            found.append(own)
        return torch.stack(found, dim=1)


class PlainNetwork:
    """One network of a trainer, on the probe set or on some samples of it."""

    def __init__(self, trainer, arm_index, seed_index, samples=None):
        numbers, stack = next(pair for pair in trainer.stacks if arm_index in pair[0])
        place = numbers.index(arm_index)
        network = place * stack.each + seed_index
        data = trainer.data
        positions = probe_positions(len(data.x_train))
        positions = positions if samples is None else positions[samples]
        x = torch.tensor(data.x_train[positions])
        y = torch.tensor(data.y_train[positions], dtype=torch.float64)
        self.weights, self.received, self.z, self.hidden = [], [x], [], []
        for place_of, layer in enumerate(stack.layers):
            weight = layer.weight[network].double().clone().requires_grad_()
            z = self.received[-1] @ weight.T + layer.bias[network, :, 0].double()
            if layer.norm is not None:
                scale, shift = (part[network, :, 0].double() for part in (layer.norm.scale, layer.norm.shift))
                if trainer.experiment.norm == "batch":
                    z = functional.batch_norm(z, None, None, scale, shift, training=True)
                else:
                    z = functional.layer_norm(z, z.shape[1:], scale, shift)
            z.retain_grad()
            self.weights.append(weight)
            self.z.append(z)
            if layer.slices:
                values = layer.slices[place].learnable
                learnable = {name: value[seed_index, :, 0].double() for name, value in values.items()}
                self.hidden.append(PlainLayer(stack.arms[place].at(place_of), learnable, z))
                after = self.hidden[-1].a
                self.received.append(after + self.received[-1] if layer.residual else after)
        self.loss = LOSSES[data.kind](self.z[-1], y)

    def backward(self):
        self.loss.backward(retain_graph=True)
        return self

    def agreement(self, layer, unit):
        """|#pos - #neg| / (#pos + #neg) of the weights of one unit (one row), NaN if all are 0.

        Raises ValueError if a gradient is nothing but rounding, whose sign means nothing.
        """
        gradient = self.weights[layer].grad[unit]
        largest = self.weights[layer].grad.abs().max()
        if ((gradient != 0) & (gradient.abs() < 1e-13 * largest)).any():
            raise ValueError
        counted = int((gradient != 0).sum())
        return abs(int(gradient.sign().sum())) / counted if counted else np.nan


def entropy_rank(outputs):
    """exp of the entropy of the normalised singular values of centred outputs [samples, units]."""
    singular = np.linalg.svd(outputs - outputs.mean(0), compute_uv=False)
    if singular.max() <= 1e-11 * np.abs(outputs).max():
        return 0.0
    parts = singular[singular > 1e-7 * singular.max()] / singular.sum()
    return float(np.exp(-(parts * np.log(parts)).sum()))
