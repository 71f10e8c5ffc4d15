"""Observations made up for tests: calm ones, in which single numbers are then changed; and what is told of them."""

import json
from dataclasses import replace

import numpy as np

from activations import Arm, Experiment
from activations.experiment.intervention import Intervention
from activations.insights import Losses, insights
from activations.insights.insight import CHARTS, Insight
from activations.language.text import Text
from activations.observation import Observation

ARMS = (Arm("relu"), Arm("leaky_relu"), Arm("sigmoid"))
WIDTHS, SEEDS = (8, 8), 4
EXPERIMENT = Experiment(arms=ARMS, widths=WIDTHS, seeds=SEEDS, learning_rate=0.1)


def calm(step=100, arms=ARMS, widths=WIDTHS, seeds=SEEDS, **changes) -> Observation:
    """Nothing dead, nothing saturated, equal gradients, updates of a thousandth."""
    number, units, layers = len(arms), sum(widths), len(widths)

    def per_unit(value):
        return np.full((number, seeds, units), value, dtype=np.float32)

    def per_layer(value, more=1):
        return np.full((number, seeds, layers + more), value, dtype=float)

    made = Observation(
        step=step,
        arms=arms,
        widths=widths,
        arm_widths=np.tile(np.array(widths, dtype=np.int32), (number, 1)),
        samples=250,
        update_steps=1,
        diverged_at=np.full((number, seeds), -1, dtype=np.int32),
        loss=np.full((number, seeds), 0.5),
        histogram=np.zeros((number, layers, 1, 66), dtype=np.int32),
        peak_slope=per_unit(1.0),
        highest=per_unit(1.0),
        saturated=per_unit(0.1),
        silent=per_unit(0.0),
        mean=per_unit(0.1),
        deviation=per_unit(1.0),
        never_winning=np.full((number, seeds, units), 255, dtype=np.uint8),
        piece_share=np.full((number, seeds, layers, 1), np.nan),
        frozen_since=np.full((number, seeds, units), step, dtype=np.int32),
        rank=per_layer(4.0, 0),
        rank_step=np.full((number, seeds, layers), step, dtype=np.int32),
        gradient_z=per_layer(0.1),
        gradient_w=per_layer(0.1),
        weight_size=per_layer(0.5),
        update_ratio=per_layer(1e-3),
        agreement_batch=per_layer(0.3),
        agreement_sample=per_layer(0.3),
        agreement_step=np.full(layers + 1, step, dtype=np.int32),
    )
    return replace(made, **changes) if changes else made


def with_dead(observation, arm, units, layer=0, seed=0):
    """The same with the first `units` units of a layer of one network dead, as ReLU's are."""
    slopes, highest = observation.peak_slope.copy(), observation.highest.copy()
    start = observation.starts[layer]
    slopes[arm, seed, start : start + units] = 0.0
    highest[arm, seed, start : start + units] = -0.5
    return replace(observation, peak_slope=slopes, highest=highest)


def with_values(observation, name, arm, layer, value, seed=slice(None)):
    """The same with one number of a layer (or of all of its units) set, in all seeds or one."""
    values = getattr(observation, name).copy()
    if values.shape == observation.peak_slope.shape:
        start = observation.starts[layer]
        values[arm, seed, start : start + observation.widths[layer]] = value
    else:
        values[arm, seed, layer] = value
    return replace(observation, **{name: values})


def told(observations, losses=None, interventions=(), experiment=EXPERIMENT):
    found = insights(experiment, observations, losses, interventions)
    for one in found:
        json.dumps(one.numbers, allow_nan=False)
        json.dumps(one.action, allow_nan=False)
        assert one.chart in CHARTS
        assert str(one.sentence).endswith(".")
        assert str(one.suggestion).endswith(".")
        if "do" in one.action:  # what can be pressed can be done
            Intervention.from_plain({"step": 1} | one.action).check(experiment)
        else:
            replace(experiment, **one.action["set"])
    return {one.kind: in_words(one) for one in reversed(found)}


def in_words(one: Insight) -> Insight:
    """With its sentences in English, after their way to another process."""
    for text in (one.sentence, one.suggestion):
        crossed = Text.from_plain(json.loads(json.dumps(text.to_plain(), allow_nan=False)))
        assert crossed == text
        assert crossed.render("zh_CN") != str(text)
    return replace(one, sentence=str(one.sentence), suggestion=str(one.suggestion))


def all_losses(*rows, steps=None):
    """Rows of one loss, the same in all arms."""
    steps = steps or range(0, 20 * len(rows), 20)
    return Losses(steps=list(steps), values=np.array([[row] * len(ARMS) for row in rows], dtype=float))
