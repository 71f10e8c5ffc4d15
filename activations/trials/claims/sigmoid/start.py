"""The trials of the claims on where networks with sigmoid start: how careful one must be, and weights too large."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language import translate
from activations.language.text import Text
from activations.trials.intervals import difference, level, ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import (
    LayerStatistics,
    above,
    below,
    known,
    level_row,
    seeded,
    trained,
    untrained_stack,
)
from activations.trials.result import LOOKING, Estimate, Progress
from activations.trials.setups.digits import TARGET, digits
from activations.trials.setups.knobs import rates_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- sigmoid.init-care ------------------------------------------------------------------------------------------------

CAREFUL = (Arm("sigmoid"), Arm("tanh"), Arm("relu"))
SHORT = 300  # steps
LOSS_SAMPLES = 256  # on which the loss is followed: half of the time goes into that


def careful(settings: Settings) -> Experiment:
    lowest, highest = settings["lowest"], settings["highest"]
    if lowest > highest:
        raise ValueError(
            translate(N_("lowest = {lowest} is above highest = {highest}: give at most that.")).format(
                lowest=lowest, highest=highest
            )
        )
    return digits(
        CAREFUL, settings["depth"], init="gain", init_gain=1.0, learning_rate=settings["rates"][0], steps=SHORT
    )


def measure_care(settings: Settings, seeds: Sequence[int]) -> Measurement:
    lowest, highest = settings["lowest"], settings["highest"]
    scales = tuple(2.0**power for power in range(lowest, highest + 1))
    grid = yield from trained(
        careful(settings), seeds, settings["rates"], scales=scales, threshold=TARGET, loss_samples=LOSS_SAMPLES
    )
    each_rate = np.isfinite(grid.reached.reshape(len(CAREFUL), len(scales), -1, len(seeds)))
    reached = np.asarray(each_rate.any(axis=2))
    windows = reached.sum(1).astype(float)  # [arms, seeds]
    rows: list[Estimate] = [
        known(difference(windows[place], windows[0]), Text(N_("doublings fewer than with {arm}"), arm=arm.label),
              above(0.0), arm=arm.key)
        for place, arm in enumerate(CAREFUL) if place
    ]  # fmt: skip
    for place, arm in enumerate(CAREFUL):
        good = [scale for scale, share in zip(scales, reached[place].mean(1), strict=True) if share > 0.5]
        note = Text(N_("gains {low:g} to {high:g}"), low=min(good), high=max(good)) if good else None
        label = Text(N_("window of {arm}, in doublings"), arm=arm.label)
        rows.append(known(level(windows[place]), label, arm=arm.key, note=note))
    return tuple(rows)


# -- sigmoid.init-large -----------------------------------------------------------------------------------------------

USUAL_GAIN, SMALL_GAIN = 1.0, 0.1
LESS = 0.1  # of the usual gradient
LARGE_RATES = (0.1, 0.4, 1.6, 6.4, 25.6, 51.2)


def large(settings: Settings) -> Experiment:
    return digits(
        (Arm("sigmoid"),), settings["depth"], init="gain", init_gain=settings["gain"], learning_rate=0.4, steps=300
    )


def measure_large(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, depth = seeded(large(settings), seeds), settings["depth"]
    gradients, saturated = {}, {}
    for gain in (USUAL_GAIN, SMALL_GAIN, settings["gain"]):
        at = replace(experiment, init_gain=gain)
        seen = LayerStatistics(untrained_stack(at, 0), at)
        gradients[gain] = seen.weight_gradient(0)
        saturated[gain] = sum(seen.saturated(layer) for layer in range(depth)) / depth
        yield Progress(done=0.1, doing=LOOKING)
    less = ratio(gradients[settings["gain"]], gradients[USUAL_GAIN])
    least = ratio(gradients[SMALL_GAIN], gradients[USUAL_GAIN])
    part = seeds[:TRAINED_SEEDS]
    grid = yield from trained(experiment, part, LARGE_RATES, span=(0.1, 1.0))
    return (
        known(level(saturated[settings["gain"]]), N_("saturated"), above(0.5), arm="sigmoid"),
        known(less, N_("first layer's gradient, relative to gain 1"), below(LESS), arm="sigmoid"),
        known(least, N_("first layer's gradient with gain 0.1, relative to gain 1"), arm="sigmoid"),
        level_row(grid, 0, label=N_("training loss after 300 steps, tuned rate")),
    )


TRAINED_SEEDS = 6


TRIALS = (
    Trial(
        id="sigmoid.init-care",
        kind="training",
        policy="shared",
        prediction=N_(
            "The window of initial gains that train is narrower with sigmoid than with tanh, and than with ReLU."
        ),
        method=N_(
            "Networks with hidden layers of 32 units on the digits; gains of the weights 1/16, 1/8, ... to "
            "64 (with four layers 1/8 to 16). A gain is in the window if the training loss (of 256 samples) "
            "reaches 0.1 within 300 steps of SGD (32 samples per step) at one of the rates, whichever that "
            "is. Difference of the windows, in doublings of the gain, over the same seeds."
        ),
        measure=measure_care,
        chart=Chart(N_("doublings of the gain"), lines=((0.0, N_("as wide")),)),
        knobs=(
            Knob("depth", N_("hidden layers"), 4, low=1, high=6),
            rates_knob(0.2, 0.8, 3.2),
            Knob("lowest", N_("lowest gain, a power of 2"), -3, low=-8, high=8),
            Knob("highest", N_("highest gain, a power of 2"), 4, low=-8, high=8),
        ),
        cases=(
            Case(N_("one hidden layer"), {"depth": 1, "rates": (0.2, 0.8, 3.2, 6.4, 12.8), "lowest": -4, "highest": 6}),
            Case(N_("four hidden layers")),
        ),
        flip="depth",
        flip_words=N_(
            "Take one hidden layer: then sigmoid trains from nearly every gain, and its window is no narrower than "
            "theirs."
        ),
        seeds=6,
        experiment=careful,
        explains=N_(
            "With one hidden layer sigmoid's window is no narrower than tanh's, and wider than ReLU's. With four it is "
            "the narrowest, and it lies above the gain of 1 where the usual starts are."
        ),
    ),
    Trial(
        id="sigmoid.init-large",
        kind="statistic",
        policy="nested",
        prediction=N_(
            "With weights 64 times as large as usual more than half of the units are saturated, and the gradient of "
            "the first layer is less than a tenth of the usual one."
        ),
        method=N_(
            "Networks with hidden layers of 32 units at their start, on the digits; weights normal with standard "
            "deviation gain / √inputs, gain 64 against 1. Saturated: slope below 5 % of the largest, share of pairs of "
            "unit and sample over all hidden layers. Gradient: root mean square over the weights of the first layer, "
            "ratio over the same seeds. Beside it what 300 steps of SGD make of the large weights, at a tuned rate."
        ),
        measure=measure_large,
        chart=Chart(N_("share, ratio or loss"), log=True, lines=((LESS, N_("a tenth")), (1.0, N_("as with gain 1")))),
        knobs=(
            Knob("depth", N_("hidden layers"), 1, low=1, high=8),
            Knob("gain", N_("gain of the weights"), 64.0, low=0.01, high=1000.0),
        ),
        cases=(
            Case(N_("one hidden layer")),
            Case(N_("four hidden layers"), {"depth": 4}),
        ),
        flip="depth",
        flip_words=N_(
            "Add hidden layers: large weights carry the gradient back in spite of the small slopes. There a gain that "
            "is too small is what stops it."
        ),
        least_seeds=6,
        seeds=16,
        experiment=large,
        explains=N_(
            "Nine in ten are saturated at any depth. The gradient gets small with one hidden layer only, and with four "
            "it is larger than usual."
        ),
    ),
)
