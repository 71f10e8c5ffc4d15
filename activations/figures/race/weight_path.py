"""The cards of the path of two weights, in their plane.

Drawn empty, as in activations.figures.race.inside; `drawer` names what fills a card (browser/race/drawers.js).
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from activations.experiment.experiment import Experiment
from activations.figures import theme
from activations.figures.race.curves import Lane, lanes
from activations.figures.race.shared import card
from activations.language import translate as _

LAST_MOVES = 40  # drawn by themselves, large enough to see a zig-zag


def limits(experiment: Experiment, layer: int) -> tuple[int, int]:
    """How many units hidden layer `layer` has, and how many inputs one of them has: the least over all arms."""
    plan = experiment.plan()
    units = min(arm.widths[layer] for arm in plan.arms)
    if not layer:
        return units, plan.dataset.dimension
    return units, min(one.widths[layer - 1] * one.arm.at(layer - 1).outputs for one in plan.arms)


def path_cards(experiment: Experiment, layer: int, unit: int, weights: tuple[int, int], seed: int) -> list[dict]:
    """The path of two incoming weights of a unit, its last moves, and how often both went the same way."""
    drawn = lanes(experiment.arms)
    source = (
        _("weight {weight}, from unit {weight} of layer {layer}")
        if layer
        else _("weight {weight}, from input {weight}")
    )
    axes = [source.format(weight=weight + 1, layer=layer) for weight in weights]
    moved = [_("change of weight {weight}", weight=weight + 1) for weight in weights]
    title = _("Path of two weights of unit {unit}, layer {layer}", unit=unit + 1, layer=layer + 1)
    last = _("The last {count} updates", count=LAST_MOVES)
    choice = {"layer": layer, "unit": unit, "weights": list(weights), "seed": seed}
    several = any(arm.at(layer).pre_activations > 1 for arm in experiment.arms)
    return [
        card(
            "path", "path", title, "", plane(drawn, axes, 380), choice=choice, wide=True,
            note=_("of Maxout and gated units, the first pre-activation") if several else "",
        ),
        card(
            "path.last", "path", last, _("relative to the position of each arm then: oscillation is visible here"),
            plane(drawn, moved, 380, ticks=4), choice=choice, last=LAST_MOVES,
        ),
        card(
            "path.same", "same_way", _("Both in the same direction"),
            _("share of updates that increase both weights or decrease both"), bars(drawn), choice=choice,
        ),
    ]  # fmt: skip


def plane(drawn: Sequence[Lane], names: Sequence[str], height: int, ticks: int = 6) -> go.Figure:
    """For each arm its line (even traces) and a dot where it starts (odd traces); at most `ticks` along the bottom."""
    traces: list[go.Scatter] = []
    for lane in drawn:
        hover = _("step %{customdata:,d}") + "<br>%{x:.4g}, %{y:.4g}"
        common = {"x": [], "y": [], "name": lane.label, "hovertemplate": hover, "meta": {"arm": lane.arm}}
        traces.append(go.Scatter(mode="lines", line={"color": lane.colour, "width": 1.4, "dash": lane.dash}, **common))
        dot = {"size": 8, "color": lane.colour, "line": {"width": 1, "color": theme.CARD}}
        traces.append(go.Scatter(mode="markers", marker=dot, **common))
    axis = {"tickformat": "~g", "automargin": False}
    return go.Figure(
        traces,
        theme.layout(
            height=height,
            x_title=names[0],
            y_title=names[1],
            hovermode="closest",
            margin={"l": 62, "r": 12, "t": 8, "b": 40},
            xaxis={**axis, "nticks": ticks, "tickangle": 0},
            yaxis=axis,
        ),
    )


def bars(drawn: Sequence[Lane]) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=[None] * len(drawn),
            y=[f"{lane.label} " for lane in drawn],  # the space stands between name and bar
            orientation="h",
            marker={"color": [lane.colour for lane in drawn]},
            width=0.55,
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        ),
        theme.layout(
            height=380,
            margin={"l": 10, "r": 44, "t": 8, "b": 34},
            xaxis={"range": [0, 1], "tickformat": ".0%", "fixedrange": True},
            yaxis={"autorange": "reversed", "fixedrange": True, "type": "category"},
        ),
    )
    return figure.add_vline(x=0.5, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
