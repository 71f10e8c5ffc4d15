"""The Gallery's small multiples: f and f′ of every function, sampled once and drawn as plain SVG paths.

Seventy-odd Plotly charts take seconds and hundreds of megabytes in a browser; as many pairs of paths take no time.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from activations.figures import theme
from activations.figures.curve import grid
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve
from activations.functions.properties import jumps, kinks

WINDOW = (-4.0, 4.0)  # of z
REACH = (-1.6, 2.6)  # of f and f′: the same for all, so that shapes can be compared
WIDTH, HEIGHT = 160.0, 96.0  # of the drawing, in its own units
POINTS = 121


@dataclass(frozen=True)
class Thumbnail:
    """z [points], f and df [points], and the same two lines as SVG paths in a box of WIDTH x HEIGHT."""

    key: str
    colour: str
    z: np.ndarray
    f: np.ndarray
    df: np.ndarray

    @property
    def paths(self) -> tuple[str, str]:
        return path(self.z, self.f), path(self.z, self.df)


@cache
def thumbnail(key: str) -> Thumbnail:
    """CATALOGUE[key] at its default parameters; a gated unit along a = b = z, Maxout as |z|, CReLU's first output."""
    z = grid(WINDOW, [*kinks(key), *jumps(key)], POINTS)
    frame = curve(key, z)
    return Thumbnail(key, theme.colour_of(key), z, frame["f"].to_numpy(), frame["df"].to_numpy())


def across(z: np.ndarray) -> np.ndarray:
    return (z - WINDOW[0]) / (WINDOW[1] - WINDOW[0]) * WIDTH


def down(value: np.ndarray) -> np.ndarray:
    """From the top edge; values far outside stay near the box, where they are clipped."""
    return np.clip((REACH[1] - value) / (REACH[1] - REACH[0]) * HEIGHT, -HEIGHT, 2 * HEIGHT)


def path(z: np.ndarray, value: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across(z), down(value), strict=True))


@cache
def tile(key: str) -> dict:
    """JSON for the browser: names, colour, paths, and the numbers that the pointer reads (4 significant digits)."""
    activation = CATALOGUE[key]
    drawn = thumbnail(key)
    f, df = drawn.paths
    # Beside a kink there are two samples a hair apart; the pointer needs one.
    read = np.concatenate([[True], np.diff(drawn.z) > 1e-3])
    return {
        "key": key,
        "name": activation.name,
        "year": activation.year,
        "colour": drawn.colour,
        "f": f,
        "df": df,
        "z": [float(f"{z:.4g}") for z in drawn.z[read]],
        "values": [float(f"{v:.4g}") for v in drawn.f[read]],
        "slopes": [float(f"{v:.4g}") for v in drawn.df[read]],
    }


def warm() -> None:
    """Compute every tile, which takes half a second, so that nobody has to wait for it."""
    for key in CATALOGUE:
        tile(key)


def frame() -> dict:
    """The box that all tiles share, and where its axes lie."""
    zero = np.zeros(1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "low": WINDOW[0],
        "high": WINDOW[1],
        "axis_x": float(across(zero)[0]),
        "axis_y": round(float(down(zero)[0]), 2),
        "one_y": round(float(down(zero + 1)[0]), 2),
    }
