"""One pass of the probe set through networks of a stack, forwards and backwards, that keeps everything on the way."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from activations.observation.steepness import forward, steepest
from activations.observation.workspace import Workspace
from activations.training.data import Data
from activations.training.stack import NetworkStack

MOST_SAMPLES = 512


def probe_positions(size: int) -> np.ndarray:
    """Which of `size` training samples are looked at: all, or 512 evenly spaced ones, for their order is random."""
    return np.arange(size) if size <= MOST_SAMPLES else np.arange(MOST_SAMPLES) * size // MOST_SAMPLES


def probe_columns(stack: NetworkStack, data: Data) -> tuple[Tensor, Tensor]:
    """Inputs [dimension, samples] and targets [outputs, samples] of the probe set, on the stack's device."""
    chosen = probe_positions(len(data.x_train))
    targets = stack._targets(data, data.y_train[chosen])
    return tuple(
        torch.as_tensor(np.array(array), dtype=stack.dtype).contiguous().to(stack.device)
        for array in (data.x_train[chosen].T, targets)
    )


@dataclass
class Pass:
    """What one pass found. N networks: arm after arm, the chosen seeds of each. S samples."""

    received: list[Tensor]  # each layer: [N, inputs, S]; the first is the probe set itself
    before: list[Tensor]  # each layer, the output layer last: [N, rows, S] pre-activations
    slopes: list[list[Tensor]]  # each hidden layer and output of a unit: [N, rows, S]
    steepest: list[Tensor]  # each hidden layer: [N, 1, 1] max |f'|
    weights: list[Tensor]  # each layer: [N, rows, inputs]
    weight_gradient: list[Tensor]  # dL/dW, L the mean over the probe set
    before_gradient: list[Tensor]  # dL/dz, likewise: of one sample's own loss it is S times that
    loss: Tensor  # [N]: L


@torch.no_grad()
def probe(
    stack: NetworkStack,
    columns: Tensor,
    targets: Tensor,
    space: Workspace,
    limits: dict[int, Tensor],
    seeds: slice = slice(None),
) -> Pass:
    """Run `columns` [dimension, S] through the networks of all arms and the seeds at `seeds` of the stack.

    The linear part of the backward pass is written by hand, the slopes come from autograd, as in training. What is
    found lies in `space` until the next pass. `limits` keeps, by layer, max |f'| of all networks [arms, seeds]: what is
    in it already is taken as it is.
    """
    chosen = slice(*seeds.indices(len(stack.seeds)))
    each = chosen.stop - chosen.start
    networks = each * len(stack.arms)

    def of(tensor: Tensor) -> Tensor:
        return tensor.view(len(stack.arms), stack.each, *tensor.shape[1:])[:, chosen].flatten(0, 1)

    def room(name: str, place: int, rows: int) -> Tensor:
        return space.take(f"{name} {place}", (networks, rows, columns.shape[1]), columns)

    received, before, slopes, most, weights = [columns.expand(networks, -1, -1)], [], [], [], []
    for place, layer in enumerate(stack.layers):
        weights.append(of(layer.weight))
        z = room("before", place, layer.weight.shape[1])
        before.append(torch.baddbmm(of(layer.bias), weights[-1], received[-1], out=z))
        if not layer.parts:
            break
        learnable = [{name: values[chosen] for name, values in part.learnable.items()} for part in layer.parts]
        found = [
            forward(part, rows, values)
            for part, rows, values in zip(layer.parts, z.split(each), learnable, strict=True)
        ]
        after = room("after", place, stack.inputs[place + 1])
        received.append(torch.cat([value for value, _ in found], out=after))
        partials = zip(*(partials for _, partials in found), strict=True)
        slopes.append(
            [torch.cat(of_output, out=room(f"slopes {n}", place, z.shape[1])) for n, of_output in enumerate(partials)]
        )
        if place not in limits:
            limits[place] = torch.stack(
                [steepest(*pair, len(stack.seeds)) for pair in zip(layer.parts, stack.arms, strict=True)]
            ).to(z)
        most.append(limits[place][:, chosen].reshape(-1, 1, 1))
    outer = room("gradient", len(weights), stack.rows[-1])
    stack.loss.gradient(before[-1], targets, outer)
    before_gradient, weight_gradient = [outer], []
    for place in range(len(weights) - 1, -1, -1):
        weight_gradient.insert(0, outer @ received[place].transpose(1, 2))
        if place:
            after_gradient = room("after gradient", 0, stack.inputs[place])
            transposed = weights[place].transpose(1, 2)
            if transposed.shape[2] == 1:  # a product with one row, several times faster
                torch.mul(transposed, outer, out=after_gradient)
            else:
                torch.bmm(transposed, outer, out=after_gradient)
            for part, rows in zip(stack.layers[place - 1].parts, after_gradient.split(each), strict=True):
                if part.silent is not None:  # units that are switched off
                    rows.masked_fill_(part.silent, 0.0)
            outer = room("gradient", place, stack.rows[place - 1])
            through(after_gradient, slopes[place - 1], stack.pieces, outer)
            before_gradient.insert(0, outer)
    loss = stack.loss.values(before[-1], targets)[0].mean(1)
    return Pass(received, before, slopes, most, weights, weight_gradient, before_gradient, loss)


def through(after_gradient: Tensor, slopes: list[Tensor], pieces: int, out: Tensor) -> None:
    """Gradient before a function from that after it: each output's, times its partial derivatives, summed."""
    for place, (gradient, slope) in enumerate(zip(after_gradient.chunk(len(slopes), dim=1), slopes, strict=True)):
        blocks = [tensor.unflatten(1, (pieces, -1)) for tensor in (slope, out)]
        if place:
            blocks[1].addcmul_(blocks[0], gradient[:, None])
        else:
            torch.mul(blocks[0], gradient[:, None], out=blocks[1])
