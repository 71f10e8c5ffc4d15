"""All networks of one shape in one set of stacked tensors: their layout, their start, and what they compute.

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
from dataclasses import dataclass

import torch
from torch import Tensor

from activations.data.datasets import Data
from activations.experiment.arm import Arm
from activations.experiment.init import INITS
from activations.training.activation_slice import ActivationSlice
from activations.training.flat_layout import Layout
from activations.training.forward_backward import Layer
from activations.training.initialisation import draw_biases, draw_weights, shaped, standard_deviation
from activations.training.losses import LOSSES
from activations.training.norm import Norm
from activations.training.numerics import ALIGNMENT, VECTOR, padded, rounded_up
from activations.turns import breathe

EVALUATED = 2**18  # elements of one layer held while evaluating


@dataclass(frozen=True, kw_only=True)
class Build:
    """How networks are built and started; fields as in Experiment."""

    widths: tuple[int, ...]
    plain_widths: tuple[int, ...] = ()  # of plain arms, if other than these: the draws are shared as far as they go
    init: str = "matched"
    init_std: float = 0.5
    init_gain: float = 1.0
    norm: str = "none"
    residual: bool = False
    learnable_per_unit: bool = False


class Networks:
    """`len(seeds)` networks of each arm, arm after arm. All arms must agree in pre-activations and outputs a unit."""

    def __init__(
        self,
        arms: tuple[Arm, ...],
        seeds: tuple[int, ...],
        data: Data,
        build: Build,
        batch_size: int,
        scales: Tensor | None,
        dtype: torch.dtype,
        device: torch.device,
    ) -> None:
        """`scales`: [arms, seeds], or None for 1."""
        self.arms, self.seeds, self.batch_size, self.build = arms, seeds, batch_size, build
        self.dtype, self.device = dtype, device
        self.wide = torch.float32 if device.type == "mps" else torch.float64  # of losses; MPS has no float64
        self.loss, self.regression = LOSSES[data.kind], data.kind == "regression"
        hidden = range(len(build.widths))
        self.pieces, self.blocks = arms[0].pre_activations, arms[0].outputs  # of a unit of the first hidden layer
        self.layer_pieces = (*(arms[0].at(place).pre_activations for place in hidden), 1)  # of each layer's units
        self.layer_blocks = (1, *(arms[0].at(place).outputs for place in hidden))  # of each layer's inputs
        self.widths = (*build.widths, data.dataset.outputs)
        below = (data.dataset.dimension, *build.widths)
        self.inputs = tuple(width * blocks for width, blocks in zip(below, self.layer_blocks, strict=True))
        self.rows = tuple(width * pieces for width, pieces in zip(self.widths, self.layer_pieces, strict=True))
        self.scales = torch.ones(len(arms), len(seeds), dtype=torch.float64) if scales is None else scales.double()
        self._count()
        self._sizes = [len(data.x_train), len(data.x_test)]
        inputs = [self._columns(part) for part in (data.x_train.T, data.x_test.T)]
        targets = [self._columns(self.targets(data, part)) for part in (data.y_train, data.y_test)]
        self._widths = [part.shape[1] for part in inputs]
        self._evaluated = torch.cat(inputs, dim=1), torch.cat(targets, dim=1).to(self.wide)
        self.allocate()

    # -- the layout ---------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        self.each = self._networks_an_arm()
        self.networks = self.each * len(self.arms)
        spare, last = self.each - len(self.seeds), self.seeds[-1]
        self.all_seeds = (*self.seeds, *range(last + 1, last + 1 + spare))

    def take(self, places: list[int]) -> None:
        """Describe a stack of the networks at some places of `seeds`; `allocate` is to follow."""
        self.seeds, self.scales = tuple(self.seeds[place] for place in places), self.scales[:, places]
        self._count()

    def _networks_an_arm(self) -> int:
        """The seeds and the fewest spare networks that let every arm's block start on a cache line in every tensor."""
        line = ALIGNMENT // torch.empty(0, dtype=self.dtype).element_size()
        sizes = {self.batch_size * self.inputs[0]}
        for rows, inputs in zip(self.rows, self.inputs, strict=True):
            sizes |= {rows * inputs, rows * self.batch_size, inputs * self.batch_size}
        return rounded_up(len(self.seeds), max(line // math.gcd(line, size) for size in sizes))

    def _shapes(self) -> Iterator[tuple[tuple, tuple[int, ...]]]:
        """Key and shape of every block of numbers that are trained, layer after layer."""
        for place, (rows, inputs) in enumerate(zip(self.rows, self.inputs, strict=True)):
            hidden = place < len(self.rows) - 1
            yield (place, "weight"), (self.networks, rows, inputs)
            yield (place, "bias"), (self.networks, rows, 1)
            for name in ("scale", "shift") if hidden and self.build.norm != "none" else ():
                yield (place, name), (self.networks, rows, 1)
            for number, arm in enumerate(self.arms if hidden else ()):
                for name in self.learnable_names(arm.at(place)):
                    units = (self.widths[place],) if self.build.learnable_per_unit else ()
                    yield (place, number, name), (self.each, *units)

    def allocate(self) -> None:
        """The flat tensors and the layers, for the arms as they are now; all weights 0."""
        self.layout = Layout(self._shapes())
        self.flat = torch.zeros(self.layout.total, dtype=self.dtype, device=self.device)
        self.gradient = torch.zeros_like(self.flat)
        weights, gradients = self.layout.views(self.flat), self.layout.views(self.gradient)
        self.layers: list[Layer] = []
        for place, rows in enumerate(self.rows):
            layer = Layer(
                weight=weights[place, "weight"],
                bias=weights[place, "bias"],
                weight_gradient=gradients[place, "weight"],
                bias_gradient=gradients[place, "bias"],
                before=self._working(rows),
                before_gradient=self._working(rows),
                arms=len(self.arms),
            )
            self.layers.append(layer)
            if place == len(self.rows) - 1:
                break
            if self.build.norm != "none":
                given, wanted = ((views[place, "scale"], views[place, "shift"]) for views in (weights, gradients))
                layer.norm = Norm(self.build.norm, given, wanted, self.batch_size)
            layer.residual = self.build.residual and place > 0 and self.inputs[place] == self.inputs[place + 1]
            layer.after = self._working(self.inputs[place + 1])
            layer.after_gradient = self._working(self.inputs[place + 1])
            for number, (arm, before, after_gradient) in enumerate(
                zip(self.arms, layer.before.split(self.each), layer.after_gradient.split(self.each), strict=True)
            ):
                keys = {name: (place, number, name) for name in self.learnable_names(arm.at(place))}
                one = ActivationSlice(arm.at(place), {name: weights[key] for name, key in keys.items()})
                one.bind(before, after_gradient, {name: gradients[key] for name, key in keys.items()})
                layer.slices.append(one)
                breathe()

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
    def targets(data: Data, y):
        """[outputs, samples]; classes as one-hot columns."""
        if data.kind != "classes":
            return y[None]
        return (y[None] == torch.arange(data.dataset.outputs).numpy()[:, None]).astype(float)

    # -- the start ----------------------------------------------------------------------------------------------------

    def deviation(self, number: int, place: int, network: int) -> float:
        """Standard deviation of the starting weights of one layer of one network.

        `scales` multiplies the gain: with init "gain" that is of hidden layers alone.
        """
        build, last = self.build, place == len(self.layers) - 1
        arm = self.arms[number].at(place)
        found = standard_deviation(
            arm, build.init, build.init_std, self.inputs[place], self.widths[place], last, build.init_gain
        )
        if last and build.init == "gain":
            return found
        return found * (float(self.scales[number, network]) if network < len(self.seeds) else 1.0)

    @torch.no_grad()
    def draw(self) -> None:
        """All that is trained as at the start."""
        self.flat.zero_()
        shared = self.build.plain_widths or self.build.widths
        for place, layer in enumerate(self.layers):
            units, pieces, blocks = self.widths[place], self.layer_pieces[place], self.layer_blocks[place]
            plain = (*shared, units)[place], (0, *shared)[place]
            for number in range(len(self.arms)):
                for network, seed in enumerate(self.all_seeds):
                    drawn = draw_weights(seed, place, units, pieces, self.inputs[place] // blocks, blocks, plain)
                    deviation, row = self.deviation(number, place, network), number * self.each + network
                    layer.weight[row] = (shaped(drawn, self.build.init) * deviation).to(self.dtype)
                    if INITS[self.build.init].uniform:
                        drawn = draw_biases(seed, place, units, pieces, plain[0])
                        layer.bias[row] = (shaped(drawn, self.build.init) * deviation).to(self.dtype)
                    breathe()
            if layer.norm is not None:
                layer.norm.start()
            for one in layer.slices:
                one.start()
                one.let_go()

    # -- looking ------------------------------------------------------------------------------------------------------

    def rows_before(self, number: int, columns: Tensor, network: int | None = None) -> Iterator[Tensor]:
        """Pre-activations of one arm (normalised, if they are), layer after layer; call it with gradients off.

        For inputs [dimension, samples].
        Each [networks an arm (or 1), rows, samples]; the last are the outputs.
        """
        start = number * self.each + (network or 0)
        block = slice(start, start + (self.each if network is None else 1))
        received = columns.expand(block.stop - start, -1, -1)
        for layer in self.layers:
            before = torch.baddbmm(layer.bias[block], layer.weight[block], received)
            if layer.norm is not None:
                before = layer.norm.value(before, block)
            breathe()
            yield before
            if layer.slices:
                after = layer.slices[number].value(before, network)
                received = after + received if layer.residual else after

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
        found: dict[str, list[Tensor]] = {}
        for number in range(len(self.arms)):  # an arm at a time: that bounds the memory, and each piece of work
            outputs = torch.cat([self.outputs(number, part) for part in inputs.split(self._span, dim=1)], dim=2)
            values = self.loss.values(outputs.to(self.wide), targets)
            for what, samples in zip(("loss", "accuracy"), values, strict=True):
                for which, part, size in zip(
                    ("train", "test"), samples.split(self._widths, dim=1), self._sizes, strict=True
                ):
                    found.setdefault(f"{which}_{what}", []).append(part[:, :size].mean(1)[: len(self.seeds)])
            breathe()
        return {name: torch.stack(means).cpu().double() for name, means in found.items()}

    @torch.no_grad()
    def training_loss(self, samples: int) -> Tensor:
        """Mean loss over the first `samples` training samples (or all there are): [arms, seeds], float64 on the CPU."""
        size = min(samples, self._sizes[0])
        pieces = self._evaluated[0][:, : rounded_up(size, VECTOR)].split(self._span, dim=1)
        outputs = [torch.cat([self.outputs(number, piece) for piece in pieces], dim=2)[..., :size]
                   for number in range(len(self.arms))]  # fmt: skip
        breathe()
        loss, _ = self.loss.values(torch.cat(outputs).to(self.wide), self._evaluated[1][:, :size])
        return loss.mean(1).view(len(self.arms), self.each)[:, : len(self.seeds)].cpu().double()

    def predictions(self, points: Tensor, seed_index: int) -> Tensor:
        """Output rows [arms, outputs, points] of one seed's networks at inputs [points, dimension]."""
        columns = points.to(self.dtype).T.contiguous().to(self.device)
        return torch.cat([self.outputs(number, columns, seed_index) for number in range(len(self.arms))])
