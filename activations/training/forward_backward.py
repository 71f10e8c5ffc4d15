"""One pass through stacked networks, forwards and backwards: training takes it, and so does every look inside.

The linear part is written by hand, activations are differentiated by autograd. Gradients are those of the mean loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from activations.training.activation_slice import ActivationSlice
from activations.training.norm import Norm
from activations.turns import breathe

NOTHING = torch.empty(0)
MAX_PRODUCT = 2**26  # multiplications of all networks in one piece of work: some ten milliseconds


@dataclass(kw_only=True)
class Layer:
    """The weights of one layer of N networks, and the rows that it works on; B samples.

    In training they are views into the stack's flat tensors.
    """

    weight: Tensor  # [N, rows, inputs]
    bias: Tensor  # [N, rows, 1]
    weight_gradient: Tensor
    bias_gradient: Tensor | None  # None: it is not wanted
    before: Tensor  # [N, rows, B]: pre-activations, normalised if the layer has a norm
    before_gradient: Tensor
    after: Tensor = NOTHING  # [N, outputs * units, B]; the output layer has none
    after_gradient: Tensor = NOTHING
    norm: Norm | None = None
    residual: bool = False  # what the layer receives is added to what it gives
    slices: list[ActivationSlice] = field(default_factory=list)  # one an arm; none in the output layer
    arms: int = 1

    def blocks(self) -> list[slice]:
        """The networks in pieces for matrix products: all at once, or where that would take long an arm at a time.

        Each arm's block starts on a cache line, so that its products round as they do among the others.
        """
        networks, rows, inputs = self.weight.shape
        arms = len(self.slices) or self.arms
        if arms < 2 or networks * rows * inputs * self.before.shape[2] <= MAX_PRODUCT:
            return [slice(None)]
        each = networks // arms
        return [slice(start, start + each) for start in range(0, networks, each)]

    def multiply(self, received: Tensor) -> None:
        """The pre-activations for what the layer receives, [N, inputs, B]."""
        for block in self.blocks():
            torch.baddbmm(self.bias[block], self.weight[block], received[block], out=self.before[block])
            breathe()
        if self.norm is not None:
            self.norm.forward(self.before)

    def activate(self) -> Tensor:
        """What the activations make of the pre-activations; their graphs are kept for `differentiate`."""
        values = []
        with torch.enable_grad():
            for one in self.slices:
                values.append(one.forward())
                breathe()
        return values[0].detach().contiguous() if len(values) == 1 else torch.cat(values, out=self.after)

    def differentiate(self) -> Tensor:
        """Gradient of the pre-activations, from `after_gradient`."""
        gradients = []
        for one in self.slices:
            gradients.append(one.backward())
            breathe()
        return gradients[0].contiguous() if len(gradients) == 1 else torch.cat(gradients, out=self.before_gradient)

    def put_gradients(self, outer: Tensor, received: Tensor) -> None:
        """Gradients of weights and biases, from that of the product of weights and inputs."""
        received = received.transpose(1, 2)
        for block in self.blocks():
            torch.bmm(outer[block], received[block], out=self.weight_gradient[block])
            breathe()
        if self.bias_gradient is not None:
            torch.sum(outer, 2, keepdim=True, out=self.bias_gradient)


def forward(layers: Sequence[Layer], inputs: Tensor) -> list[Tensor]:
    """What each layer receives, [N, inputs, B]; the outputs are the last layer's `before`."""
    received = [inputs]
    for layer in layers[:-1]:
        layer.multiply(received[-1])
        after = layer.activate()
        received.append(after + received[-1] if layer.residual else after)
    layers[-1].multiply(received[-1])
    return received


def backward(layers: Sequence[Layer], received: Sequence[Tensor]) -> None:
    """Gradients of all layers, from the outputs' in the last layer's `before_gradient`; `received` is `forward`'s."""
    outer = layers[-1].before_gradient
    for place in range(len(layers) - 1, -1, -1):
        layer = layers[place]
        layer.put_gradients(outer, received[place])
        if not place:
            break
        below = layers[place - 1]
        transposed = layer.weight.transpose(1, 2)
        if transposed.shape[2] == 1:  # a product with one row, several times faster
            torch.mul(transposed, outer, out=below.after_gradient)
            breathe()
        else:
            for block in layer.blocks():
                torch.bmm(transposed[block], outer[block], out=below.after_gradient[block])
                breathe()
        if layer.residual:
            below.after_gradient.add_(layer.after_gradient)
        outer = below.differentiate()
        if below.norm is not None:
            outer = below.norm.backward(outer)
            breathe()
