"""The cards that look at units: all units of a layer as cells, and one chosen unit closely. The browser fills them.

Each card names its `drawer` in pages/live_chart/units.js or unit.js. `place` says where on the page it belongs, `of` is
the chosen unit as [arm, layer, unit], counted from 0.
"""

import colorsys
from collections.abc import Sequence
from functools import lru_cache

import plotly.graph_objects as go

from activations.figures import theme
from activations.figures.race import lanes
from activations.figures.unit_charts import HEIGHT, line, picture, plane, samples_card
from activations.observation.observation import pieces_of
from activations.training.arm import Arm
from activations.training.data import Data
from activations.training.experiment import Experiment

LABELLED = 20  # bars up to which each has its name below it

Unit = tuple[int, int, int]  # arm, layer, unit, counted from 0


@lru_cache(maxsize=64)
def strip(experiment: Experiment, layer: int, seed: int, chosen: Unit | None) -> dict:
    """The card with one cell a unit of a layer, a row an arm."""
    rows = [
        {"label": lane.label, "colour": lane.colour, "width": experiment.widths_of(arm)[layer]}
        for arm, lane in zip(experiment.arms, lanes(experiment.arms), strict=True)
    ]
    return {
        "id": "units",
        "drawer": "units",
        "place": ".lab-units",
        "title": f"Units of layer {layer + 1}",
        "subtitle": f"One cell a unit, of the networks of seed {seed}: the fuller its colour, the more samples it "
        "responds to (|f′(z)| at least 5 % of its maximum). × is dead, a dashed border off. Click one to look at it.",
        "layer": layer,
        "seed": seed,
        "rows": rows,
        "chosen": list(chosen) if chosen else None,
    }


@lru_cache(maxsize=64)
def cards(experiment: Experiment, unit: Unit, seed: int) -> list[dict]:
    """The panel of one unit: a line of numbers, what it makes of the inputs, its pre-activations, what reads it."""
    arm, layer, number = unit
    lane, kind, data = lanes(experiment.arms)[arm], experiment.arms[arm].at(layer), experiment.make_data()
    shades = shades_of(lane.colour, kind.pre_activations)
    head = {
        "id": "unit.head",
        "drawer": "unitHead",
        "title": f"Unit {number + 1} of layer {layer + 1}, {lane.label}",
        "colour": lane.colour,
    }
    made = [
        head,
        *input_cards(experiment, data, kind, layer, shades),
        samples_card(data, kind, shades),
        outgoing_card(experiment, data, arm, layer, shades_of(lane.colour, kind.outputs)),
    ]
    return [{**card, "place": ".lab-unit", "of": list(unit), "seed": seed} for card in made]


def shades_of(colour: str, count: int) -> list[str]:
    """`count` colours from this one on, each lighter than the one before."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    steps = [lightness + (0.78 - lightness) * place / max(count - 1, 1) for place in range(count)]
    return [theme.hex_colour(hue, step, saturation) for step in steps]


def units_below(experiment: Experiment, arm_kind: Arm, width: int) -> list[str]:
    """What the units of a hidden layer give, in the order of the next layer's weights."""
    names = [f"unit {unit + 1}" for unit in range(width)]
    if arm_kind.outputs == 1:
        return names
    return [f"{name}, output {output + 1}" for output in range(arm_kind.outputs) for name in names]


# -- what the unit makes of the inputs --------------------------------------------------------------------------------


def input_cards(experiment: Experiment, data: Data, kind: Arm, layer: int, shades: Sequence[str]) -> list[dict]:
    """Of 2-D inputs a map for each output, of 1-D inputs a line; else the incoming weights, of digits as a picture."""
    pieces = pieces_of(kind)
    if data.span is not None:
        make = plane if data.dimension == 2 else line
        return [
            {
                "id": f"unit.input.{output}",
                "drawer": "unitMap" if data.dimension == 2 else "unitLine",
                "output": output,
                "title": output_title("Its output over the inputs", kind, output),
                "subtitle": "f(z) over the plane, training samples on top"
                if data.dimension == 2
                else "f(z) over x; dots: training samples",
                "figure": make(data, shades[0]).to_plotly_json(),
            }
            for output in range(kind.outputs)
        ]
    if experiment.data == "digits" and layer == 0:
        words = "" if len(pieces) == 1 else f"; left to right: {', '.join(pieces)}"
        return [
            {
                "id": "unit.picture",
                "drawer": "unitPicture",
                "title": "Its incoming weights",
                "subtitle": f"one a pixel, as a picture: orange above 0, blue below{words}",
                "figure": picture(len(pieces)).to_plotly_json(),
            }
        ]
    names = input_names(experiment, data, layer)
    return [
        {
            "id": "unit.incoming",
            "drawer": "unitIncoming",
            "title": "Its incoming weights",
            "subtitle": "one an input" if layer == 0 else f"one a unit of layer {layer}",
            "figure": bars(names, pieces, shades, "weight of %{text}").to_plotly_json(),
        }
    ]


def input_names(experiment: Experiment, data: Data, layer: int) -> list[str]:
    if layer == 0:
        return list(data.dataset.inputs) or [f"input {place + 1}" for place in range(data.dimension)]
    below = experiment.arms[0].at(layer - 1)
    return units_below(experiment, below, experiment.widths_of(experiment.arms[0])[layer - 1])


def output_title(title: str, kind: Arm, output: int) -> str:
    return title if kind.outputs == 1 else f"{title}, {output + 1} of {kind.outputs}"


# -- bars -------------------------------------------------------------------------------------------------------------


def bars(names: Sequence[str], series: Sequence[str], shades: Sequence[str], words: str) -> go.Figure:
    """A bar for each name and series, with sign; the browser fills y and customdata."""
    few = len(names) <= LABELLED
    single = len(series) == 1
    figure = go.Figure(
        [
            go.Bar(
                x=list(range(1, len(names) + 1)),
                y=[0] * len(names),
                text=list(names),
                textposition="none",
                name=name,
                marker={"color": [shade] * len(names)},
                hovertemplate=f"{words}{'' if single else f' ({name})'}: %{{y:.3g}}%{{customdata}}<extra></extra>",
            )
            for name, shade in zip(series, shades, strict=True)
        ],
        theme.layout(
            height=HEIGHT,
            margin={"l": 40, "r": 8, "t": 6, "b": 34},
            bargap=0.25 if len(names) > 2 else 0.75,
            xaxis={"range": [0.4, len(names) + 0.6], "showgrid": False},
            yaxis={"zeroline": True, "zerolinecolor": theme.MUTED, "tickformat": "~g"},
        ),
    )
    if few:
        shortened = [name.removeprefix("unit ") for name in names]
        figure.update_xaxes(tickmode="array", tickvals=list(range(1, len(names) + 1)), ticktext=shortened)
    if names and names[0].startswith("unit "):
        figure.update_xaxes(title_text="unit")
    return figure


def outgoing_card(experiment: Experiment, data: Data, arm: int, layer: int, shades: Sequence[str]) -> dict:
    """The weights with which the next layer reads the unit."""
    last = layer == len(experiment.widths) - 1
    chosen = experiment.arms[arm]
    if last:
        labels = data.dataset.labels or ("class 0", "class 1")
        names = {"binary": [labels[1]], "regression": ["the output"]}.get(data.kind) or list(labels)
        title = "What the output layer does with it"
        subtitle = {
            "binary": f"its weight: above 0 the unit speaks for {labels[1]}, below 0 for {labels[0]}",
            "regression": "its weight in the network's output",
            "classes": "its weight for each class: above 0 it speaks for the class",
        }[data.kind]
    else:
        above = chosen.at(layer + 1)
        units, pieces = experiment.widths_of(chosen)[layer + 1], pieces_of(above)
        names = [
            f"unit {unit + 1}" if len(pieces) == 1 else f"unit {unit + 1}, {piece}"
            for piece in pieces
            for unit in range(units)
        ]
        title = f"What layer {layer + 2} does with it"
        subtitle = f"the weight with which each unit of layer {layer + 2} reads it"
    outputs = [f"output {place + 1}" for place in range(len(shades))]
    return {
        "id": "unit.outgoing",
        "drawer": "unitOutgoing",
        "title": title,
        "subtitle": subtitle,
        "figure": bars(names, outputs, shades, "weight for %{text}").to_plotly_json(),
    }
