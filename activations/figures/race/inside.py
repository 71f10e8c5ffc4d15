"""The cards that look inside the networks of a race, drawn empty: the browser fills them from the live feed.

Each card is a dict of JSON with a figure and the name of what fills it: `seen` (a line an arm over steps, of one
layer), `layers` (a line an arm over layers, now) or `density` (an arm's pre-activations over its f and f').
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.figures import theme
from activations.figures.race.curves import ENDS, Lane, lanes
from activations.figures.race.shared import Known, over_steps
from activations.functions.curve import curve
from activations.language import cached
from activations.language import marked as N_
from activations.language import translate as _
from activations.observation.measures import BINS, HIGH, LOW

VIEWS = {
    "pre-activations": N_("Pre-activations"),
    "gradients": N_("Gradients"),
    "health": N_("Health"),
    "weights": N_("Weights"),
    "paths": N_("Paths"),  # activations.figures.race.weight_path
    "parameters": N_("Parameters"),  # activations.figures.race.parameters
}
VANISHING, EXPLODING = 1e-6, 1e2  # RMS of dL/dz below and above which training in float32 practically fails
UPDATE_GUIDE = 1e-3  # an update of about a thousandth of the weight a step is commonly healthy
F_SHOWN = (-1.6, 3.0)  # of f and f', beside a density


@cached(maxsize=64)
def cards(experiment: Experiment, view: str, layer: int, known: Known = ()) -> list[dict]:
    """The cards of one of VIEWS, for hidden layer `layer` (from 0).

    `known`: all that each arm is or becomes by swaps.
    """
    drawn = lanes(experiment.arms)
    number = layer + 1
    if view == "pre-activations":
        return [
            density(arm, lane, place, layer, known[place] if known else (arm,))
            for place, (arm, lane) in enumerate(zip(experiment.arms, drawn, strict=True))
        ]
    names = [_("layer {layer}", layer=place + 1) for place in range(len(experiment.widths))] + [_("output")]
    if view == "gradients":
        return [
            layers_card(drawn, names, "gradient_z", _("Gradient of the pre-activations"),
                     _("RMS of ∂L/∂z by layer, before clipping; the shaded zones vanish or explode"), zones=True),
            layers_card(drawn, names, "gradient_w", _("Gradient of the weights"),
                     _("RMS of ∂L/∂W by layer, before clipping")),
            steps_card(drawn, experiment, "gradient_z", layer, _("Gradient in layer {layer}").format(layer=number),
                       _("RMS of ∂L/∂z over steps"), log=True),
        ]  # fmt: skip
    if view == "health":
        return [
            steps_card(drawn, experiment, "dead", layer, _("Dead units, layer {layer}").format(layer=number),
                       _("share of units with |f′(z)| ≤ 10⁻⁶ on every sample"), percent=True),
            steps_card(drawn, experiment, "gently_dead", layer, _("Almost dead, layer {layer}").format(layer=number),
                       _("share of units with |f′(z)| ≤ 10⁻² on every sample"), percent=True),
            steps_card(drawn, experiment, "off", layer, _("Off units, layer {layer}").format(layer=number),
                       _("share with z ≤ 0 on every sample: off is not dead"), percent=True),
            steps_card(drawn, experiment, "saturated", layer, _("Saturated, layer {layer}").format(layer=number),
                       _("share of (unit, sample) pairs with |f′(z)| < 5 % of its maximum"), percent=True),
            steps_card(drawn, experiment, "silent", layer, _("Sparsity, layer {layer}").format(layer=number),
                       _("share of (unit, sample) pairs with f(z) = 0"), percent=True),
            steps_card(drawn, experiment, "off_centre", layer, _("Off centre, layer {layer}").format(layer=number),
                       _("|mean| / standard deviation of a unit's output; 0 is zero-centred")),
            steps_card(drawn, experiment, "rank", layer, _("Effective rank, layer {layer}").format(layer=number),
                       _("effective number of dimensions spanned by the {units} units").format(
                           units=experiment.widths[layer])),
        ]  # fmt: skip
    if view == "weights":
        return [
            steps_card(drawn, experiment, "update_ratio", layer,
                       _("Update : weight, layer {layer}").format(layer=number),
                       _("RMS of a step's change over RMS of the weights; dotted: the guide 10⁻³"), log=True,
                       guide=UPDATE_GUIDE),
            layers_card(drawn, names, "update_ratio", _("Update : weight by layer"), _("now; dotted: the guide 10⁻³"),
                     guide=UPDATE_GUIDE),
            steps_card(drawn, experiment, "agreement_sample", layer,
                       _("Sign agreement, layer {layer}").format(layer=number),
                       _("of the gradients of one unit's incoming weights, per sample: 1 means that all have "
"the same sign")),
            steps_card(drawn, experiment, "agreement_batch", layer,
                       _("Sign agreement over the batch, layer {layer}").format(layer=number),
                       _("the same, of the gradient summed over all samples")),
        ]  # fmt: skip
    raise ValueError(_("There is no view {view!r}: choose one of {views}.", view=view, views=", ".join(VIEWS)))


MAX_NAMES = 8  # of layers, below a chart
DECADES = 60  # of a zone: as far as numbers of float32 reach
LOG = {
    "type": "log",
    "exponentformat": "power",
    "nticks": 3,
    "range": [-4, 0],
    "autorange": True,
}  # with more, Plotly writes all digits of a decade


def steps_card(
    drawn: Sequence[Lane], experiment: Experiment, name: str, layer: int, title: str, subtitle: str, *,
    percent: bool = False, log: bool = False, guide: float | None = None,
) -> dict:  # fmt: skip
    """A card with a line an arm over steps."""
    axis: dict = LOG if log else {"rangemode": "tozero"}
    if percent:
        axis = {"tickformat": ".0%", **axis, "range": [-0.02, 1.02], "autorange": False}
    traces = [line(lane, [], "%{y:.1%}" if percent else "%{y:.3g}", markers=False) for lane in drawn]
    if log:
        traces += [zeros(lane) for lane in drawn]
    figure = over_steps(traces, experiment.steps, "x unified", ends=ENDS, **axis)
    add_guide(figure, guide)
    return {
        "id": f"seen.{name}.{layer}",
        "seen": name,
        "layer": layer,
        "title": title,
        "subtitle": subtitle,
        "figure": figure.to_plotly_json(),
    }


def layers_card(
    drawn: Sequence[Lane], names: Sequence[str], name: str, title: str, subtitle: str, *,
    zones: bool = False, guide: float | None = None,
) -> dict:  # fmt: skip
    """A card with a line an arm over the layers, log axis."""
    each = -(-len(names) // MAX_NAMES)  # of many layers every second, third…
    named = [*range(0, len(names) - each, each), len(names) - 1]
    short = [str(place + 1) for place in named[:-1]] + [names[-1]]
    figure = go.Figure(
        [line(lane, names, "%{y:.3g}", markers=True) for lane in drawn],
        theme.layout(
            height=230,
            x_title=_("layer"),
            hovermode="x unified",
            margin={"l": 50, "r": ENDS, "t": 8, "b": 34},
            xaxis={
                "tickvals": [names[place] for place in named],
                "ticktext": short,
                "tickangle": 0,
                "automargin": False,
                "unifiedhovertitle": {"text": "%{x}"},  # the whole name, where the tick is a number
            },
            yaxis={"automargin": False, **LOG},
        ),
    )
    figure.add_traces([zeros(lane, names) for lane in drawn])
    if zones:
        add_zone(figure, np.log10(VANISHING) - DECADES, np.log10(VANISHING))
        add_zone(figure, np.log10(EXPLODING), np.log10(EXPLODING) + DECADES)
    add_guide(figure, guide)
    return {
        "id": f"layers.{name}",
        "layers": name,
        "title": title,
        "subtitle": subtitle,
        "figure": figure.to_plotly_json(),
    }


def line(lane: Lane, x: Sequence, hover: str, *, markers: bool) -> go.Scatter:
    return go.Scatter(
        x=list(x),
        y=[None] * len(x),
        mode="lines+markers" if markers else "lines",
        name=lane.label,
        meta={"arm": lane.arm},
        line={"color": lane.colour, "width": 1.8, "dash": lane.dash},
        hovertemplate=hover,
    )


def zeros(lane: Lane, x: Sequence = ()) -> go.Scatter:
    """Marks where an arm's number is 0, which has no place on a log axis: the browser puts them at its lower end."""
    return go.Scatter(
        x=list(x),
        y=[None] * len(x),
        mode="markers",
        name=lane.label,
        meta={"arm": lane.arm, "zeros": True},
        marker={"symbol": "triangle-down-open", "size": 9, "color": lane.colour, "line": {"width": 1.6}},
        hovertemplate="0",
    )


def add_zone(figure: go.Figure, low: float, high: float) -> None:
    """Shade a log axis between two powers of ten (exponents). A picture: a shape would stretch the axis to its ends."""
    figure.add_layout_image(
        source="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect width='100%' height='100%'/></svg>",
        xref="paper",
        yref="y",
        x=0,
        y=high,
        sizex=1,
        sizey=high - low,
        sizing="stretch",
        opacity=0.1,
        layer="below",
    )


def add_guide(figure: go.Figure, guide: float | None) -> None:
    if guide is not None:
        figure.add_hline(y=guide, line={"color": theme.MUTED, "width": 1, "dash": "dot"})


Z = np.linspace(LOW, HIGH, 321)  # where f and f' are drawn


def function(arm: Arm, layer: int) -> dict:
    """f and f' ("df") of one layer of an arm, over Z. NaN is None: JSON has no other word for it."""
    its = arm.at(layer)
    parameters: dict[str, Any] = its.parameters
    drawn = curve(its.activation, Z, **parameters)
    return {name: [None if np.isnan(y) else y for y in drawn[name].round(4)] for name in ("f", "df")}


def title(arm: Arm, layer: int) -> str:
    """The arm and the layer, and what it has there if that differs from layer to layer."""
    said = _("{arm}, layer {layer}").format(arm=arm.label, layer=layer + 1)
    return f"{said}: {arm.at(layer).label}" if arm.layers else said


def density(arm: Arm, lane: Lane, place: int, layer: int, known: Sequence[Arm]) -> dict:
    """A card with the density of an arm's pre-activations (trace 0) over the layer's f (1, solid) and f' (2, dashed).

    `functions` has f and f' of everything that swaps make of the arm, by label.
    """
    its = arm.at(layer)
    functions: dict[str, dict] = {}
    titles = {one.label: title(one, layer) for one in known}
    edges = np.linspace(LOW, HIGH, BINS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    figure = go.Figure(
        go.Scatter(
            x=middles.round(4),
            y=np.zeros(BINS),
            mode="lines",
            line={"color": lane.colour, "width": 1, "shape": "hvh"},
            fill="tozeroy",
            fillcolor=theme.translucent(lane.colour, 0.32),
            yaxis="y2",
            hoverinfo="skip",
        ),
        theme.layout(
            height=210,
            x_title=_("pre-activation z"),
            margin={"l": 30, "r": 8, "t": 8, "b": 34},
            xaxis={"range": [LOW, HIGH], "automargin": False},
            yaxis={"range": list(F_SHOWN), "automargin": False, "zeroline": True},
            yaxis2={"range": [0, 1.25], "overlaying": "y", "visible": False, "fixedrange": True},
        ),
    )
    if its.pre_activations == 1:
        functions = {one.label: function(one, layer) for one in known}
        for column, dash, name in (("f", "solid", "f"), ("df", "dash", "f′")):
            figure.add_scatter(
                x=Z.round(3),
                y=functions[arm.label][column],
                mode="lines",
                name=name,
                line={"color": theme.INK, "width": 1.4, "dash": dash},
                hovertemplate=f"{name}(%{{x:.2f}}) = %{{y:.3g}}<extra></extra>",
            )
    return {
        "id": f"density.{place}.{layer}",
        "density": place,
        "layer": layer,
        "colour": lane.colour,
        "title": titles[arm.label],
        "titles": titles,
        "functions": functions,
        "subtitle": _("distribution of z, on f and f′")
        if its.pre_activations == 1
        else _("distribution of its pre-activations; f takes several"),
        "figure": figure.to_plotly_json(),
    }
