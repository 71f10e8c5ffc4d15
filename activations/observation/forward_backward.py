"""One pass of the probe set through networks of a stack, forwards and backwards, that keeps everything on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from activations.data.datasets import Data
from activations.observation.max_slope import forward, max_slope
from activations.observation.workspace import Workspace
from activations.training.norm import EPSILON
from activations.training.stack import NetworkStack

MAX_SAMPLES = 512


def probe_positions(size: int) -> np.ndarray:
    """Which of `size` training samples are looked at: all, or 512 evenly spaced ones, for their order is random."""
    return np.arange(size) if size <= MAX_SAMPLES else np.arange(MAX_SAMPLES) * size // MAX_SAMPLES


def probe_columns(stack: NetworkStack, data: Data) -> tuple[Tensor, Tensor]:
    """Inputs [dimension, samples] and targets [outputs, samples] of the probe set, on the stack's device."""
    chosen = probe_positions(len(data.x_train))
    targets = stack.targets(data, data.y_train[chosen])
    return tuple(
        torch.as_tensor(np.array(array), dtype=stack.dtype).contiguous().to(stack.device)
        for array in (data.x_train[chosen].T, targets)
    )


@dataclass
class LayerGroup:
    """Neighbouring hidden layers of one shape, L of them, lying together in memory: what is measured of each unit is
    measured of all of them at once, since a small operation costs as much as a large one."""

    layers: range
    before: Tensor  # [L * N, rows, S]
    after: Tensor  # [L * N, outputs * units, S]
    slopes: list[Tensor]  # each output of a unit: [L * N, rows, S]
    max_slope: Tensor  # [L * N, 1 or units, 1]


@dataclass
class ForwardBackward:
    """What one pass found. N networks: arm after arm, the chosen seeds of each. S samples."""

    received: list[Tensor]  # each layer: [N, inputs, S]; the first is the probe set itself
    before: list[Tensor]  # each layer, the output layer last: [N, rows, S] pre-activations, normalised if they are
    after: list[Tensor]  # each hidden layer: [N, outputs * units, S], without what a residual connection adds
    slopes: list[list[Tensor]]  # each hidden layer and output of a unit: [N, rows, S]
    max_slope: list[Tensor]  # each hidden layer: [N, 1 or units, 1] max |f'|
    groups: list[LayerGroup]  # the hidden layers, those of one shape together
    weights: list[Tensor]  # each layer: [N, rows, inputs]
    weight_gradient: list[Tensor]  # dL/dW, L the mean over the probe set
    before_gradient: list[Tensor]  # dL/dz, likewise: of one sample's own loss it is S times that
    product_gradient: list[Tensor]  # the same, before a norm: what the weights' gradients are made of
    loss: Tensor  # [N]: L


@torch.no_grad()
def probe(
    stack: NetworkStack,
    columns: Tensor,
    targets: Tensor,
    space: Workspace,
    limits: dict[int, Tensor],
    seeds: slice = slice(None),
) -> ForwardBackward:
    """Run `columns` [dimension, S] through the networks of all arms and the seeds at `seeds` of the stack.

    The linear part of the backward pass is written by hand, the slopes come from autograd, as in training. Norms
    take their statistics from the probe set, as a batch. What is found lies in `space` until the next pass. `limits`
    keeps, by layer, max |f'| of all networks [arms, seeds, 1 or units]: what is in it already is taken as it is.
    """
    chosen = slice(*seeds.indices(len(stack.seeds)))
    each = chosen.stop - chosen.start
    networks = each * len(stack.arms)

    def of(tensor: Tensor) -> Tensor:
        if each == stack.each:
            return tensor
        return tensor.view(len(stack.arms), stack.each, *tensor.shape[1:])[:, chosen].flatten(0, 1)

    together = runs([shape_of(stack, place) for place in range(len(stack.layers))])

    def block(name: str, layers: range, rows: int) -> Tensor:
        return space.take(f"{name} {layers.start}", (len(layers), networks, rows, columns.shape[1]), columns)

    def room(name: str, place: int, rows: int) -> Tensor:
        layers = next(layers for layers in together if place in layers)
        return block(name, layers, rows)[place - layers.start]

    seen = ForwardBackward([columns.expand(networks, -1, -1)], [], [], [], [], [], [], [], [], [], None)
    norms: dict[int, Normalised] = {}
    for place, layer in enumerate(stack.layers):
        seen.weights.append(of(layer.weight))
        z = room("before", place, layer.weight.shape[1])
        torch.baddbmm(of(layer.bias), seen.weights[-1], seen.received[-1], out=z)
        if layer.norm is not None:
            norms[place] = Normalised(z, layer.norm.axis, of(layer.norm.scale), of(layer.norm.shift))
        seen.before.append(z)
        if not layer.slices:
            break
        learnable = [{name: values[chosen] for name, values in one.learnable.items()} for one in layer.slices]
        found = [
            forward(one, rows, values) for one, rows, values in zip(layer.slices, z.split(each), learnable, strict=True)
        ]
        after = torch.cat([value for value, _ in found], out=room("after", place, stack.inputs[place + 1]))
        seen.after.append(after)
        seen.received.append(after + seen.received[-1] if layer.residual else after)
        partials = enumerate(zip(*(partials for _, partials in found), strict=True))
        seen.slopes.append(
            [torch.cat(of_output, out=room(f"slopes {n}", place, z.shape[1])) for n, of_output in partials]
        )
        if place not in limits:
            most = [
                max_slope(one, arm.at(place), len(stack.seeds))
                for one, arm in zip(layer.slices, stack.arms, strict=True)
            ]
            widest = max(one.shape[1] for one in most)
            limits[place] = torch.stack([one.expand(-1, widest) for one in most]).to(z)
        seen.max_slope.append(limits[place][:, chosen].flatten(0, 1)[..., None])
    seen.groups = [group(seen, layers, block) for layers in together[:-1]]
    outer = space.take("output_gradient", seen.before[-1].shape, columns)
    stack.loss.gradient(seen.before[-1], targets, outer)
    seen.loss = stack.loss.values(seen.before[-1], targets)[0].mean(1)
    above = None  # gradient of what the layer above receives
    for place in range(len(stack.layers) - 1, -1, -1):
        seen.before_gradient.insert(0, outer)
        if place in norms:
            outer = norms[place].backward(outer)
        seen.product_gradient.insert(0, outer)
        seen.weight_gradient.insert(0, outer @ seen.received[place].transpose(1, 2))
        if not place:
            break
        gradient = space.take(f"after_gradient_{place % 2}", (networks, stack.inputs[place], columns.shape[1]), columns)
        transposed = seen.weights[place].transpose(1, 2)
        if transposed.shape[2] == 1:  # a product with one row, several times faster
            torch.mul(transposed, outer, out=gradient)
        else:
            torch.bmm(transposed, outer, out=gradient)
        if stack.layers[place].residual:
            gradient += above
        below = stack.layers[place - 1]
        if below.residual:  # it goes on as it is, beside the function
            above = gradient.clone()
        for one, rows in zip(below.slices, gradient.split(each), strict=True):
            if one.silent is not None:  # units that are switched off
                rows.masked_fill_(one.silent, 0.0)
        outer = room("gradient", place - 1, stack.rows[place - 1])
        through(gradient, seen.slopes[place - 1], stack.layer_pieces[place - 1], outer)
    return seen


def group(seen: ForwardBackward, layers: range, block: Callable[[str, range, int], Tensor]) -> LayerGroup:
    """What was seen of layers of one shape, as one; `block` gives the memory that they lie in."""
    first = layers.start
    names = {"before": seen.before[first], "after": seen.after[first]}
    names |= {f"slopes {n}": of_output for n, of_output in enumerate(seen.slopes[first])}
    before, after, *slopes = [block(name, layers, like.shape[1]).flatten(0, 1) for name, like in names.items()]
    slopes_at_most = [seen.max_slope[place] for place in layers]
    widest = max(one.shape[1] for one in slopes_at_most)
    return LayerGroup(layers, before, after, slopes, torch.cat([one.expand(-1, widest, -1) for one in slopes_at_most]))


def shape_of(stack: NetworkStack, place: int) -> tuple:
    """What layers must share to be looked at together; the output layer shares it with none."""
    layer = stack.layers[place]
    if not layer.slices:
        return ()
    return stack.rows[place], stack.inputs[place + 1], layer.slices[0].outputs, stack.layer_pieces[place]


def runs(shapes: list[tuple]) -> list[range]:
    """Neighbours that are equal, as ranges of their places."""
    starts = [place for place in range(len(shapes)) if not place or shapes[place] != shapes[place - 1]]
    return [range(*ends) for ends in pairwise([*starts, len(shapes)])]


def through(after_gradient: Tensor, slopes: list[Tensor], pieces: int, out: Tensor) -> None:
    """Gradient before a function from that after it: each output's, times its partial derivatives, summed."""
    for place, (gradient, slope) in enumerate(zip(after_gradient.chunk(len(slopes), dim=1), slopes, strict=True)):
        blocks = [tensor.unflatten(1, (pieces, -1)) for tensor in (slope, out)]
        if place:
            blocks[1].addcmul_(blocks[0], gradient[:, None])
        else:
            torch.mul(blocks[0], gradient[:, None], out=blocks[1])


class Normalised:
    """Rows [N, rows, S] normalised along an axis, in place, as activations.training.norm does in training."""

    def __init__(self, rows: Tensor, axis: int, scale: Tensor, shift: Tensor) -> None:
        self.axis, self.scale = axis, scale
        centred = rows - rows.mean(axis, keepdim=True)
        self.deviation = (centred.square().mean(axis, keepdim=True) + EPSILON).sqrt_()
        self.standard = centred.div_(self.deviation)
        torch.mul(self.standard, scale, out=rows)
        rows.add_(shift)

    def backward(self, gradient: Tensor) -> Tensor:
        """Gradient of the rows before, for that of the rows after."""
        gradient = gradient * self.scale
        along = (gradient * self.standard).mean(self.axis, keepdim=True)
        gradient = gradient - gradient.mean(self.axis, keepdim=True)
        return gradient.sub_(self.standard * along).div_(self.deviation)
