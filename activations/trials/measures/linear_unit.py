"""One linear unit that learns y = w*·x by SGD: the smallest network whose path can be drawn, at all rates of a grid."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.training.numerics import steady
from activations.training.sweep import Cells
from activations.trials.result import Progress

RATES = tuple(0.0625 * 2 ** (k / 2) for k in range(21))  # 1/16 to 64
NEAR = 0.05  # of the distance at the start: there it has arrived
SPREAD = 1.5  # of the normal numbers that the inputs are sigmoids of
CHUNK = 64  # steps between two yields
LOST = 1e3  # distance, in starting distances


@dataclass(frozen=True, kw_only=True)
class Paths:
    """What the units did until they arrived, or until the last step: arrays [rates, seeds]."""

    cells: Cells  # steps to within 5 % of the starting distance
    length: np.ndarray  # of the path, in straight lines from start to target
    one_signed: np.ndarray  # share of steps that moved all weights the same way


def inputs(kind: str, draws: Tensor) -> Tensor:
    """Of normal draws: sigmoid's outputs ("sigmoid"), or the same less ½ ("centred")."""
    values = torch.sigmoid(SPREAD * draws)
    return values - 0.5 if kind == "centred" else values


def paths(
    kind: str,
    seeds: Sequence[int],
    *,
    weights: int = 2,
    batch: int = 1,
    repeats: int = 1,
    steps: int = 2000,
    span: tuple[float, float] = (0.0, 1.0),
) -> Generator[Progress, None, Paths]:
    """`found = yield from paths("sigmoid", seeds)`: w from 0 to w* = (1, −1, 1, ...), squared error, targets exact.

    One seed sees the same draws with both kinds of inputs and at all rates. With `repeats` a seed stands for that many
    units, each with draws of its own: means of their steps and shares, the geometric mean of their paths.
    """
    doing = Text(N_("Training linear units"))
    sources = [seeded_torch("linear_unit", seed, one) for seed in seeds for one in range(repeats)]
    rates = torch.tensor(RATES, dtype=torch.float64)
    target = torch.ones(weights, 1, dtype=torch.float64)
    target[1::2] = -1
    straight = float(target.norm())
    away = -target.expand(len(sources), weights, len(rates)).clone()  # w − w*
    shape = (len(sources), len(rates))
    moving, lost = torch.ones(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
    taken, length, alike = (torch.zeros(shape, dtype=torch.float64) for _ in range(3))
    for first in range(0, steps, CHUNK):
        with steady():
            drawn = [torch.randn(CHUNK, batch, weights, dtype=torch.float64, generator=one) for one in sources]
            x = inputs(kind, torch.stack(drawn, 1))  # [steps, units, batch, weights]
            for now in x[: steps - first]:
                change = now.transpose(1, 2) @ (now @ away) * (-rates / batch) * moving[:, None]
                away += change
                taken += moving
                length += change.norm(dim=1)
                signs = change.sign()
                alike += moving & (signs.sum(1).abs() == weights)
                distance = away.norm(dim=1)
                lost |= moving & ~(distance < LOST * straight)
                moving &= (distance > NEAR * straight) & ~lost
        yield Progress(done=span[0] + (span[1] - span[0]) * min(1.0, (first + CHUNK) / steps), doing=doing)
        if not moving.any():
            break
    never = moving | lost

    def by_seed(values: Tensor) -> np.ndarray:
        """Means over the units of each seed, [rates, seeds]."""
        return values.double().reshape(len(seeds), repeats, -1).mean(1).T.numpy()

    cells = Cells(
        values=by_seed(torch.where(never, float(steps), taken)),
        loss=np.nan_to_num(by_seed(away.norm(dim=1)), nan=1e30),
        diverged=by_seed(lost) > 0,
        censored=by_seed(never) > 0,
    )
    return Paths(cells=cells, length=np.exp(by_seed((length / straight).log())), one_signed=by_seed(alike / taken))
