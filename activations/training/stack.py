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
from collections.abc import Iterator

import torch
from torch import Tensor

from activations.training.arm import Arm
from activations.training.batches import Batches
from activations.training.data import Data
from activations.training.initial import InputNoise, draw_weights, standard_deviation
from activations.training.layout import Layer, Layout
from activations.training.losses import LOSSES
from activations.training.numerics import ALIGNMENT, VECTOR, padded, rounded_up
from activations.training.optimizer import make_optimizer
from activations.training.part import Part

EVALUATED = 2**18  # elements of one layer held while evaluating


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
        self.first_arms = arms  # what `reset` goes back to
        self.dtype, self.device = dtype, torch.device(device)
        self.init, self.init_std, self.optimizer_name, self.momentum = init, init_std, optimizer, momentum
        self.wide = torch.float32 if self.device.type == "mps" else torch.float64  # of losses; MPS has no float64
        self.loss, self.regression = LOSSES[data.kind], data.kind == "regression"
        self.pieces, self.blocks = arms[0].pre_activations, arms[0].outputs
        self.widths = (*widths, data.dataset.outputs)
        self.inputs = (data.dataset.dimension, *(width * self.blocks for width in widths))
        self.rows = (*(width * self.pieces for width in widths), data.dataset.outputs)
        self.each = self._networks_an_arm()
        self.networks = self.each * len(arms)
        spare = self.each - len(seeds)
        self.all_seeds = (*seeds, *range(seeds[-1] + 1, seeds[-1] + 1 + spare))
        self.scales = torch.ones(len(arms), len(seeds), dtype=torch.float64) if scales is None else scales.double()
        self.allocate()
        train = self._on_device(data.x_train.T), self._on_device(self._targets(data, data.y_train))
        self.batches = Batches(*train, self.all_seeds, len(arms), batch_size)
        self._sizes = [len(data.x_train), len(data.x_test)]
        inputs = [self._columns(part) for part in (data.x_train.T, data.x_test.T)]
        targets = [self._columns(self._targets(data, part)) for part in (data.y_train, data.y_test)]
        self._widths = [part.shape[1] for part in inputs]
        self._evaluated = torch.cat(inputs, dim=1), torch.cat(targets, dim=1).to(self.wide)
        self.input_noise = InputNoise(self.all_seeds, self.inputs[0], batch_size)
        self.reset()

    # -- the layout ---------------------------------------------------------------------------------------------------

    def _networks_an_arm(self) -> int:
        """The seeds and the fewest spare networks that let every arm's block start on a cache line in every tensor."""
        line = ALIGNMENT // torch.empty(0, dtype=self.dtype).element_size()
        sizes = {self.batch_size * self.inputs[0]}
        for rows, inputs in zip(self.rows, self.inputs, strict=True):
            sizes |= {rows * inputs, rows * self.batch_size, inputs * self.batch_size}
        return rounded_up(len(self.seeds), max(line // math.gcd(line, size) for size in sizes))

    def allocate(self) -> None:
        """The flat tensors and the layers, for the arms as they are now; all weights 0."""
        shapes: list[tuple[tuple, tuple[int, ...]]] = []
        for place, (rows, inputs) in enumerate(zip(self.rows, self.inputs, strict=True)):
            shapes += [((place, "weight"), (self.networks, rows, inputs)), ((place, "bias"), (self.networks, rows, 1))]
            if place < len(self.rows) - 1:
                for number, arm in enumerate(self.arms):
                    shapes += [((place, number, name), (self.each,)) for name in self.learnable_names(arm)]
        self.layout = Layout(shapes)
        self.flat = torch.zeros(self.layout.total, dtype=self.dtype, device=self.device)
        self.gradient = torch.zeros_like(self.flat)
        weights, gradients = self.layout.views(self.flat), self.layout.views(self.gradient)
        self.layers = []
        for place, rows in enumerate(self.rows):
            layer = Layer(
                weight=weights[place, "weight"],
                bias=weights[place, "bias"],
                weight_gradient=gradients[place, "weight"],
                bias_gradient=gradients[place, "bias"],
                before=self._working(rows),
                before_gradient=self._working(rows),
            )
            self.layers.append(layer)
            if place == len(self.rows) - 1:
                break
            layer.after = self._working(self.inputs[place + 1])
            layer.after_gradient = self._working(self.inputs[place + 1])
            for number, (arm, before, after_gradient) in enumerate(
                zip(self.arms, layer.before.split(self.each), layer.after_gradient.split(self.each), strict=True)
            ):
                keys = {name: (place, number, name) for name in self.learnable_names(arm)}
                part = Part(arm, {name: weights[key] for name, key in keys.items()})
                part.bind(before, after_gradient, {name: gradients[key] for name, key in keys.items()})
                layer.parts.append(part)
        self.optimizer = make_optimizer(self.optimizer_name, self.flat, self.momentum)

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
        """Back to the same start, to the bit: arms, weights, optimiser, all that was done meanwhile; the rate stays."""
        if self.arms != self.first_arms:
            self.arms = self.first_arms
            self.allocate()
        self.noise = 0.0  # standard deviation of what is added to the inputs in training
        self.spikes: dict[int, float] = {}  # arm -> size, at the next step only
        self.frozen: dict[int, list[Tensor]] = {}  # layer -> what its weights and their optimiser state stay at
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
                part.let_go()
        self.optimizer = make_optimizer(self.optimizer_name, self.flat, self.momentum)

    def set_rate(self, rate: float | Tensor) -> None:
        """The learning rate from the next step on: one number, or a tensor [arms, seeds]."""
        self.given_rate = rate
        if isinstance(rate, Tensor):
            each = torch.zeros(len(self.arms), self.each, dtype=self.dtype)
            each[:, : len(self.seeds)] = rate
            expanded = torch.zeros_like(self.flat)
            for (_, owner, *_), view in self.layout.views(expanded).items():
                view.copy_(each[owner] if isinstance(owner, int) else each.flatten()[:, None, None])
            rate = expanded
        self.rate = rate

    # -- training -----------------------------------------------------------------------------------------------------

    def advance(self, first: int, count: int) -> None:
        """Steps `first` to `first + count - 1` of every network; `first` counts from the start."""
        with torch.no_grad():
            for step in range(first, first + count):
                self._step(step)

    def _step(self, step: int) -> None:
        inputs, targets = self.batches.at(step)
        if self.noise:
            noise = (self.input_noise.at(step) * self.noise).to(inputs)
            inputs = (inputs.view(len(self.arms), *noise.shape) + noise).flatten(0, 1)
        if self.spikes and self.regression:
            targets = targets.clone()
            for number, size in self.spikes.items():
                targets[number * self.each : (number + 1) * self.each, :, 0] += size
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
        if self.spikes and not self.regression:
            for number, size in self.spikes.items():
                last.before_gradient[number * self.each : (number + 1) * self.each] *= size
        self.spikes = {}
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
        for place, kept in self.frozen.items():
            for now, then in zip(self._trained(place), kept, strict=True):
                now.copy_(then)

    def _trained(self, place: int) -> list[Tensor]:
        """The numbers that a layer trains, and the optimiser's memory of them; views."""
        span = self.layout.span(place)
        return [tensor[span] for tensor in (self.flat, *self.optimizer.state)]

    def freeze(self, place: int, on: bool = True) -> None:
        """Hold all that a layer trains, optimiser state included, where it is now; or let it go on from there."""
        self.frozen.pop(place, None)
        if on:
            self.frozen[place] = [tensor.clone() for tensor in self._trained(place)]

    # -- looking ------------------------------------------------------------------------------------------------------

    def rows_before(self, number: int, columns: Tensor, network: int | None = None) -> Iterator[Tensor]:
        """Pre-activations of one arm, layer after layer, for inputs [dimension, samples]; with gradients off.

        Each [networks an arm (or 1), rows, samples]; the last are the outputs.
        """
        start = number * self.each + (network or 0)
        block = slice(start, start + (self.each if network is None else 1))
        received = columns.expand(block.stop - start, -1, -1)
        for layer in self.layers:
            before = torch.baddbmm(layer.bias[block], layer.weight[block], received)
            yield before
            if layer.parts:
                received = layer.parts[number].value(before, network)

    @torch.no_grad()
    def outputs(self, number: int, columns: Tensor, network: int | None = None) -> Tensor:
        """Output rows [networks an arm (or 1), outputs, samples] of one arm for inputs [dimension, samples]."""
        for before in self.rows_before(number, columns, network):
            last = before
        return last

    @property
    def _span(self) -> int:
        """Samples evaluated at a time."""
        return max(VECTOR, EVALUATED // (self.each * max(self.rows)) // VECTOR * VECTOR)

    def training_columns(self) -> tuple[Tensor, ...]:
        """All training inputs [dimension, samples], in pieces that are evaluated at a time."""
        return self._evaluated[0][:, : self._sizes[0]].split(self._span, dim=1)

    @torch.no_grad()
    def evaluate(self) -> dict[str, Tensor]:
        """train_loss, train_accuracy, test_loss, test_accuracy over all samples: [arms, seeds], float64 on the CPU."""
        inputs, targets = self._evaluated
        outputs = torch.cat(
            [
                torch.cat([self.outputs(number, part) for part in inputs.split(self._span, dim=1)], dim=2)
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
