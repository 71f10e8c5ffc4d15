"""Where training starts: gains, normal draws that depend on the seed alone, and the order of the batches.

The standard deviation of each layer's weights is a law of experiment.init.
"""

import hashlib
import math
from functools import lru_cache

import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.experiment.init import INITS, Layer
from activations.training.kept import kept_by_size

# Where f' is almost 0 or huge over all of N(0, 1) (a threshold far out, say) the matched gain would throw
# pre-activations out of the range it was computed for. It is held in here.
GAINS = (0.01, 20.0)
MAX_DRAWS = 64 * 2**20  # bytes of normal draws that are kept for the next networks of the same seeds
BIASES = -1  # their place among the blocks of a layer's draws


def seeded_torch(*key: int | str) -> torch.Generator:
    """A CPU generator seeded by the key alone: the same on every machine, independent of what else was drawn."""
    digest = hashlib.blake2b("/".join(map(str, key)).encode(), digest_size=7).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "big"))


def slopes(arm: Arm, points: Tensor) -> Tensor:
    """Squared slopes at points [n, pre-activations], summed over pre-activations and averaged over outputs: [n]."""
    total = torch.zeros(len(points), dtype=points.dtype)
    z = points.clone().requires_grad_()
    unit = z if arm.pre_activations > 1 else z.squeeze(-1)
    value = arm.entry.function(unit.unsqueeze(-1) if arm.outputs > 1 else unit, **function_parameters(arm))
    for output in value.unbind(-1) if arm.outputs > 1 else (value,):
        (slope,) = torch.autograd.grad(output.sum(), z, retain_graph=True, materialize_grads=True)
        total += slope.square().sum(-1)
    return total / arm.outputs


def function_parameters(arm: Arm) -> dict[str, float]:
    """What `Activation.function` takes: Maxout's k is in the shape of z instead."""
    parameters = arm.parameters
    if arm.pre_activations > 1:
        parameters.pop("k", None)
    return parameters


@lru_cache(maxsize=256)
def matched_gain(arm: Arm) -> float:
    """g with g^2 E[f'(z)^2] = 1, z ~ N(0, 1), held in GAINS; learnable parameters at their start.

    f' is autograd's slope, for step functions the surrogate that trains them. For units of several pre-activations the
    squared partial derivatives add up (Maxout: 1, whatever k); CReLU's two outputs are averaged, as fan_in counts both.
    """
    with torch.enable_grad():
        if arm.pre_activations == 1:
            # Midpoint rule: with cells of 1/10000 every kink of the catalogue at a round number falls on an edge.
            z = (torch.arange(-100_000, 100_000, dtype=torch.float64) + 0.5) / 10_000
            weight = torch.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) / 10_000
            points = z[:, None]
        elif arm.pre_activations == 2:
            z = (torch.arange(-320, 320, dtype=torch.float64) + 0.5) / 40
            weight = torch.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) / 40
            weight = (weight[:, None] * weight).flatten()
            points = torch.cartesian_prod(z, z)
        else:
            sobol = torch.quasirandom.SobolEngine(arm.pre_activations, scramble=True, seed=0)
            points = torch.special.ndtri(sobol.draw(2**14, dtype=torch.float64).clamp(1e-12, 1 - 1e-12))
            weight = torch.full((len(points),), 1 / len(points), dtype=torch.float64)
        mean_square = float((weight * slopes(arm, points)).sum())
    if not math.isfinite(mean_square) or mean_square <= 0:
        return GAINS[0] if mean_square > 0 else GAINS[1]
    return min(max(1 / math.sqrt(mean_square), GAINS[0]), GAINS[1])


def standard_deviation(
    arm: Arm, init: str, init_std: float, fan_in: int, fan_out: int, output_layer: bool, init_gain: float = 1.0
) -> float:
    """Of the weights of one layer, by the law `init`, a key of experiment.init.INITS."""
    settings = {"init_std": init_std, "init_gain": init_gain}
    layer = Layer(
        fan_in=fan_in, fan_out=fan_out, output=output_layer, matched_gain=lambda: matched_gain(arm), settings=settings
    )
    return INITS[init].standard_deviation(layer)


@lru_cache(maxsize=1024)
def permutation(seed: int, turn: int, size: int) -> Tensor:
    """The order in which the seed's networks go through the training set for the `turn`-th time."""
    return torch.randperm(size, generator=seeded_torch("batches", seed, turn))


@kept_by_size(MAX_DRAWS)
def normal_block(seed: int, layer: int, piece: int, block: int, rows: int, columns: int) -> Tensor:
    """Standard normal [rows, columns], float64; do not write into it.

    `piece` counts the pre-activations of a unit and `block` the outputs of a unit of the layer below: piece 0 and
    block 0 are the whole of a plain arm's layer, so all arms of one seed start from the same draws.
    """
    return torch.randn(rows, columns, dtype=torch.float64, generator=seeded_torch("weights", seed, layer, piece, block))


def draw_weights(
    seed: int, layer: int, units: int, pieces: int, inputs: int, blocks: int, of: tuple[int, int] = (0, 0)
) -> Tensor:
    """Standard normal weights of one layer of one network, [pieces * units, blocks * inputs], piece after piece.

    `of`: units and inputs of a plain arm's layer if that has more: its draws are then shared as far as they go.
    """
    size = max(units, of[0]), max(inputs, of[1])
    rows = [
        torch.cat([normal_block(seed, layer, piece, block, *size)[:units, :inputs] for block in range(blocks)], dim=1)
        for piece in range(pieces)
    ]
    return torch.cat(rows)


def shaped(draws: Tensor, init: str) -> Tensor:
    """Standard normal draws as an init wants them distributed, with standard deviation 1."""
    if not INITS[init].uniform:
        return draws
    return math.sqrt(3) * (2 * torch.special.ndtr(draws) - 1)


def draw_biases(seed: int, layer: int, units: int, pieces: int, of: int = 0) -> Tensor:
    """Standard normal draws for the biases of one layer of one network, [pieces * units, 1]; `of`: see draw_weights."""
    return torch.cat([normal_block(seed, layer, piece, BIASES, max(units, of), 1)[:units] for piece in range(pieces)])


def batch_positions(seed: int, first: int, count: int, training_size: int) -> Tensor:
    """Samples `first` ... `first + count - 1` of the seed's endless stream of permutations of the training set."""
    parts = []
    for turn in range(first // training_size, (first + count - 1) // training_size + 1):
        start, end = max(first - turn * training_size, 0), min(first + count - turn * training_size, training_size)
        parts.append(permutation(seed, turn, training_size)[start:end])
    return torch.cat(parts)


class InputNoise:
    """Standard normal noise for the inputs of every step, a stream for each seed, the same for all arms."""

    def __init__(self, seeds: tuple[int, ...], dimension: int, batch_size: int) -> None:
        self.seeds, self.size = seeds, (dimension, batch_size)
        # Steps drawn by one generator. It may not depend on the number of arms or seeds: the numbers would too.
        self.ahead = max(1, min(64, 2**14 // (dimension * batch_size)))
        self.chunk: int | None = None

    def at(self, step: int) -> Tensor:
        """[seeds, dimension, batch], float64; a function of seed and step alone."""
        chunk, place = divmod(step, self.ahead)
        if chunk != self.chunk:
            self.drawn = torch.stack(
                [
                    torch.randn(
                        self.ahead, *self.size, dtype=torch.float64, generator=seeded_torch("noise", seed, chunk)
                    )
                    for seed in self.seeds
                ]
            )
            self.chunk = chunk
        return self.drawn[:, place]
