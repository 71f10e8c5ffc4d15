"""The Curves page's chart: f solid, f′ dashed, f″ dotted, with saturated and dead regions shaded and listed below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from activations.figures import theme
from activations.language import marked as N_
from activations.language import translate as _

Region = tuple[float, float]


@dataclass(frozen=True)
class Quantity:
    """How one column of activations.functions.curve is drawn."""

    symbol: str
    dash: str
    width: float
    opacity: float = 1.0


QUANTITIES = {
    "f": Quantity("f", "solid", 2.4),
    "df": Quantity("f′", "dash", 1.7),
    "d2f": Quantity("f″", "dot", 1.6),
    "f2": Quantity(N_("second output"), "solid", 1.6, 0.75),
    "df2": Quantity(N_("slope of the second output"), "dash", 1.2, 0.75),
}
STRIP = 0.036  # of the plot's height, for each function's row of regions under the curves
BESIDE = 1e-6  # of z: how far from a jump the samples on its sides lie
MIN_REACH = 1.5  # the y axis shows at least this much where the curves do
ASPECT = 0.42  # and no more of them, up or down, than this share of the window's width, lest ReLU flatten sigmoid
SATURATED_OPACITY = 0.13
DEAD_OPACITY = 0.3
SHADE = 0.45  # of these, for the bands over the whole height


@dataclass(frozen=True)
class Shown:
    """One function on the chart: its samples, with the columns of functions.curve, and regions (low, high) of z."""

    key: str
    name: str
    samples: pd.DataFrame
    saturated: Sequence[Region] = ()
    dead: Sequence[Region] = ()

    @property
    def colour(self) -> str:
        return theme.colour_of(self.key)


def grid(window: Region, places: Sequence[float] = (), points: int = 401) -> np.ndarray:
    """z to sample f at: evenly over the window, and close by on both sides of each place where f or f′ jumps."""
    beside = [place + offset for place in places for offset in (-BESIDE, 0.0, BESIDE)]
    inner = [z for z in beside if window[0] < z < window[1]]
    return np.union1d(np.linspace(*window, points), inner)


def hover(x: np.ndarray, y: np.ndarray) -> str | list[str]:
    """What the pointer reads of a column: its value, and where it jumps PyTorch's value there, and both sides'.

    The samples beside a jump are closer together than a pixel (see `grid`): all three say the same.
    """
    read = "%{y:.4~f}"
    middle = 1 + np.flatnonzero((np.diff(x)[:-1] < 3 * BESIDE) & (np.diff(x)[1:] < 3 * BESIDE))
    jumps = [place for place in middle if abs(y[place + 1] - y[place - 1]) > 1e-4]
    if not jumps:
        return read
    said = [read] * len(x)
    for place in jumps:
        left, at, right = (f"{value:.4g}" for value in y[place - 1 : place + 2])
        words = _("{at} in PyTorch; {left} on the left, {right} on the right").format(at=at, left=left, right=right)
        said[place - 1 : place + 2] = [words] * 3
    return said


def columns(samples: pd.DataFrame, second: bool) -> list[str]:
    """The columns of `samples` that are drawn, in drawing order."""
    return [name for name in QUANTITIES if name in samples and (second or name != "d2f")]


def pieces(samples: pd.DataFrame) -> list[str]:
    """Maxout's straight lines z1 to zk among the columns."""
    return [name for name in samples if name[0] == "z" and name[1:].isdigit()]


def curves(shown: Sequence[Shown], *, window: Region, focus: str | None = None, second: bool = False) -> go.Figure:
    """All functions over the window (low, high) of z. Regions of `focus` (a key) are shaded from top to bottom.

    Each trace carries meta = {"key", "quantity"}, by which the browser finds it again while a slider is dragged.
    """
    figure = go.Figure()
    for entry in shown:
        for name in pieces(entry.samples):
            figure.add_scatter(
                x=entry.samples["x"],
                y=entry.samples[name],
                mode="lines",
                name=_("{name}: line {number}", name=entry.name, number=name[1:]),
                line={"color": theme.MUTED, "width": 1},
                hoverinfo="skip",
                meta={"key": entry.key, "quantity": name},
                uid=f"{entry.key}.{name}",
            )
        for name in columns(entry.samples, second):
            style = QUANTITIES[name]
            bold = 1.5 if name == "f" and (pieces(entry.samples) or (entry.key == focus and len(shown) > 1)) else 1
            figure.add_scatter(
                x=entry.samples["x"],
                y=entry.samples[name],
                mode="lines",
                name=f"{entry.name} {_(style.symbol)}",
                line={"color": entry.colour, "dash": style.dash, "width": style.width * bold, "simplify": False},
                opacity=style.opacity,
                hovertemplate=hover(entry.samples["x"].to_numpy(), entry.samples[name].to_numpy(dtype=float)),
                meta={"key": entry.key, "quantity": name},
                uid=f"{entry.key}.{name}",
            )
    strips = STRIP * len(shown) + 0.012
    lines_alone = bool(shown) and all(pieces(entry.samples) for entry in shown)  # Maxout
    figure.update_layout(
        theme.layout(
            height=None,
            x_title=_("input z") if lines_alone else _("pre-activation z"),
            hovermode="x unified",
            shapes=regions(shown, focus, strips, window),
            xaxis={
                "range": list(window),
                "unifiedhovertitle": {"text": "z = %{x:.4~f}"},
                "anchor": "free",
                "position": 0,
            },
            yaxis={"domain": [strips, 1], "range": list(reach(shown, window))},
        )
    )
    return figure


def reach(shown: Sequence[Shown], window: Region) -> Region:
    """Lowest and highest value on the y axis: what f and f′ need, up to a share of the window's width."""
    most = max(MIN_REACH, ASPECT * (window[1] - window[0]))
    low, high = 0.0, 0.0
    for entry in shown:
        values = entry.samples[columns(entry.samples, second=False)].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = min(low, float(values.min())), max(high, float(values.max()))
    low, high = max(low, -most), min(max(high, low + 1e-3), most)
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def regions(shown: Sequence[Shown], focus: str | None, strips: float, window: Region) -> list[dict]:
    """Shapes: a row for each function under the curves, and full-height bands for the function in focus."""
    shapes = []
    for place, entry in enumerate(shown):
        top = strips - 0.012 - place * STRIP
        row = {"yref": "paper", "y0": top - 0.6 * STRIP, "y1": top}
        rail = {"type": "rect", "xref": "x", "x0": window[0], "x1": window[1], "line": {"width": 0}, "layer": "below"}
        shapes.append(rail | row | {"fillcolor": theme.GRID, "opacity": 0.5, "name": f"{entry.key}.rail"})
        for kind, found, strength in (
            ("saturated", entry.saturated, SATURATED_OPACITY),
            ("dead", entry.dead, DEAD_OPACITY),
        ):
            for low, high in found:
                low, high = max(low, window[0]), min(high, window[1])
                if low >= high:
                    continue
                band = {"type": "rect", "xref": "x", "x0": low, "x1": high, "line": {"width": 0}, "layer": "below"}
                named = {"name": f"{entry.key}.{kind}"}
                solid = theme.translucent(entry.colour, min(1.0, 2.6 * strength))
                shapes.append(band | row | named | {"fillcolor": solid})
                if entry.key == focus:
                    whole = {"yref": "paper", "y0": strips, "y1": 1}
                    pale = theme.translucent(entry.colour, strength * SHADE)
                    shapes.append(band | whole | named | {"fillcolor": pale})
    return shapes
