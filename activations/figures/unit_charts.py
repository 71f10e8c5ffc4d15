"""Charts of one unit, drawn empty for the browser to fill: its output over the inputs, its weights, its samples."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from activations.figures import theme
from activations.figures.race import CLASS_COLOURS, POINTS_DRAWN, Window
from activations.live.run import FIT_POINTS, GRID
from activations.observation.observation import pieces_of
from activations.observation.probe import probe_positions
from activations.training.arm import Arm
from activations.training.data import Data

BELOW, ABOVE = CLASS_COLOURS  # of numbers below and above 0; in the last layer they push to class 0 and class 1
DIVERGING = [[0, BELOW], [0.5, theme.CARD], [1, ABOVE]]
SIDE = 8  # pixels a side of a digit
HEIGHT = 250


def plane(data: Data, colour: str) -> go.Figure:
    """Trace 0: the output over the plane, which the browser fills; trace 1: training samples, faint."""
    horizontal, vertical = axes(data.span, GRID)
    shown = np.linspace(0, len(data.x_train) - 1, min(POINTS_DRAWN, len(data.x_train))).astype(int)
    colours = sample_colours(data, shown)
    bare = {"visible": False, "constrain": "domain"}
    return go.Figure(
        [
            go.Heatmap(
                x=horizontal.round(4),
                y=vertical.round(4),
                z=[],
                zmid=0,
                colorscale=DIVERGING,
                zsmooth="fast",
                colorbar={"thickness": 9, "outlinewidth": 0, "tickfont": {"size": 10}, "nticks": 5, "x": 1.01},
                hovertemplate="x₁ %{x:.2f}, x₂ %{y:.2f}<br>f(z) = %{z:.3g}<extra></extra>",
            ),
            go.Scatter(
                x=data.x_train[shown, 0].round(3),
                y=data.x_train[shown, 1].round(3),
                mode="markers",
                marker={
                    "size": 4,
                    "color": colours or theme.MUTED,
                    "opacity": 0.55,
                    "line": {"width": 0.6, "color": theme.CARD},
                },
                hoverinfo="skip",
            ),
        ],
        theme.layout(
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 6, "b": 4},
            xaxis={**bare, "range": [float(horizontal[0]), float(horizontal[-1])]},
            yaxis={**bare, "range": [float(vertical[0]), float(vertical[-1])], "scaleanchor": "x"},
        ),
    )


def line(data: Data, colour: str) -> go.Figure:
    """Trace 0: the output over x; trace 1: the output at the probe samples. The browser fills y."""
    (span,) = axes(data.span, FIT_POINTS)
    probe = probe_positions(len(data.x_train))
    return go.Figure(
        [
            go.Scatter(
                x=span.round(4),
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


def axes(window: Window, points: int) -> list[np.ndarray]:
    return [np.linspace(low, high, points) for low, high in window]


def sample_colours(data: Data, shown: np.ndarray) -> list[str] | None:
    """The class colour of each sample where there are two classes."""
    return [CLASS_COLOURS[int(label)] for label in data.y_train[shown]] if data.kind == "binary" else None


def picture(pieces: int) -> go.Figure:
    """Incoming weights of a digit's pixels, the pieces side by side with a gap between."""
    across = pieces * (SIDE + 1) - 1
    bare = {"visible": False, "constrain": "domain", "fixedrange": True}
    return go.Figure(
        go.Heatmap(
            z=[],
            zmid=0,
            colorscale=DIVERGING,
            xgap=1,
            ygap=1,
            colorbar={"thickness": 9, "outlinewidth": 0, "tickfont": {"size": 10}, "nticks": 5, "x": 1.01},
            text=[
                [f"row {row + 1}, column {column % (SIDE + 1) + 1}" for column in range(across)] for row in range(SIDE)
            ],
            hovertemplate="%{text}<br>weight %{z:.3g}<extra></extra>",
            hoverongaps=False,
        ),
        theme.layout(
            height=HEIGHT,
            margin={"l": 0, "r": 0, "t": 6, "b": 4},
            xaxis={**bare, "range": [-0.5, across - 0.5]},
            yaxis={**bare, "range": [SIDE - 0.5, -0.5], "scaleanchor": "x"},
        ),
    )


def samples_card(data: Data, kind: Arm, shades: Sequence[str]) -> dict:
    """Its pre-activations over the samples: a histogram a piece, and a dot a sample on f and f' (or at its output)."""
    probe = probe_positions(len(data.x_train))
    colours, words = sample_colours(data, probe), sample_words(data, probe)
    pieces, single = pieces_of(kind), kind.pre_activations == 1
    figure = go.Figure(
        layout=theme.layout(
            height=HEIGHT,
            x_title="pre-activation z",
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
    names = [("f", "f′")] if kind.outputs == 1 else [(f"f{n}", f"f{n}′") for n in "₁₂₃₄"[: kind.outputs]]
    for value, slope in names if single else ():
        for name, dash in ((value, "solid"), (slope, "dash")):
            figure.add_scatter(
                x=[], y=[], mode="lines", name=name, line={"color": theme.INK, "width": 1.3, "dash": dash},
                hoverinfo="skip",
            )  # fmt: skip
        for shown, other, hollow in ((value, slope, False), (slope, value, True)):
            template = f"%{{text}}<br>z = %{{x:.3g}}<br>{shown}(z) = %{{y:.3g}}<br>{other}(z) = %{{customdata:.3g}}"
            dots(figure, words, colours or shades[0], f"{template}<extra></extra>", hollow)
    if not single:
        for piece, shade in zip(pieces, shades, strict=True):
            template = (
                f"%{{text}}<br>{piece}: z = %{{x:.3g}}<br>output = %{{y:.3g}}<br>∂output/∂z = %{{customdata:.3g}}"
            )
            dots(figure, words, shade, f"{template}<extra></extra>", False)
    maxout = not single and "k" in kind.parameters
    return {
        "id": "unit.samples",
        "drawer": "unitSamples",
        "title": "Its pre-activations over the samples",
        "subtitle": "filled dots: f(z) of each training sample, hollow ones: f′(z); filled area: how many lie there"
        if single
        else "a shade a piece: how many samples lie where; dots where that piece wins, output = its z"
        if maxout
        else "dark: value, light: gate; areas: how many samples lie where, dots: the output, which depends on both",
        "single": single,
        "outputs": kind.outputs,
        "pieces": len(pieces),
        "maxout": maxout,
        "figure": figure.to_plotly_json(),
    }


def dots(figure: go.Figure, words: list[str], colour: str | list[str], template: str, hollow: bool) -> None:
    marker = {"size": 5, "color": colour, "opacity": 0.6}
    if hollow:
        marker |= {"symbol": "circle-open"}
    figure.add_scatter(x=[], y=[], mode="markers", text=words, marker=marker, hovertemplate=template)


def sample_words(data: Data, chosen: np.ndarray) -> list[str]:
    """What each sample is, for its hover text."""
    targets = data.y_train[chosen]
    if data.kind == "regression":
        return [f"target {target:.3g}" for target in targets]
    labels = data.dataset.labels or ("class 0", "class 1")
    return [f"{labels[int(target)]}" if data.kind == "binary" else f"a {labels[int(target)]}" for target in targets]
