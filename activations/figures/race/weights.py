"""The cards of paths in a race: of two weights in their plane, and of learnable parameters.

Drawn empty, as in activations.figures.race.curves.inside; `drawer` names what fills a card (pages/live_chart/paths.js).
"""

import re
from collections.abc import Sequence

import plotly.graph_objects as go

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.figures import theme
from activations.figures.race.curves import DASHES, Lane, lanes
from activations.figures.race.inside import Known
from activations.functions.activation import Parameter
from activations.functions.catalogue import CATALOGUE, Activation
from activations.language import cached
from activations.language import marked as N_
from activations.language import translate as _

STYLES = (  # DASHES, in words
    *(N_("solid"), N_("dashed"), N_("dotted")),
    *(N_("dash-dotted"), N_("long dashes"), N_("long dashes and dots")),
)
LAST_MOVES = 40  # drawn by themselves, large enough to see a zig-zag
GREEK = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ"},
    **{"omega": "ω", "mu": "μ", "sigma": "σ", "theta": "θ", "tau": "τ"},
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
            x_title=_("step"),
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
    source = (
        _("weight {weight}, from unit {weight} of layer {layer}")
        if layer
        else _("weight {weight}, from input {weight}")
    )
    axes = [source.format(weight=weight + 1, layer=layer) for weight in weights]
    moved = [_("change of weight {weight}").format(weight=weight + 1) for weight in weights]
    title = _("Path of two weights of unit {unit}, layer {layer}").format(unit=unit + 1, layer=layer + 1)
    last = _("The last {count} moves").format(count=LAST_MOVES)
    choice = {"layer": layer, "unit": unit, "weights": list(weights), "seed": seed}
    several = any(arm.at(layer).pre_activations > 1 for arm in experiment.arms)
    return [
        card(
            "path", "path", title, "", plane(drawn, axes, 380), choice=choice, wide=True,
            note=_("of Maxout and gated units, the first pre-activation") if several else "",
        ),
        card(
            "path.last", "path", last, _("from where each arm was then: a zig-zag shows here"),
            plane(drawn, moved, 380, ticks=4), choice=choice, last=LAST_MOVES,
        ),
        card(
            "path.same", "same_way", _("Both the same way"),
            _("share of moves in which both weights went up or both went down"), bars(drawn), choice=choice,
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


# -- learnable parameters ---------------------------------------------------------------------------------------------


def learnable(arm: Arm) -> dict[str, tuple[Activation, Parameter]]:
    """The learnable parameters of an arm, in all of its layers, by name."""
    return {
        parameter.name: (one.entry, parameter)
        for one in (arm, *arm.layers)
        for parameter in one.entry.parameters
        if parameter.learnable
    }


@cached(maxsize=64)
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
    said = _("None of these arms has a learnable parameter. These functions have: {names}. Maxout learns its pieces.")
    return [card("learned.none", "words", _("No learnable parameter"), said.format(names=names), None)]


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
                "name": _("layer {layer}").format(layer=layer + 1),
                "line": {
                    "color": lane.colour if told_apart else faint,
                    "width": 1.8,
                    "dash": DASHES[layer] if told_apart else "solid",
                },
                "hovertemplate": _("step %{x:,d}: %{y:.4g}"),
            }
        )
    over = _("median and range of the seeds")
    if experiment.learnable_per_unit:
        over = _("median and range of the units and seeds")
    symbol = plain(parameter.symbol)
    return card(
        f"learned.{place}.{parameter.name}",
        "learned",
        _("{name}: {symbol}, {meaning}").format(name=entry.name, symbol=symbol, meaning=_(parameter.meaning))
        if parameter.meaning
        else f"{entry.name}: {symbol}",
        "",
        over_steps(traces, experiment.steps),
        learned=f"{place}.{parameter.name}",
        colour=lane.colour,
        styles=[_(style) for style in STYLES[:layers]] if told_apart and layers > 1 else [],
        over=over if experiment.seeds > 1 or experiment.learnable_per_unit else "",
        marks=True,
    )


def pieces_card(experiment: Experiment, place: int, lane: Lane, layer: int, pieces: int) -> dict:
    traces = [
        {
            "mode": "lines",
            "x": [],
            "y": [],
            "name": _("wins most") if not rank else _("number {rank}").format(rank=rank + 1),
            "line": {"color": lane.colour, "width": 1.8, "dash": DASHES[rank % len(DASHES)]},
            "hovertemplate": _("step %{x:,d}: %{y:.1%}"),
        }
        for rank in range(pieces)
    ]
    return card(
        f"pieces.{place}.{layer}",
        "pieces",
        _("{arm}: who wins, layer {layer}").format(arm=lane.label, layer=layer + 1),
        "",
        over_steps(traces, experiment.steps, tickformat=".0%", range=[-0.02, 1.02], autorange=False),
        of=place,
        layer=layer,
        count=pieces,
        colour=lane.colour,
        marks=True,
    )
