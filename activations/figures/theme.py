"""One look for every chart: the colour of each activation function, and a quiet base layout.

Colours that follow the page's theme are written `var(--lab-...)`; the browser puts the theme's own value in
(browser/plot.js), so that a figure is the same JSON in light and in dark.
"""

import colorsys
import functools
from typing import Any

import numpy as np

from activations.functions.catalogue import CATALOGUE
from activations.functions.entries.variants import VARIANTS

INK = "var(--lab-ink)"
MUTED = "var(--lab-muted)"
GRID = "var(--lab-grid)"
CARD = "var(--lab-card)"
PRIMARY = "var(--lab-primary)"

# The note's seven, told apart with every common kind of colour blindness and readable on both backgrounds.
NOTE_COLOURS = {
    "sigmoid": "#c2477a",
    "tanh": "#de8316",
    "relu": "#1f60d0",
    "leaky_relu": "#2aa3a3",
    "prelu": "#b49174",
    "elu": "#55a03e",
    "maxout": "#9d78e3",
}
# Those most often drawn together come first, and get the colours that are furthest apart.
COMMON = (
    *("gelu", "silu", "softplus", "selu", "swish", "mish", "glu", "swiglu", "relu6", "hardtanh"),
    *("softsign", "hardswish", "celu", "geglu", "log_sigmoid", "hardsigmoid", "arctan"),
    *("sine", "identity", "squared_relu"),
)
HUES, SATURATIONS, LIGHTNESSES = 48, (0.4, 0.6, 0.8), range(24, 74, 6)  # what is chosen from; the last in per cent
LUMINANCES = (0.15, 0.33)  # relative, as WCAG defines it: between these a colour stands out on both backgrounds


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def hex_colour(hue: float, lightness: float, saturation: float = 0.55) -> str:
    return "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(hue % 1, lightness, saturation))


def oklab(colour: str) -> np.ndarray:
    """A hex colour as [lightness, green to red, blue to yellow], in which distances are those that are seen.

    Ottosson, "A perceptual color space for image processing", 2020."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    to_cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
    to_cones.append([0.0883024619, 0.2817188376, 0.6299787005])
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
    to_lab.append([0.0259040371, 0.7827717662, -0.8086757660])
    return np.array(to_lab) @ np.cbrt(np.array(to_cones) @ linear)


@functools.cache
def colours() -> dict[str, str]:
    """The hex colour of every function: each, in turn, gets the one furthest from all given before it."""
    shades = [
        hex_colour(hue / HUES, percent / 100, saturation)
        for hue in range(HUES)
        for percent in LIGHTNESSES
        for saturation in SATURATIONS
    ]
    shades = [shade for shade in shades if LUMINANCES[0] <= luminance(shade) <= LUMINANCES[1]]
    places = np.array([oklab(shade) for shade in shades])
    found = dict(NOTE_COLOURS)
    nearest = np.min([np.linalg.norm(places - oklab(colour), axis=1) for colour in found.values()], axis=0)
    for key in (*COMMON, *(key for key in CATALOGUE if key not in COMMON), *VARIANTS):
        if key not in found:
            best = int(nearest.argmax())
            found[key] = shades[best]
            nearest = np.minimum(nearest, np.linalg.norm(places - places[best], axis=1))
    return found


def colour_of(key: str) -> str:
    """The hex colour of an activation function, the same on every page."""
    return colours()[CATALOGUE[key].key]


def translucent(colour: str, opacity: float) -> str:
    """A hex colour as rgba(), for bands and fills."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def layout(*, height: int | None, x_title: str = "", y_title: str = "", **more: Any) -> dict[str, Any]:
    """Layout keywords shared by every chart: transparent, thin grid, no legend, tight margins.

    Height in pixels; None fills what the page gives."""
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "linecolor": GRID,
        "tickfont": {"size": 11, "color": MUTED},
        "title": {"font": {"size": 12, "color": MUTED}, "standoff": 6},
        "automargin": True,
    }
    base = {
        "height": height,
        "margin": {"l": 44, "r": 10, "t": 8, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 12, "color": INK},
        "showlegend": False,
        "hoverlabel": {"bgcolor": CARD, "bordercolor": GRID, "font": {"size": 12, "color": INK}},
        "xaxis": {**axis, "title": {**axis["title"], "text": x_title}},
        "yaxis": {**axis, "title": {**axis["title"], "text": y_title}},
        "uirevision": "keep",  # a zoom or a hidden trace survives every patch
    }
    for name, value in more.items():
        base[name] = {**base[name], **value} if isinstance(base.get(name), dict) and isinstance(value, dict) else value
    return base
