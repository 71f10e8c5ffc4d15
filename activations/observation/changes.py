"""What has become of the weights since an earlier observation: sizes, updates, and whose weights kept every bit.

Everything is one sum over the stack's flat tensor, whose places are told beforehand what they belong to: layer by layer
it would be dozens of small operations, and each costs as much as this one.
"""

import torch
from torch import Tensor

from activations.observation.measures import same_bits
from activations.training.stack import NetworkStack

NAMES = ("weight", "bias", "scale", "shift")  # what a unit's pre-activation is made of


class Changes:
    """For one stack of N networks (spare ones among them) with L layers, the output layer last, and U hidden units."""

    def __init__(self, stack: NetworkStack) -> None:
        self.layout = stack.layout
        self.device = torch.device("cpu") if stack.device.type == "mps" else stack.device  # it has no float64
        networks, layers, units = len(stack.layers[0].weight), len(stack.layers), sum(stack.widths[:-1])
        self._shapes = (networks, layers), (networks, units)
        # The last place takes what is not asked for: learnable parameters, gaps, the biases of the first.
        self._layer_of = torch.full((stack.layout.total,), networks * layers, dtype=torch.int32)
        self._unit_of = torch.full((stack.layout.total,), networks * units, dtype=torch.int32)
        layer_of, unit_of = stack.layout.views(self._layer_of), stack.layout.views(self._unit_of)
        network = torch.arange(networks, dtype=torch.int32)[:, None, None]
        start = 0
        for place in range(layers):
            layer_of[place, "weight"].copy_((network * layers + place).expand_as(layer_of[place, "weight"]))
            if place == layers - 1:
                break
            width = stack.widths[place]
            unit = start + torch.arange(width, dtype=torch.int32).repeat(stack.layer_pieces[place])[:, None]
            for name in NAMES:
                if (place, name) in unit_of:
                    unit_of[place, name].copy_((network * units + unit).expand_as(unit_of[place, name]))
            start += width
        self._layer_of, self._unit_of = self._layer_of.to(self.device), self._unit_of.to(self.device)
        counts = [layer.weight.shape[1] * layer.weight.shape[2] for layer in stack.layers]
        self._counts = torch.tensor(counts, dtype=torch.float64, device=self.device)

    def sizes(self, flat: Tensor) -> Tensor:
        """Root mean square of each network's weights in each layer, biases left out: [N, L], float64."""
        squares = flat.to(self.device).to(torch.float64).square()
        sums = self._sums(squares, self._layer_of, self._shapes[0])
        return (sums / self._counts).sqrt()

    def unchanged(self, flat: Tensor, before: Tensor) -> Tensor:
        """Units whose incoming weights, biases and norms are the same to the bit: bool [N, U]."""
        changed = (~same_bits(flat, before)).to(self.device).to(torch.float32)
        return self._sums(changed, self._unit_of, self._shapes[1]) == 0

    def _sums(self, values: Tensor, owners: Tensor, shape: tuple[int, int]) -> Tensor:
        sums = torch.zeros(shape[0] * shape[1] + 1, dtype=values.dtype, device=self.device)
        return sums.index_add_(0, owners, values)[:-1].view(shape)
