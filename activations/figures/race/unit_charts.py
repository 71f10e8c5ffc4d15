"""Charts of one unit, drawn empty for the browser to fill: its output over the inputs, its weights, its samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from activations.data.datasets import Data
from activations.figures import theme
from activations.figures.race.curves import CLASS_COLOURS, POINTS_DRAWN
from activations.language import translate as _
from activations.observation.forward_backward import probe_positions
from activations.observation.pictures import FIT_POINTS, GRID

BELOW, ABOVE = CLASS_COLOURS  # of numbers below and above 0; in the last layer they push to class 0 and class 1
DIVERGING = [[0, BELOW], [0.5, theme.CARD], [1, ABOVE]]
SIDE = 8  # pixels a side of a digit
LABELLED = 20  # bars up to which each has its name below it
HEIGHT = 250

FLAT = {"visible": False, "constrain": "domain"}  # axes of a picture
SCALE = {"thickness": 9, "outlinewidth": 0, "tickfont": {"size": 10}, "nticks": 5, "x": 1.01}


# -- over the inputs --------------------------------------------------------------------------------------------------


def plane(data: Data) -> go.Figure:
    """Trace 0: the output over the plane, which the browser fills; trace 1: training samples, faint."""
    horizontal, vertical = (np.linspace(low, high, GRID) for low, high in data.span or ())
    shown = np.linspace(0, len(data.x_train) - 1, min(POINTS_DRAWN, len(data.x_train))).astype(int)
    marker = {"size": 4, "color": class_colours(data, shown) or theme.MUTED, "opacity": 0.55}
    return go.Figure(
        [
            go.Heatmap(
                x=horizontal.round(4),
                y=vertical.round(4),
                z=[],
                zmid=0,
                colorscale=DIVERGING,
                zsmooth="fast",
                colorbar=SCALE,
                hovertemplate="x₁ %{x:.2f}, x₂ %{y:.2f}<br>f(z) = %{z:.3g}<extra></extra>",
            ),
            go.Scatter(
                x=data.x_train[shown, 0].round(3),
                y=data.x_train[shown, 1].round(3),
                mode="markers",
                marker={**marker, "line": {"width": 0.6, "color": theme.CARD}},
                hoverinfo="skip",
            ),
        ],
        theme.layout(
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 6, "b": 4},
            xaxis={**FLAT, "range": [float(horizontal[0]), float(horizontal[-1])]},
            yaxis={**FLAT, "range": [float(vertical[0]), float(vertical[-1])], "scaleanchor": "x"},
        ),
    )


def line(data: Data, colour: str) -> go.Figure:
    """Trace 0: the output over x; trace 1: the output at the probe samples. The browser fills y."""
    probe = probe_positions(len(data.x_train))
    low, high = next(iter(data.span or ()))  # a line is drawn over one input
    return go.Figure(
        [
            go.Scatter(
                x=np.linspace(low, high, FIT_POINTS).round(4),
                y=[],
                mode="lines",
                line={"color": colour, "width": 2.2},
                hovertemplate="x %{x:.2f}<br>f(z) = %{y:.3g}<extra></extra>",
            ),
            go.Scatter(
                x=data.x_train[probe, 0].round(4),
                y=[],
                mode="markers",
                marker={"size": 4, "color": theme.MUTED, "opacity": 0.45},
                hoverinfo="skip",
            ),
        ],
        theme.layout(height=HEIGHT, x_title="x", margin={"l": 40, "r": 8, "t": 6, "b": 34}),
    )


def picture(pieces: int) -> go.Figure:
    """Incoming weights of a digit's pixels, the pieces side by side with a gap between."""
    across = pieces * (SIDE + 1) - 1
    place = _("row {row}, column {column}")
    words = [[place.format(row=y + 1, column=x % (SIDE + 1) + 1) for x in range(across)] for y in range(SIDE)]
    weight = _("weight {value}", value="%{z:.3g}")
    return go.Figure(
        go.Heatmap(
            z=[],
            zmid=0,
            colorscale=DIVERGING,
            xgap=1,
            ygap=1,
            colorbar=SCALE,
            text=words,
            hovertemplate=f"%{{text}}<br>{weight}<extra></extra>",
            hoverongaps=False,
        ),
        theme.layout(
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 6, "b": 4},
            xaxis={**FLAT, "fixedrange": True, "range": [-0.5, across - 0.5]},
            yaxis={**FLAT, "fixedrange": True, "range": [SIDE - 0.5, -0.5], "scaleanchor": "x"},
        ),
    )


# -- bars -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bars:
    """What the bars are called: each by its name, and where there are several groups of them by its series."""

    names: Sequence[str]
    series: Sequence[str]
    shades: Sequence[str]  # one a series
    of_units: bool  # the names are those of the units of a layer, in order


def bars(of: Bars, hover: str) -> go.Figure:
    """A bar for each name and series, with sign; the browser fills y and customdata, which goes on with `hover`."""
    places = list(range(1, len(of.names) + 1))
    figure = go.Figure(
        [
            go.Bar(
                x=places,
                y=[0] * len(places),
                text=list(of.names),
                textposition="none",
                name=name,
                marker={"color": [shade] * len(places)},
                hovertemplate=f"{f'{name}<br>' if len(of.series) > 1 else ''}{hover}%{{customdata}}<extra></extra>",
            )
            for name, shade in zip(of.series, of.shades, strict=True)
        ],
        theme.layout(
            height=HEIGHT,
            x_title=_("unit") if of.of_units else "",
            margin={"l": 40, "r": 8, "t": 6, "b": 34},
            bargap=0.25 if len(places) > 2 else 0.75,
            xaxis={"range": [0.4, len(places) + 0.6], "showgrid": False},
            yaxis={"zeroline": True, "zerolinecolor": theme.MUTED, "tickformat": "~g"},
        ),
    )
    if len(places) <= LABELLED:
        figure.update_xaxes(tickvals=places, ticktext=places if of.of_units else list(of.names))
    return figure


# -- its pre-activations ----------------------------------------------------------------------------------------------


def samples(data: Data, pieces: Sequence[str], outputs: int, shades: Sequence[str]) -> go.Figure:
    """A histogram a piece, then of one piece for each output f, f' and a dot a sample on both; else dots a piece."""
    probe = probe_positions(len(data.x_train))
    colours, words = class_colours(data, probe), sample_words(data, probe)
    figure = go.Figure(
        layout=theme.layout(
            height=HEIGHT,
            x_title=_("pre-activation z"),
            margin={"l": 36, "r": 8, "t": 6, "b": 34},
            xaxis={"automargin": False},
            yaxis={"zeroline": True, "automargin": False},
            yaxis2={"range": [0, 1.6], "overlaying": "y", "visible": False, "fixedrange": True},
        )
    )
    for shade in shades:
        figure.add_scatter(
            x=[], y=[], mode="lines", line={"color": shade, "width": 1, "shape": "hvh"}, fill="tozeroy",
            fillcolor=theme.translucent(shade, 0.28), yaxis="y2", hoverinfo="skip",
        )  # fmt: skip
    marks = "" if outputs == 1 else "₁₂"
    for mark in (marks or [""]) if len(pieces) == 1 else ():
        value, slope = f"f{mark}", f"f{mark}′"
        for name, dash in ((value, "solid"), (slope, "dash")):
            figure.add_scatter(
                x=[], y=[], mode="lines", name=name, line={"color": theme.INK, "width": 1.3, "dash": dash},
                hoverinfo="skip",
            )  # fmt: skip
        for shown, other, hollow in ((value, slope, False), (slope, value, True)):
            read = f"z = %{{x:.3g}}<br>{shown}(z) = %{{y:.3g}}<br>{other}(z) = %{{customdata:.3g}}"
            dots(figure, words, colours or shades[0], read, hollow)
    for piece, shade in zip(pieces, shades, strict=True) if len(pieces) > 1 else ():
        read = f"{piece}: z = %{{x:.3g}}<br>f = %{{y:.3g}}<br>∂f/∂z = %{{customdata:.3g}}"
        dots(figure, words, shade, read, False)
    return figure


def dots(figure: go.Figure, words: list[str], colour: str | list[str], read: str, hollow: bool) -> None:
    """A dot a sample; `read` is what the pointer reads of it beside its own word."""
    marker = {"size": 5, "color": colour, "opacity": 0.6} | ({"symbol": "circle-open"} if hollow else {})
    template = f"%{{text}}<br>{read}<extra></extra>"
    figure.add_scatter(x=[], y=[], mode="markers", text=words, marker=marker, hovertemplate=template)


def class_colours(data: Data, shown: np.ndarray) -> list[str] | None:
    """The class colour of each sample where there are two classes."""
    return [CLASS_COLOURS[int(label)] for label in data.y_train[shown]] if data.kind == "binary" else None


def sample_words(data: Data, chosen: np.ndarray) -> list[str]:
    """What each sample is, for its hover text."""
    targets = data.y_train[chosen]
    if data.kind == "regression":
        return [_("target {value}", value=f"{target:.3g}") for target in targets]
    word, labels = _("class {number}"), data.dataset.labels or (0, 1)
    return [word.format(number=labels[int(target)]) for target in targets]
