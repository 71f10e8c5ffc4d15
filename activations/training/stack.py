"""All networks of one shape in one set of stacked tensors, advanced together.

Tensors hold features before samples, [networks, features, batch]: a batch is then the long, vectorised axis of every
matrix product, which makes products of 8 x 8 weights with 64 samples three times faster than the other way round.

An arm's numbers do not depend, to the bit, on which other arms are in its stack:
- each arm has its own block of every tensor, and every block starts on a cache line, because matrix products round
  differently at different alignments (for that a few spare networks are added to each arm where needed);
- each activation is applied to its own block, because the ends of a tensor are computed by other routines than its
  middle; what is applied to all arms at once is exact for each element or is applied to whole vectors.
"""

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor

from activations.training.arm import Arm
from activations.training.batches import Batches
from activations.training.data import Data
from activations.training.initial import draw_weights, standard_deviation
from activations.training.losses import LOSSES
from activations.training.numerics import ALIGNMENT, VECTOR, padded, rounded_up
from activations.training.optimizer import make_optimizer
from activations.training.part import Part

EVALUATED = 2**18  # elements of one layer held while evaluating


@dataclass
class Layer:
    """Views into the stack's flat tensors and the rows that one layer works on; N networks, B samples."""

    weight: Tensor  # [N, rows, inputs]
    bias: Tensor  # [N, rows, 1]
    weight_gradient: Tensor
    bias_gradient: Tensor
    before: Tensor  # [N, rows, B]: pre-activations
    before_gradient: Tensor
    after: Tensor | None = None  # [N, outputs * units, B]; None in the output layer
    after_gradient: Tensor | None = None
    parts: list[Part] = field(default_factory=list)  # one an arm; none in the output layer


class NetworkStack:
    """Networks of arms that have equal shapes: `len(seeds)` of each arm, arm after arm.

    `arms` must agree in pre-activations and outputs a unit. `scales` multiplies the starting weights and `set_rate`
    sets the learning rate, for all or for each network by itself: one stack can be a race, a sweep or a map.
    """

    def __init__(
        self,
        arms: tuple[Arm, ...],
        seeds: tuple[int, ...],
        data: Data,
        *,
        widths: tuple[int, ...],
        init: str = "matched",
        init_std: float = 0.5,
        optimizer: str = "sgd",
        momentum: float = 0.9,
        batch_size: int = 10,
        scales: Tensor | None = None,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        """`scales`: [arms, seeds], or None for 1."""
        self.arms, self.seeds, self.batch_size = arms, seeds, batch_size
        self.dtype, self.device = dtype, torch.device(device)
        self.init, self.init_std, self.optimizer_name, self.momentum = init, init_std, optimizer, momentum
        self.wide = torch.float32 if self.device.type == "mps" else torch.float64  # of losses; MPS has no float64
        self.loss = LOSSES[data.kind]
        self.pieces, self.blocks = arms[0].pre_activations, arms[0].outputs
        self.widths = (*widths, data.dataset.outputs)
        self.inputs = (data.dataset.dimension, *(width * self.blocks for width in widths))
        self.rows = (*(width * self.pieces for width in widths), data.dataset.outputs)
        self.each = self._networks_an_arm()
        self.networks = self.each * len(arms)
        spare = self.each - len(seeds)
        self.all_seeds = (*seeds, *range(seeds[-1] + 1, seeds[-1] + 1 + spare))
        self.scales = torch.ones(len(arms), len(seeds), dtype=torch.float64) if scales is None else scales.double()
        self._allocate()
        train = self._on_device(data.x_train.T), self._on_device(self._targets(data, data.y_train))
        self.batches = Batches(*train, self.all_seeds, len(arms), batch_size)
        self._sizes = [len(data.x_train), len(data.x_test)]
        inputs = [self._columns(part) for part in (data.x_train.T, data.x_test.T)]
        targets = [self._columns(self._targets(data, part)) for part in (data.y_train, data.y_test)]
        self._widths = [part.shape[1] for part in inputs]
        self._evaluated = torch.cat(inputs, dim=1), torch.cat(targets, dim=1).to(self.wide)
        self.reset()

    # -- the layout ---------------------------------------------------------------------------------------------------

    def _networks_an_arm(self) -> int:
        """The seeds and the fewest spare networks that let every arm's block start on a cache line in every tensor."""
        line = ALIGNMENT // torch.empty(0, dtype=self.dtype).element_size()
        sizes = {self.batch_size * self.inputs[0]}
        for rows, inputs in zip(self.rows, self.inputs, strict=True):
            sizes |= {rows * inputs, rows * self.batch_size, inputs * self.batch_size}
        return rounded_up(len(self.seeds), max(line // math.gcd(line, size) for size in sizes))

    def _allocate(self) -> None:
        shapes: list[tuple[int, ...]] = []
        for place, (rows, inputs) in enumerate(zip(self.rows, self.inputs, strict=True)):
            shapes += [(self.networks, rows, inputs), (self.networks, rows, 1)]
            if place < len(self.rows) - 1:
                shapes += [(self.each,) for arm in self.arms for _ in self.learnable_names(arm)]
        self._starts, total = [], 0
        for shape in shapes:
            self._starts.append((total, shape))
            total = rounded_up(total + math.prod(shape), VECTOR)
        self.flat = torch.zeros(total, dtype=self.dtype, device=self.device)
        self.gradient = torch.zeros_like(self.flat)
        weights, gradients = iter(self._views(self.flat)), iter(self._views(self.gradient))
        self.layers = []
        for place, rows in enumerate(self.rows):
            layer = Layer(
                weight=next(weights),
                bias=next(weights),
                weight_gradient=next(gradients),
                bias_gradient=next(gradients),
                before=self._working(rows),
                before_gradient=self._working(rows),
            )
            self.layers.append(layer)
            if place == len(self.rows) - 1:
                break
            layer.after = self._working(self.inputs[place + 1])
            layer.after_gradient = self._working(self.inputs[place + 1])
            for arm, before, after_gradient in zip(
                self.arms, layer.before.split(self.each), layer.after_gradient.split(self.each), strict=True
            ):
                names = self.learnable_names(arm)
                part = Part(arm, {name: next(weights) for name in names})
                part.bind(before, after_gradient, {name: next(gradients) for name in names})
                layer.parts.append(part)

    def _views(self, flat: Tensor) -> list[Tensor]:
        return [flat[start : start + math.prod(shape)].view(shape) for start, shape in self._starts]

    def _working(self, rows: int) -> Tensor:
        return padded(self.networks, rows, self.batch_size, dtype=self.dtype, device=self.device)

    @staticmethod
    def learnable_names(arm: Arm) -> list[str]:
        return [parameter.name for parameter in arm.entry.parameters if parameter.learnable]

    def _on_device(self, array) -> Tensor:
        return torch.as_tensor(array.copy(), dtype=self.dtype).contiguous().to(self.device)

    def _columns(self, rows) -> Tensor:
        """[features, samples] on the device, with copies of the last sample up to a whole vector."""
        columns = self._on_device(rows)
        extra = rounded_up(columns.shape[1], VECTOR) - columns.shape[1]
        return torch.cat([columns, columns[:, -1:].expand(-1, extra)], dim=1)

    @staticmethod
    def _targets(data: Data, y):
        """[outputs, samples]; classes as one-hot columns."""
        if data.kind != "classes":
            return y[None]
        return (y[None] == torch.arange(data.dataset.outputs).numpy()[:, None]).astype(float)

    # -- the start ----------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def reset(self) -> None:
        """Back to the same start, to the bit: weights, optimiser, learnable parameters; the rate stays."""
        self.flat.zero_()
        for place, layer in enumerate(self.layers):
            last = place == len(self.layers) - 1
            units, pieces, blocks = self.widths[place], 1 if last else self.pieces, self.blocks if place else 1
            for number, arm in enumerate(self.arms):
                deviation = standard_deviation(arm, self.init, self.init_std, self.inputs[place], units, last)
                for network, seed in enumerate(self.all_seeds):
                    scale = float(self.scales[number, network]) if network < len(self.seeds) else 1.0
                    drawn = draw_weights(seed, place, units, pieces, self.inputs[place] // blocks, blocks)
                    layer.weight[number * self.each + network] = (drawn * (deviation * scale)).to(self.dtype)
            for part in layer.parts:
                part.start()
        self.optimizer = make_optimizer(self.optimizer_name, self.flat, self.momentum)

    def set_rate(self, rate: float | Tensor) -> None:
        """The learning rate from the next step on: one number, or a tensor [arms, seeds]."""
        if isinstance(rate, Tensor):
            each = torch.zeros(len(self.arms), self.each, dtype=self.dtype)
            each[:, : len(self.seeds)] = rate
            expanded = torch.zeros_like(self.flat)
            blocks = iter(self._views(expanded))
            for place in range(len(self.layers)):
                for view in (next(blocks), next(blocks)):
                    view.copy_(each.flatten()[:, None, None])
                for number, arm in enumerate(self.arms if place < len(self.layers) - 1 else ()):
                    for _ in self.learnable_names(arm):
                        next(blocks).copy_(each[number])
            rate = expanded
        self.rate = rate

    # -- training -----------------------------------------------------------------------------------------------------

    def advance(self, first: int, count: int) -> None:
        """Steps `first` to `first + count - 1` of every network; `first` counts from the start."""
        with torch.no_grad():
            for step in range(first, first + count):
                self._step(*self.batches.at(step))

    def _step(self, inputs: Tensor, targets: Tensor) -> None:
        received, hidden = [inputs], self.layers[:-1]
        for layer in hidden:
            torch.baddbmm(layer.bias, layer.weight, received[-1], out=layer.before)
            with torch.enable_grad():
                values = [part.forward() for part in layer.parts]
            if len(values) == 1:
                received.append(values[0].detach().contiguous())
            else:
                received.append(torch.cat(values, out=layer.after))
        last = self.layers[-1]
        torch.baddbmm(last.bias, last.weight, received[-1], out=last.before)
        self.loss.gradient(last.before, targets, last.before_gradient)
        outer = last.before_gradient
        for place in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[place]
            torch.bmm(outer, received[place].transpose(1, 2), out=layer.weight_gradient)
            torch.sum(outer, 2, keepdim=True, out=layer.bias_gradient)
            if place:
                below = self.layers[place - 1]
                transposed = layer.weight.transpose(1, 2)
                if transposed.shape[2] == 1:
                    torch.mul(
                        transposed, outer, out=below.after_gradient
                    )  # a product with one row, several times faster
                else:
                    torch.bmm(transposed, outer, out=below.after_gradient)
                gradients = [part.backward() for part in below.parts]
                outer = (
                    gradients[0].contiguous()
                    if len(gradients) == 1
                    else torch.cat(gradients, out=below.before_gradient)
                )
        self.optimizer.update(self.gradient, self.rate)

    # -- looking ------------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def outputs(self, number: int, columns: Tensor, network: int | None = None) -> Tensor:
        """Output rows [networks an arm (or 1), outputs, samples] of one arm for inputs [dimension, samples]."""
        start = number * self.each + (network or 0)
        block = slice(start, start + (self.each if network is None else 1))
        received = columns.expand(block.stop - start, -1, -1)
        for layer in self.layers:
            before = torch.baddbmm(layer.bias[block], layer.weight[block], received)
            received = layer.parts[number].value(before, network) if layer.parts else before
        return received

    @torch.no_grad()
    def evaluate(self) -> dict[str, Tensor]:
        """train_loss, train_accuracy, test_loss, test_accuracy over all samples: [arms, seeds], float64 on the CPU."""
        inputs, targets = self._evaluated
        span = max(VECTOR, EVALUATED // (self.each * max(self.rows)) // VECTOR * VECTOR)
        outputs = torch.cat(
            [
                torch.cat([self.outputs(number, part) for part in inputs.split(span, dim=1)], dim=2)
                for number in range(len(self.arms))
            ]
        )
        found = {}
        for what, samples in zip(("loss", "accuracy"), self.loss.values(outputs.to(self.wide), targets), strict=True):
            for which, part, size in zip(
                ("train", "test"), samples.split(self._widths, dim=1), self._sizes, strict=True
            ):
                mean = part[:, :size].mean(1).view(len(self.arms), self.each)
                found[f"{which}_{what}"] = mean[:, : len(self.seeds)].cpu().double()
        return found

    def predictions(self, points: Tensor, seed_index: int) -> Tensor:
        """Output rows [arms, outputs, points] of one seed's networks at inputs [points, dimension]."""
        columns = points.to(self.dtype).T.contiguous().to(self.device)
        return torch.cat([self.outputs(number, columns, seed_index) for number in range(len(self.arms))])
