"""The cards of learnable parameters over steps, and of which of Maxout's pieces win.

Drawn empty, as in activations.figures.race.inside; `drawer` names what fills a card (browser/race/drawers.js).
"""

import re

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.figures import theme
from activations.figures.race.curves import DASHES, Lane, lanes
from activations.figures.race.shared import Known, card, over_steps
from activations.functions.activation import Activation, Parameter
from activations.functions.catalogue import CATALOGUE
from activations.language import cached
from activations.language import marked as N_
from activations.language import translate as _

STYLES = (  # DASHES, in words
    *(N_("solid"), N_("dashed"), N_("dotted")),
    *(N_("dash-dotted"), N_("long dashes"), N_("long dashes and dots")),
)
GREEK = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ"},
    **{"omega": "ω", "mu": "μ", "sigma": "σ", "theta": "θ", "tau": "τ"},
}
SMALL_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def plain(symbol: str) -> str:
    r"""LaTeX of one symbol as a reader would type it: r"\alpha" -> α, "a_0" -> a₀."""
    words = re.sub(r"\\([a-z]+)", lambda found: GREEK.get(found[1], found[1]), symbol)
    return re.sub(r"_\{?(\d+)\}?", lambda found: found[1].translate(SMALL_DIGITS), words)


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
                "name": _("layer {layer}", layer=layer + 1),
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
        _("{name}: {symbol}, {meaning}", name=entry.name, symbol=symbol, meaning=_(parameter.meaning))
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
            "name": _("wins most") if not rank else _("number {rank}", rank=rank + 1),
            "line": {"color": lane.colour, "width": 1.8, "dash": DASHES[rank % len(DASHES)]},
            "hovertemplate": _("step %{x:,d}: %{y:.1%}"),
        }
        for rank in range(pieces)
    ]
    return card(
        f"pieces.{place}.{layer}",
        "pieces",
        _("{arm}: which piece wins, layer {layer}", arm=lane.label, layer=layer + 1),
        "",
        over_steps(traces, experiment.steps, tickformat=".0%", range=[-0.02, 1.02], autorange=False),
        of=place,
        layer=layer,
        count=pieces,
        colour=lane.colour,
        marks=True,
    )
