"""What the Race page's board draws: the curves over steps, then one card an arm. JSON that the browser fills live."""

from collections.abc import Sequence

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.figures.race import curves
from activations.language import cached
from activations.language import marked as N_
from activations.language import translate as _
from activations.libraries import scipy_stats
from activations.observation.pictures import FIT_POINTS

LOSSES = {
    "binary": N_("cross-entropy"),
    "classes": N_("cross-entropy"),
    "regression": N_("mean squared error"),
}


def warm(experiment: Experiment) -> None:
    """Import what a first race needs and draw its cards, so that nobody has to wait for it."""
    scipy_stats()
    cards(experiment, True)


@cached(maxsize=32)  # a page's script runs at every click; its figures change with the experiment alone
def cards(experiment: Experiment, log: bool, known: tuple[tuple[Arm, ...], ...] = ()) -> list[dict]:
    """One dict a card: id, title, subtitle, figure (Plotly JSON or None), and for curves `metric`, for arms `arm`.

    `known`: of each arm all that it is or becomes by swaps (training.swaps.all_of).
    """
    return curve_cards(experiment, log) + arm_cards(experiment, known or tuple((arm,) for arm in experiment.arms))


def curve_cards(experiment: Experiment, log: bool) -> list[dict]:
    data = experiment.plan().data
    lanes = curves.lanes(experiment.arms)
    seeds = _("one seed")
    if experiment.seeds > 1:
        seeds = _("median and range of {seeds} seeds", seeds=experiment.seeds)
    drawn = _("{loss} (log axis); {seeds}") if log else _("{loss}; {seeds}")
    drawn = drawn.format(loss=_(LOSSES[data.kind]), seeds=seeds)
    same = _("the same (log axis), on {count:,} test samples")
    same = same if log else _("the same, on {count:,} test samples")
    loss = curves.history(lanes, steps=experiment.steps, log=log).to_plotly_json()
    result = [
        card("train_loss", _("Training loss"), drawn, loss),
        card("test_loss", _("Test loss"), same.format(count=len(data.x_test)), loss),
    ]
    if data.kind != "regression":
        share = curves.history(lanes, steps=experiment.steps, percent=True).to_plotly_json()
        said = _("share of the test samples classified correctly")
        result.append(card("test_accuracy", _("Test accuracy"), said, share))
    return result


def card(metric: str, title: str, subtitle: str, figure: dict) -> dict:
    return {"id": metric, "title": title, "subtitle": subtitle, "metric": metric, "figure": figure}


def arm_cards(experiment: Experiment, known: tuple[tuple[Arm, ...], ...]) -> list[dict]:
    data = experiment.plan().data
    window = list(data.window or ())
    dimensions = len(window)
    plane = curves.boundary(data.x_train, data.y_train, window).to_plotly_json() if dimensions == 2 else None
    result = []
    for index, (arms, lane) in enumerate(zip(known, curves.lanes(experiment.arms), strict=True)):
        figure = plane
        if dimensions == 1:
            names = (data.dataset.inputs[0] if data.dataset.inputs else "x", experiment.target or "y")
            inputs = data.x_train[:, 0]
            figure = curves.fit(inputs, data.y_train, window[0], FIT_POINTS, lane.colour, names).to_plotly_json()
        if data.kind == "classes":
            labels = data.dataset.labels or [str(number) for number in range(data.dataset.outputs)]
            figure = curves.confusion(labels, lane.colour).to_plotly_json()
        result.append(
            {
                "id": f"arm{index}",
                "arm": index,
                "title": lane.label,
                "colour": lane.colour,
                "dash": lane.dash,
                "sizes": {arm.label: size_words(experiment, arm) for arm in arms},
                "variance": float(np.var(data.y_test)) if data.kind == "regression" else None,
                "accuracy": data.kind != "regression",
                "fitTrace": 1 if dimensions == 1 else None,
                "figure": figure,
            }
        )
    return result


def size_words(experiment: Experiment, arm: Arm) -> str:
    """The units of an arm's hidden layers and what one of its networks trains: '8·8 units, 105 parameters'."""
    plan = experiment.plan().of(arm)
    return _("{units} units, {count:,} parameters", units=units_words(plan.widths), count=plan.weights)


def units_words(widths: Sequence[int]) -> str:
    """'8·8', '5 × 8' for five equal layers, '64·32·…·8' for many that differ."""
    if len(widths) > 2 and len(set(widths)) == 1:
        return f"{len(widths)} × {widths[0]}"
    if len(widths) > 4:
        return f"{widths[0]}·{widths[1]}·…·{widths[-1]}"
    return "·".join(map(str, widths))


def matched_words(experiment: Experiment) -> str:
    """In words: whether the arms are matched by units or by the parameters that they train, with both counts."""
    units = {arm.widths for arm in experiment.plan().arms}
    numbers = sorted({arm.weights for arm in experiment.plan().arms})
    counts = f"{numbers[0]:,}"
    if len(numbers) > 1:
        counts = _("{low:,} to {high:,}", low=numbers[0], high=numbers[-1])
    shown = units_words(min(units))
    if len(units) == len(numbers) == 1:
        said = _("All arms have {units} units, and each network has {counts} trainable parameters.")
        return said.format(units=shown, counts=counts)
    if experiment.match == "units":
        return _(
            "Arms are matched by units: all have {units}. Their parameters differ: {counts} per network. "
            "“More network settings” can match those instead."
        ).format(units=shown, counts=counts)
    differ = _("units differ") if len(units) > 1 else _("all have {units} units", units=shown)
    said = _("Arms are matched by parameters, as closely as whole units allow: {counts} per network; {differ}.")
    return said.format(counts=counts, differ=differ)
