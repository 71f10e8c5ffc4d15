"""Curves computed ahead for a slider: a frame a value, packed small, so that the browser follows a finger by itself."""

import base64
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST_FRAMES = 17  # spread over the slider before the adaptive ones
MAX_FRAMES = 301
TOLERANCE = (
    0.002  # mean error of the drawing between two frames, as a share of `reach`, that is not worth another frame
)
GEOMETRIC_FROM = 20.0  # high / low from which the first frames are spaced by a factor: curves change fastest near low


def slider_step(default: float, low: float, high: float, integer: bool = False) -> float:
    """A step between a 50th and a 1000th of the range, round if it can be, that reaches the default from `low`."""
    if integer:
        return 1
    rough = 10.0 ** np.floor(np.log10((high - low) / 50))
    for step in (rough, rough / 10):
        if abs((default - low) / step - round((default - low) / step)) < 1e-9:
            return float(f"{step:.12g}")
    return (default - low) / max(round((default - low) / rough), 1)


@dataclass(frozen=True)
class Frames:
    """values [n], ascending; arrays: for each column of activations.functions.curve, [n, points]."""

    values: np.ndarray
    arrays: dict[str, np.ndarray]

    def packed(self) -> dict:
        """JSON for the browser: the values, and each array as base64 of little-endian float32, row by row."""
        return {
            "values": [float(value) for value in self.values],
            "arrays": {name: pack(array) for name, array in self.arrays.items()},
        }


def pack(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode("ascii")


def frames(
    sample: Callable[[float], pd.DataFrame],
    columns: Sequence[str],
    low: float,
    high: float,
    step: float,
    reach: float,
    first: int = FIRST_FRAMES,
) -> Frames:
    """The columns of `sample(value)` at slider values from low to high, densest where the curve changes most.

    All samples must be of the same x. A straight blend of two neighbouring frames is off by no more than TOLERANCE of
    `reach` (the height of the plot) on average, unless that takes more than MAX_FRAMES frames.
    """
    last = max(1, round((high - low) / step))  # positions are whole numbers: 0 at low to `last` at high
    known: dict[int, np.ndarray] = {}

    def at(position: int) -> np.ndarray:
        if position not in known:
            value = high if position == last else low + position * step
            known[position] = sample(value)[list(columns)].to_numpy(dtype=float).T
        return known[position]

    chosen = first_positions(low, high, step, last, first)
    waiting = [(worth(at, a, b, reach), a, b) for a, b in itertools.pairwise(chosen) if b - a > 1]
    while waiting and len(chosen) < MAX_FRAMES:
        waiting.sort()
        error, a, b = waiting.pop()
        if error <= TOLERANCE:
            break
        middle = (a + b) // 2
        chosen.append(middle)
        waiting += [(worth(at, p, q, reach), p, q) for p, q in ((a, middle), (middle, b)) if q - p > 1]
    chosen.sort()
    values = [high if position == last else low + position * step for position in chosen]
    stacked = np.stack([at(position) for position in chosen])
    return Frames(np.array(values), {name: stacked[:, row] for row, name in enumerate(columns)})


def first_positions(low: float, high: float, step: float, last: int, count: int) -> list[int]:
    if low > 0 and high / low >= GEOMETRIC_FROM:
        values = np.geomspace(low, high, count)
    else:
        values = np.linspace(low, high, count)
    inner = {min(max(round((value - low) / step), 0), last) for value in values.tolist()}
    return sorted(inner | {0, last})


def worth(at: Callable[[int], np.ndarray], a: int, b: int, reach: float) -> float:
    """Mean error, as a share of `reach`, of the blend of frames a and b at the slider position in their middle."""
    middle = (a + b) // 2
    share = (middle - a) / (b - a)
    first, exact, second = (np.clip(at(position), -reach, reach) for position in (a, middle, b))
    return float(np.abs((1 - share) * first + share * second - exact).mean(axis=1).max()) / reach
