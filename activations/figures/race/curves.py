"""The Race page's figures, drawn empty: the browser fills them from the live feed (browser/race/board.js)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from activations.figures import theme
from activations.figures.colour_vision import distance
from activations.language import translate as _

CLASS_COLOURS = ("#3a6fd0", "#f09a3e")  # class 0 and class 1, on every data set with two classes; one darker in grey
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LINEAR_CEILING = 5.0  # a diverging loss must not flatten the others on a linear axis; the browser lifts it where needed
LOG_FLOOR = 1e-6
ENDS = 68  # pixels at the right of a chart over steps or layers, where the browser writes the name of each line
POINTS_DRAWN = 400  # of the data, on a decision boundary


@dataclass(frozen=True)
class Lane:
    """How one arm is drawn: its label, its activation's colour, the dash of its lines, its place."""

    label: str
    colour: str
    dash: str
    arm: int = 0


def lanes(arms: Sequence) -> list[Lane]:
    """One lane an arm, in the colour of its activation. Lines are told apart by their dashes as well as by colour.

    Beyond as many arms as there are dashes, a dash is used again where the colours look most different, to readers with
    a colour vision deficiency too.
    """
    result: list[Lane] = []
    for place, arm in enumerate(arms):
        colour = theme.colour_of(arm.activation)
        nearest = {str(dash): 1.0 for dash in DASHES}
        for lane in result:
            nearest[lane.dash] = min(nearest[lane.dash], distance(colour, lane.colour))
        result.append(Lane(arm.label, colour, max(nearest, key=lambda dash: nearest[dash]), place))
    return result


def history(lanes: Sequence[Lane], *, steps: int, percent: bool = False, log: bool = False) -> go.Figure:
    """An empty chart over steps: for each lane a band (lowest to highest, one outline) and then its median."""
    figure = go.Figure()
    for lane in lanes:
        band = theme.translucent(lane.colour, 0.13)
        meta = {"arm": lane.arm}  # a swap changes the name: browser/race/names.js
        figure.add_scatter(
            x=[], y=[], mode="none", fill="toself", fillcolor=band, hoverinfo="skip", meta={**meta, "band": True}
        )
        figure.add_scatter(
            x=[],
            y=[],
            mode="lines",
            name=lane.label,
            meta=meta,
            line={"color": lane.colour, "width": 1.8, "dash": lane.dash},
            hovertemplate="%{y:.1%}" if percent else "%{y:.4g}",
        )
    y_axis: dict = {"tickformat": ".0%" if percent else "~g", "automargin": False}
    if percent:
        y_axis |= {"autorangeoptions": {"clipmin": 0, "clipmax": 1}, "range": [0, 1], "autorange": True}
    else:
        y_axis["autorangeoptions"] = {"clipmin": LOG_FLOOR if log else 0, "clipmax": LINEAR_CEILING}
        y_axis |= {"range": [-2, 0] if log else [0, 1], "autorange": True}  # until there are numbers
        # Few ticks on a log axis: with more, Plotly writes every digit between two powers of ten.
        y_axis |= {"type": "log", "nticks": 3} if log else {"type": "linear", "nticks": 6}
    return figure.update_layout(
        theme.layout(
            height=236,
            x_title=_("step"),
            hovermode="x unified",
            margin={"l": 42, "r": ENDS, "t": 8, "b": 34},
            xaxis={"range": [0, steps], "tickformat": ",d", "tickangle": 0, "nticks": 5, "automargin": False}
            | theme.read_step(),
            yaxis=y_axis,
        ),
    )


Window = Sequence[tuple[float, float]]  # (low, high) of each input


def boundary(points: np.ndarray, targets: np.ndarray, window: Window) -> go.Figure:
    """The plane of a 2-D data set: points [n, 2] by class [n] over an image that the browser repaints."""
    figure = go.Figure()
    shown = np.linspace(0, len(points) - 1, min(POINTS_DRAWN, len(points))).astype(int)
    for label, colour in enumerate(CLASS_COLOURS):
        chosen = points[shown][targets[shown] == label]
        figure.add_scatter(
            x=chosen[:, 0].round(3),
            y=chosen[:, 1].round(3),
            mode="markers",
            name=_("class {label}", label=label),
            marker={"size": 4, "color": colour, "line": {"width": 0.6, "color": theme.CARD}},
            hovertemplate=_("class {label}", label=label) + "<br>x₁ %{x:.2f}<br>x₂ %{y:.2f}<extra></extra>",
        )
    (left, right), (bottom, top) = window
    figure.add_layout_image(
        source="data:,",
        xref="x",
        yref="y",
        x=left,
        y=top,
        sizex=right - left,
        sizey=top - bottom,
        sizing="stretch",
        layer="below",
    )
    bare = {"visible": False, "fixedrange": False, "constrain": "domain"}
    figure.update_layout(
        theme.layout(
            height=None,
            margin={"l": 0, "r": 0, "t": 4, "b": 0},
            xaxis={**bare, "range": [left, right]},
            yaxis={**bare, "range": [bottom, top], "scaleanchor": "x"},
        )
    )
    return figure


def small_axis(title: str, **more) -> dict:
    """An axis of a card that may be some 100 pixels wide."""
    text = {"text": title, "standoff": 2, "font": {"size": 10, "color": theme.MUTED}}
    return {"title": text, "tickfont": {"size": 9, "color": theme.MUTED}, "nticks": 6, **more}


def fit(
    x: np.ndarray,
    y: np.ndarray,
    span: tuple[float, float],
    count: int,
    colour: str,
    names: tuple[str, str],
) -> go.Figure:
    """A 1-D regression: the samples x [n], y [n], and as trace 1 what the network says at `count` inputs.

    `names` of the input and the target, as titles of the axes.
    """
    line = np.linspace(*span, count)
    figure = go.Figure()
    figure.add_scatter(
        x=x.round(3),
        y=y.round(3),
        mode="markers",
        name="samples",
        marker={"size": 3, "color": theme.MUTED, "opacity": 0.45},
        hovertemplate="x %{x:.2f}<br>y %{y:.2f}<extra>" + _("sample") + "</extra>",
    )
    figure.add_scatter(
        x=line.round(4),
        y=np.zeros_like(line),
        mode="lines",
        name="network",
        line={"color": colour, "width": 2.2},
        hovertemplate="x %{x:.2f}<br>" + _("output") + " %{y:.2f}<extra></extra>",
    )
    spread = max(float(np.ptp(y)), 1e-6)
    figure.update_layout(
        theme.layout(
            height=None,
            margin={"l": 38, "r": 4, "t": 4, "b": 34},
            xaxis=small_axis(names[0], automargin=False),
            yaxis=small_axis(names[1], automargin=False)
            | {"range": [float(y.min()) - 0.2 * spread, float(y.max()) + 0.2 * spread]},
        )
    )
    return figure


MAX_LETTERS, MAX_NAMES = 4, 6  # of a class beside a confusion matrix, and classes named


def confusion(labels: Sequence[str], colour: str) -> go.Figure:
    """Several classes: rows are the true class, columns the answer, each row as shares of it. The browser fills it."""
    names = list(labels)
    figure = go.Figure(
        go.Heatmap(
            x=names,
            y=names,
            z=[[0.0] * len(names) for _ in names],
            zmin=0,
            zmax=1,
            colorscale=[[0, "rgba(128,128,128,0.06)"], [1, colour]],
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate=_("%{y} classified as %{x}: %{z:.0%} of %{y}") + "<extra></extra>",
        )
    )
    # Beside the cells there is room for a few letters: the pointer reads the rest.
    short = [name if len(name) <= MAX_LETTERS else name[: MAX_LETTERS - 1] + "…" for name in names]
    each = -(-len(names) // MAX_NAMES)  # of many classes every second, third…
    axis = {"type": "category", "tickvals": names[::each], "ticktext": short[::each], "ticks": "", "showgrid": False}
    axis["automargin"] = False
    figure.update_layout(
        theme.layout(
            height=None,
            margin={"l": 34, "r": 2, "t": 4, "b": 26},
            xaxis=small_axis(_("predicted class"), **axis),
            yaxis=small_axis(_("true class"), **axis, autorange="reversed"),
        )
    )
    return figure
