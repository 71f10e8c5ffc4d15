"""One pass of the probe set through networks of a stack, forwards and backwards, that keeps everything on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from activations.data.datasets import Data
from activations.observation.max_slope import max_slope
from activations.observation.workspace import Workspace
from activations.training.forward_backward import NOTHING, Layer, backward, forward
from activations.training.stack import NetworkStack
from activations.turns import breathe

MAX_SAMPLES = 512


def probe_positions(size: int) -> np.ndarray:
    """Which of `size` training samples are looked at: all, or 512 evenly spaced ones, for their order is random."""
    return np.arange(size) if size <= MAX_SAMPLES else np.arange(MAX_SAMPLES) * size // MAX_SAMPLES


def probe_columns(stack: NetworkStack, data: Data) -> tuple[Tensor, Tensor]:
    """Inputs [dimension, samples] and targets [outputs, samples] of the probe set, on the stack's device."""
    chosen = probe_positions(len(data.x_train))
    inputs, targets = (
        torch.as_tensor(np.array(array), dtype=stack.dtype).contiguous().to(stack.device)
        for array in (data.x_train[chosen].T, stack.targets(data, data.y_train[chosen]))
    )
    return inputs, targets


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


@dataclass(kw_only=True)
class KeptLayer(Layer):
    """A layer of some networks of a stack that keeps the slopes and all gradients on the way."""

    networks: int = 1  # of each arm
    learnable: list[dict[str, Tensor]] = field(default_factory=list)  # of those networks, for each arm
    slopes: list[Tensor] = field(default_factory=list)  # each output of a unit: [N, rows, S]
    product_gradient: Tensor = NOTHING

    def blocks(self) -> list[slice]:
        return [slice(None)]  # the blocks of some seeds need not start on a cache line

    def activate(self) -> Tensor:
        found = []
        for one, rows, values in zip(self.slices, self.before.split(self.networks), self.learnable, strict=True):
            found.append(one.value_and_slopes(rows, values))
            breathe()
        for out, of_output in zip(self.slopes, zip(*(slopes for _, slopes in found), strict=True), strict=True):
            torch.cat(of_output, out=out)
        return torch.cat([value for value, _ in found], out=self.after)

    def differentiate(self) -> Tensor:
        """The gradient after, each output's, times its partial derivatives, summed."""
        gradient, pieces = self.after_gradient, self.slices[0].pieces
        if any(one.silent is not None for one in self.slices):  # units that are switched off
            rows = zip(self.slices, gradient.split(self.networks), strict=True)
            gradient = torch.cat([one.silenced(its) for one, its in rows])
        for place, (outer, slope) in enumerate(zip(gradient.chunk(len(self.slopes), dim=1), self.slopes, strict=True)):
            factor, out = (tensor.unflatten(1, (pieces, -1)) for tensor in (slope, self.before_gradient))
            if place:
                out.addcmul_(factor, outer[:, None])
            else:
                torch.mul(factor, outer[:, None], out=out)
        return self.before_gradient

    def put_gradients(self, outer: Tensor, received: Tensor) -> None:
        self.product_gradient = outer
        super().put_gradients(outer, received)


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

    Norms take their statistics from the probe set, as a batch. What is found lies in `space` until the next pass.
    `limits` keeps, by layer, max |f'| of all networks [arms, seeds, 1 or units]: what is in it already is taken as it
    is.
    """
    chosen = slice(*seeds.indices(len(stack.seeds)))
    each = chosen.stop - chosen.start
    networks = each * len(stack.arms)
    together = neighbours([shape_of(stack, place) for place in range(len(stack.layers))])

    def of(tensor: Tensor) -> Tensor:
        if each == stack.each:
            return tensor
        return tensor.view(len(stack.arms), stack.each, *tensor.shape[1:])[:, chosen].flatten(0, 1)

    def block(name: str, places: range, rows: int) -> Tensor:
        return space.take(f"{name} {places.start}", (len(places), networks, rows, columns.shape[1]), columns)

    def room(name: str, place: int, rows: int) -> Tensor:
        places = next(places for places in together if place in places)
        return block(name, places, rows)[place - places.start]

    def kept(place: int, layer: Layer) -> KeptLayer:
        rows, weight, last = stack.rows[place], of(layer.weight), not layer.slices
        found = KeptLayer(
            weight=weight,
            bias=of(layer.bias),
            weight_gradient=space.take(f"weight_gradient {place}", weight.shape, weight),
            bias_gradient=None,
            before=room("before", place, rows),
            before_gradient=room("gradient", place, rows),
            networks=each,
        )
        if last:
            return found
        given = stack.inputs[place + 1]
        found.after = room("after", place, given)
        found.after_gradient = space.take(f"after_gradient {place % 2}", (networks, given, columns.shape[1]), columns)
        if layer.norm is not None:
            found.norm = layer.norm.looked_at(of(layer.norm.scale), of(layer.norm.shift))
        found.residual, found.slices = layer.residual, layer.slices
        found.learnable = [{name: values[chosen] for name, values in one.learnable.items()} for one in layer.slices]
        found.slopes = [room(f"slopes {n}", place, rows) for n in range(layer.slices[0].outputs)]
        return found

    layers = [kept(place, layer) for place, layer in enumerate(stack.layers)]
    hidden, last = layers[:-1], layers[-1]
    received = forward(layers, columns.expand(networks, -1, -1))
    stack.loss.gradient(last.before, targets, last.before_gradient)
    backward(layers, received)
    for place, layer in enumerate(hidden):
        if place not in limits:
            limits[place] = max_slopes(stack, place).to(layer.before)
            breathe()
    seen = ForwardBackward(
        received=received,
        before=[layer.before for layer in layers],
        after=[layer.after for layer in hidden],
        slopes=[layer.slopes for layer in hidden],
        max_slope=[limits[place][:, chosen].flatten(0, 1)[..., None] for place in range(len(hidden))],
        groups=[],
        weights=[layer.weight for layer in layers],
        weight_gradient=[layer.weight_gradient for layer in layers],
        before_gradient=[layer.before_gradient for layer in layers],
        product_gradient=[layer.product_gradient for layer in layers],
        loss=stack.loss.values(last.before, targets)[0].mean(1),
    )
    seen.groups = [group(seen, places, block) for places in together[:-1]]
    return seen


def max_slopes(stack: NetworkStack, place: int) -> Tensor:
    """max |f'| of all networks in a layer: [arms, seeds, 1 or units]."""
    slices = zip(stack.layers[place].slices, stack.arms, strict=True)
    found = [max_slope(one, arm.at(place), len(stack.seeds)) for one, arm in slices]
    widest = max(one.shape[1] for one in found)
    return torch.stack([one.expand(-1, widest) for one in found])


def group(seen: ForwardBackward, places: range, block: Callable[[str, range, int], Tensor]) -> LayerGroup:
    """What was seen of layers of one shape, as one; `block` gives the memory that they lie in."""
    first = places.start
    names = {"before": seen.before[first], "after": seen.after[first]}
    names |= {f"slopes {n}": of_output for n, of_output in enumerate(seen.slopes[first])}
    before, after, *slopes = [block(name, places, like.shape[1]).flatten(0, 1) for name, like in names.items()]
    most = [seen.max_slope[place] for place in places]
    widest = max(one.shape[1] for one in most)
    return LayerGroup(places, before, after, slopes, torch.cat([one.expand(-1, widest, -1) for one in most]))


def shape_of(stack: NetworkStack, place: int) -> tuple:
    """What layers must share to be looked at together; the output layer shares it with none."""
    layer = stack.layers[place]
    if not layer.slices:
        return ()
    return stack.rows[place], stack.inputs[place + 1], layer.slices[0].outputs, stack.layer_pieces[place]


def neighbours(shapes: list[tuple]) -> list[range]:
    """Neighbours that are equal, as ranges of their places."""
    starts = [place for place in range(len(shapes)) if not place or shapes[place] != shapes[place - 1]]
    return [range(*ends) for ends in pairwise([*starts, len(shapes)])]
