"""The cards that look at units: all units of a layer as cells, and one chosen unit closely. The browser fills them.

Each card names its `drawer` in browser/race/units.js or unit.js. `place` says where on the page it belongs, `of` is
the chosen unit as [arm, layer, unit], counted from 0.
"""

import colorsys
from collections.abc import Sequence

from activations import language
from activations.data.datasets import Data
from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.figures.race.curves import lanes
from activations.figures.race.shared import card
from activations.figures.race.unit_charts import Bars, bars, line, picture, plane, samples
from activations.language import translate as _

Unit = tuple[int, int, int]  # arm, layer, unit, counted from 0


@language.cached(maxsize=64)
def strip(experiment: Experiment, layer: int, seed: int, chosen: Unit | None) -> dict:
    """The card with one cell a unit of a layer, a row an arm."""
    rows = [
        {"label": lane.label, "colour": lane.colour, "width": experiment.plan().of(arm).widths[layer]}
        for arm, lane in zip(experiment.arms, lanes(experiment.arms), strict=True)
    ]
    return {
        "id": "units",
        "drawer": "units",
        "place": ".lab-units",
        "title": _("Units of layer {layer}").format(layer=layer + 1),
        "subtitle": _(
            "One cell per unit, of the networks of seed {seed}: the stronger its colour, the more samples it "
            "responds to (|f′(z)| at least 5 % of its maximum). ×: dead; dashed border: off. Click a cell to "
            "inspect its unit."
        ).format(seed=seed),
        "layer": layer,
        "seed": seed,
        "rows": rows,
        "chosen": list(chosen) if chosen else None,
    }


@language.cached(maxsize=64)
def cards(experiment: Experiment, unit: Unit, seed: int) -> list[dict]:
    """The panel of one unit: a line of numbers, what it makes of the inputs, its pre-activations, what reads it."""
    arm, layer, number = unit
    chosen = experiment.arms[arm]
    lane, kind, data = lanes(experiment.arms)[arm], chosen.at(layer), experiment.plan().data
    title = _("Unit {unit} of layer {layer}, {label}", unit=number + 1, layer=layer + 1, label=lane.label)
    head = {"id": "unit.head", "drawer": "unitHead", "title": title, "colour": lane.colour}
    made = [
        head,
        *input_cards(experiment, data, chosen, layer, lane.colour),
        samples_card(data, kind, lane.colour),
        outgoing_card(experiment, data, chosen, layer, lane.colour),
    ]
    return [{**card, "place": ".lab-unit", "of": list(unit), "seed": seed} for card in made]


def shades_of(colour: str, count: int) -> list[str]:
    """`count` colours from this one on, each lighter than the one before."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    steps = [lightness + (0.78 - lightness) * place / max(count - 1, 1) for place in range(count)]
    rgb = [colorsys.hls_to_rgb(hue, step, saturation) for step in steps]
    return ["#" + "".join(f"{round(255 * channel):02x}" for channel in one) for one in rgb]


def piece_words(kind: Arm) -> list[str]:
    """What the pre-activations of a unit are called."""
    if kind.pre_activations == 1:
        return ["z"]
    if "k" in kind.parameters:
        return [_("piece {number}", number=place + 1) for place in range(kind.pre_activations)]
    return [_("value"), _("gate")]


def output_words(kind: Arm) -> list[str]:
    """What the outputs of a unit are called."""
    return [_("output {number}", number=place + 1) for place in range(kind.outputs)]


def unit_words(count: int) -> list[str]:
    return [_("unit {number}", number=unit + 1) for unit in range(count)]


def pairs(rows: Sequence[str], blocks: Sequence[str]) -> list[str]:
    """Names of the series of bars: all rows and blocks that there are more than one of."""
    if len(rows) == 1 or len(blocks) == 1:
        return list(rows if len(rows) > 1 else blocks)
    return [f"{row}, {block}" for row in rows for block in blocks]


# -- what the unit makes of the inputs --------------------------------------------------------------------------------


def input_cards(experiment: Experiment, data: Data, arm: Arm, layer: int, colour: str) -> list[dict]:
    """Of 2-D inputs a map for each output, of 1-D inputs a line; else the incoming weights, of digits as a picture."""
    kind = arm.at(layer)
    if data.span is not None:
        return [drawn_output(data, kind, output, colour) for output in range(kind.outputs)]
    if experiment.data == "digits" and layer == 0:
        return [weights_picture(kind)]
    return [incoming_card(experiment, data, arm, layer, colour)]


def drawn_output(data: Data, kind: Arm, output: int, colour: str) -> dict:
    flat = data.dimension == 2
    title = _("Its output over the inputs")
    if kind.outputs > 1:
        title = _("Its output {number} of {count} over the inputs", number=output + 1, count=kind.outputs)
    return card(
        f"unit.input.{output}",
        "unitMap" if flat else "unitLine",
        title,
        _("f(z) over the plane, training samples on top") if flat else _("f(z) over x; dots: training samples"),
        plane(data) if flat else line(data, colour),
        output=output,
    )


def weights_picture(kind: Arm) -> dict:
    names = piece_words(kind)
    words = _("one per pixel, as an image: orange above 0, blue below")
    if len(names) > 1:
        words = _("one per pixel, as an image: orange above 0, blue below; from the left: {pieces}")
    return card(
        "unit.picture",
        "unitPicture",
        _("Its incoming weights"),
        words.format(pieces=", ".join(names)),
        picture(len(names)),
    )


def incoming_card(experiment: Experiment, data: Data, arm: Arm, layer: int, colour: str) -> dict:
    """The unit's incoming weights as bars; with several pieces, or several outputs of the units below, in groups."""
    blocks, of_units = ["x"], layer > 0
    if of_units:
        names = unit_words(experiment.plan().of(arm).widths[layer - 1])
        blocks = output_words(arm.at(layer - 1))
        words = _("one per unit of layer {layer}", layer=layer)
    else:
        numbered = [_("input {number}", number=place + 1) for place in range(data.dimension)]
        names, words = list(data.dataset.inputs) or numbered, _("one per input")
    series = pairs(piece_words(arm.at(layer)), blocks)
    hover = _("weight of {input}: {value}", input="%{text}", value="%{y:.3g}")
    figure = bars(Bars(names, series, shades_of(colour, len(series)), of_units), hover)
    return card("unit.incoming", "unitIncoming", _("Its incoming weights"), words, figure, blocks=len(blocks))


# -- what it is made of, and what is made of it -----------------------------------------------------------------------


def samples_card(data: Data, kind: Arm, colour: str) -> dict:
    """Its pre-activations over the samples, on f and f' as they are now."""
    single, maxout, names = kind.pre_activations == 1, "k" in kind.parameters, piece_words(kind)
    if single:
        words = _("filled dots: f(z) of each training sample, hollow ones: f′(z); filled area: number of samples there")
    elif maxout:
        words = _("one shade per piece; areas: number of samples there, dots: samples on which that piece wins")
    else:
        words = _("dark: value, light: gate; areas: number of samples there, dots: the output, which depends on both")
    return card(
        "unit.samples",
        "unitSamples",
        _("Its pre-activations over the samples"),
        words,
        samples(data, names, kind.outputs, shades_of(colour, len(names))),
        single=single,
        outputs=kind.outputs,
        pieces=len(names),
        maxout=maxout,
    )


def outgoing_card(experiment: Experiment, data: Data, arm: Arm, layer: int, colour: str) -> dict:
    """The weights with which the next layer reads the unit."""
    if layer == len(experiment.widths) - 1:
        title, (names, words) = _("Its outgoing weights, to the output layer"), answers(data)
        blocks, of_units = ["z"], False
    else:
        above = layer + 2
        title = _("Its outgoing weights, to layer {layer}", layer=above)
        names, words = (
            unit_words(experiment.plan().of(arm).widths[layer + 1]),
            _("one per unit of layer {layer}", layer=above),
        )
        blocks, of_units = piece_words(arm.at(layer + 1)), True
    series = pairs(output_words(arm.at(layer)), blocks)
    hover = _("weight for {reader}: {value}", reader="%{text}", value="%{y:.3g}")
    figure = bars(Bars(names, series, shades_of(colour, len(series)), of_units), hover)
    return card("unit.outgoing", "unitOutgoing", title, words, figure, blocks=len(blocks))


def answers(data: Data) -> tuple[list[str], str]:
    """What the network's outputs are called, and what the weights of the last layer mean."""
    if data.kind == "regression":
        return [_("the output")], _("its weight in the network's output")
    labels = list(data.dataset.labels)
    if data.kind == "classes":
        return labels, _("its weight for each class: above 0 it favours the class")
    first, second = labels or [_("class {number}", number=label) for label in (0, 1)]
    words = _("its weight: above 0 the unit favours {second}, below 0 {first}")
    return [second], words.format(first=first, second=second)
