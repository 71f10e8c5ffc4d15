"""The cards of paths in a race: of two weights in their plane, of learnable parameters, of deaths over steps.

Drawn empty, as in activations.figures.inside; `drawer` names what fills a card (pages/live_chart/paths.js).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import plotly.graph_objects as go

from activations.catalogue import CATALOGUE, Activation
from activations.catalogue.activation import Parameter
from activations.figures import theme
from activations.figures.inside import Known
from activations.figures.race import DASHES, Lane, lanes
from activations.training.arm import Arm
from activations.training.experiment import Experiment

STYLES = ("solid", "dashed", "dotted", "dash-dotted", "long dashes", "long dashes and dots")  # DASHES, in words
LAST_MOVES = 40  # drawn by themselves, large enough to see a zig-zag
GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "lambda": "λ",
    "omega": "ω",
    "mu": "μ",
    "sigma": "σ",
    "theta": "θ",
    "tau": "τ",
}
SMALL_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MARGIN = {"l": 46, "r": 8, "t": 8, "b": 34}


def plain(symbol: str) -> str:
    r"""LaTeX of one symbol as a reader would type it: r"\alpha" -> α, "a_0" -> a₀."""
    words = re.sub(r"\\([a-z]+)", lambda found: GREEK.get(found[1], found[1]), symbol)
    return re.sub(r"_\{?(\d+)\}?", lambda found: found[1].translate(SMALL_DIGITS), words)


def card(name: str, drawer: str, title: str, subtitle: str, figure: go.Figure | None, **more) -> dict:
    drawn = figure and figure.to_plotly_json()
    return {"id": name, "drawer": drawer, "title": title, "subtitle": subtitle, "figure": drawn, **more}


def over_steps(traces: list[dict], steps: int, **y_axis) -> go.Figure:
    return go.Figure(
        [go.Scatter(trace) for trace in traces],
        theme.layout(
            height=190,
            x_title="step",
            hovermode="closest",
            margin=MARGIN,
            xaxis={"range": [0, steps], "tickformat": ",d", "automargin": False},
            yaxis={"tickformat": "~g", "automargin": False, **y_axis},
        ),
    )


# -- two weights in their plane ---------------------------------------------------------------------------------------


def limits(experiment: Experiment, layer: int) -> tuple[int, int]:
    """How many units hidden layer `layer` has, and how many inputs one of them has: the least over all arms."""
    units = min(experiment.widths_of(arm)[layer] for arm in experiment.arms)
    if not layer:
        return units, experiment.describe_data().dimension
    return units, min(experiment.widths_of(arm)[layer - 1] * arm.at(layer - 1).outputs for arm in experiment.arms)


def path_cards(experiment: Experiment, layer: int, unit: int, weights: tuple[int, int], seed: int) -> list[dict]:
    """The path of two incoming weights of a unit, its last moves, and how often both went the same way."""
    drawn = lanes(experiment.arms)
    source = f"unit {{}} of layer {layer}" if layer else "input {}"
    names = [f"weight {weight + 1}" for weight in weights]
    choice = {"layer": layer, "unit": unit, "weights": list(weights), "seed": seed}
    several = any(arm.at(layer).pre_activations > 1 for arm in experiment.arms)
    return [
        card(
            "path", "path", f"Path of two weights of unit {unit + 1}, layer {layer + 1}", "",
            plane(drawn, [f"{name}, from {source.format(name[7:])}" for name in names], 380), choice=choice, wide=True,
            note="of Maxout and gated units, the first pre-activation" if several else "",
        ),
        card(
            "path.last", "path", f"The last {LAST_MOVES} moves", "from where each arm was then: a zig-zag shows here",
            plane(drawn, [f"change of {name}" for name in names], 380), choice=choice, last=LAST_MOVES,
        ),
        card(
            "path.same", "same_way", "Both the same way",
            "share of moves in which both weights went up or both went down", bars(drawn), choice=choice,
        ),
    ]  # fmt: skip


def plane(drawn: Sequence[Lane], names: Sequence[str], height: int) -> go.Figure:
    """For each arm its line (even traces) and a dot where it starts (odd traces)."""
    traces: list[go.Scatter] = []
    for lane in drawn:
        hover = "step %{customdata:,d}<br>%{x:.4g}, %{y:.4g}"
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
            xaxis=axis,
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


# -- learnable parameters ---------------------------------------------------------------------------------------------


def learnable(arm: Arm) -> dict[str, tuple[Activation, Parameter]]:
    """The learnable parameters of an arm, in all of its layers, by name."""
    return {
        parameter.name: (one.entry, parameter)
        for one in (arm, *arm.layers)
        for parameter in one.entry.parameters
        if parameter.learnable
    }


@lru_cache(maxsize=64)
def parameter_cards(experiment: Experiment, layer: int, known: Known = ()) -> list[dict]:
    """One card for each learnable parameter of each arm, and for Maxout one of who wins in layer `layer`."""
    found: list[dict] = []
    for place, (arm, lane) in enumerate(zip(experiment.arms, lanes(experiment.arms), strict=True)):
        parameters: dict[str, tuple[Activation, Parameter]] = {}
        for one in known[place] if known else (arm,):
            parameters |= learnable(one)
        found += [parameter_card(experiment, place, lane, entry, parameter) for entry, parameter in parameters.values()]
        if arm.at(layer).key == "maxout":
            found.append(pieces_card(experiment, place, lane, layer, arm.at(layer).pre_activations))
    if found:
        return found
    names = ", ".join(entry.name for entry in CATALOGUE.values() if entry.learnable)
    sentence = f"None of these arms has a learnable parameter. These functions have: {names}. Maxout learns its pieces."
    return [card("learned.none", "words", "No learnable parameter", sentence, None)]


def parameter_card(experiment: Experiment, place: int, lane: Lane, entry: Activation, parameter: Parameter) -> dict:
    layers = len(experiment.widths)
    told_apart = layers <= len(DASHES)
    traces: list[dict] = []
    for layer in range(layers):
        band = theme.translucent(lane.colour, 0.14 if told_apart else 0.05)
        traces.append({"mode": "none", "fill": "toself", "fillcolor": band, "hoverinfo": "skip", "x": [], "y": []})
        faint = theme.translucent(lane.colour, 1 - 0.75 * layer / max(1, layers - 1))
        traces.append(
            {
                "mode": "lines",
                "x": [],
                "y": [],
                "name": f"layer {layer + 1}",
                "line": {
                    "color": lane.colour if told_apart else faint,
                    "width": 1.8,
                    "dash": DASHES[layer] if told_apart else "solid",
                },
                "hovertemplate": "step %{x:,d}: %{y:.4g}",
            }
        )
    over = "seeds" if not experiment.learnable_per_unit else "units and seeds"
    symbol = plain(parameter.symbol)
    return card(
        f"learned.{place}.{parameter.name}",
        "learned",
        f"{entry.name}: {symbol}" + (f", {parameter.meaning}" if parameter.meaning else ""),
        "",
        over_steps(traces, experiment.steps),
        learned=f"{place}.{parameter.name}",
        colour=lane.colour,
        styles=list(STYLES[:layers]) if told_apart and layers > 1 else [],
        over=f"median and range of the {over}" if experiment.seeds > 1 or experiment.learnable_per_unit else "",
        marks=True,
    )


def pieces_card(experiment: Experiment, place: int, lane: Lane, layer: int, pieces: int) -> dict:
    traces = [
        {
            "mode": "lines",
            "x": [],
            "y": [],
            "name": "wins most" if not rank else f"number {rank + 1}",
            "line": {"color": lane.colour, "width": 1.8, "dash": DASHES[rank % len(DASHES)]},
            "hovertemplate": "step %{x:,d}: %{y:.1%}",
        }
        for rank in range(pieces)
    ]
    return card(
        f"pieces.{place}.{layer}",
        "pieces",
        f"{lane.label}: who wins, layer {layer + 1}",
        "",
        over_steps(traces, experiment.steps, tickformat=".0%", range=[-0.02, 1.02], autorange=False),
        of=place,
        layer=layer,
        count=pieces,
        colour=lane.colour,
        marks=True,
    )


# -- deaths -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def death_cards(experiment: Experiment, layer: int, arm: int | None) -> list[dict]:
    """Deaths and revivals of a layer so far, and who of it was dead when: of `arm`, or of that with most deaths."""
    drawn = lanes(experiment.arms)
    traces: list[dict] = []
    for lane in drawn:
        for word, dash, width in (("died", lane.dash, 1.8), ("revived", "dash", 1.4)):
            colour = lane.colour if word == "died" else theme.translucent(lane.colour, 0.75)
            traces.append(
                {
                    "mode": "lines",
                    "x": [],
                    "y": [],
                    "name": lane.label,
                    "meta": {"arm": lane.arm},
                    "line": {"color": colour, "width": width, "dash": dash, "shape": "hv"},
                    "hovertemplate": f"step %{{x:,d}}: %{{y:,d}} {word}",
                }
            )
    raster = go.Figure(
        go.Heatmap(
            z=[[None]],
            zmin=0,
            zmax=1,
            showscale=False,
            colorscale=[[0, theme.GRID], [1, theme.INK]],
            hovertemplate="step %{x:,d}, unit %{y}: %{text}<extra></extra>",
        ),
        theme.layout(
            height=190,
            x_title="step",
            y_title="unit",
            margin=MARGIN,
            xaxis={"range": [0, experiment.steps], "tickformat": ",d", "automargin": False, "showgrid": False},
            yaxis={"tickformat": "d", "automargin": False, "showgrid": False, "nticks": 8},
        ),
    )
    return [
        card(
            f"deaths.{layer}", "deaths", f"Died and revived, layer {layer + 1}", "",
            over_steps(traces, experiment.steps, rangemode="tozero", nticks=6), layer=layer, marks=True,
        ),
        card(
            f"raster.{layer}", "raster", f"Who was dead, layer {layer + 1}", "", raster, layer=layer, of=arm,
            colours=[lane.colour for lane in drawn], wide=True, marks=True,
        ),
    ]  # fmt: skip
