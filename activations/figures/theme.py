"""One look for every chart: the colour of each activation function, and a quiet base layout.

Colours that follow the page's theme are written `var(--lab-...)`; the browser puts the theme's own value in
(pages/live_chart/plot.js), so that a figure is the same JSON in light and in dark.
"""

import colorsys
import functools
from typing import Any

from activations.catalogue import CATALOGUE

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
    "prelu": "#7d5a2b",
    "elu": "#55a03e",
    "maxout": "#9d78e3",
}
GOLDEN_ANGLE = 0.381966  # of a turn: neighbours in the menu get hues far apart
LUMINANCES = (0.16, 0.22, 0.29)  # relative, as WCAG defines it: each stands out on both backgrounds


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def hex_colour(hue: float, lightness: float, saturation: float = 0.55) -> str:
    return "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(hue % 1, lightness, saturation))


@functools.cache
def colour_of(key: str) -> str:
    """The hex colour of an activation function, the same on every page."""
    if key in NOTE_COLOURS:
        return NOTE_COLOURS[key]
    order = list(CATALOGUE).index(key)
    shades = [hex_colour(order * GOLDEN_ANGLE, percent / 100) for percent in range(20, 80)]
    return min(shades, key=lambda shade: abs(luminance(shade) - LUMINANCES[order % 3]))


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
