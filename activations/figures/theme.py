"""One look for every chart: the colour of each activation function, and a quiet base layout.

Colours that follow the page's theme are written `var(--lab-...)`; the browser puts the theme's own value in
(browser/plot.js), so that a figure is the same JSON in light and in dark.
"""

from typing import Any

from activations.functions.catalogue import CATALOGUE
from activations.language import translate as _

INK = "var(--lab-ink)"
MUTED = "var(--lab-muted)"
GRID = "var(--lab-grid)"
CARD = "var(--lab-card)"
PRIMARY = "var(--lab-primary)"

WITHOUT_COLOUR = "#808080"  # of an entry that has none yet


def colour_of(key: str) -> str:
    """The hex colour of an activation function, the same on every page."""
    return CATALOGUE[key].colour or WITHOUT_COLOUR


def translucent(colour: str, opacity: float) -> str:
    """A hex colour as rgba(), for bands and fills."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def read_step() -> dict[str, Any]:
    """Of an x axis over steps: the head of the box in which the pointer reads all lines."""
    return {"unifiedhovertitle": {"text": _("step %{x:,d}")}}


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
