"""The trial of the claim on activation functions as such."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.numerics import steady
from activations.trials.intervals import nested
from activations.trials.knob import Knob, Settings
from activations.trials.measures import (
    LayerStatistics,
    above,
    below,
    error_difference,
    fact,
    known,
    level_row,
    seeded,
    trained,
    untrained_stack,
)
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.trial import Chart, Measurement, Trial

ARMS = (Arm("identity"), Arm("relu"))
DEPTHS = (1, 4)
BETTER, NOTHING = 0.1, 0.05  # of the test samples
ONE_MATRIX = 1e-10  # of the size of the outputs


def straight(settings: Settings, depth: int = DEPTHS[-1]) -> Experiment:
    return Experiment(
        arms=ARMS, data=settings["data"], samples=1024, noise=0.03, widths=(settings["width"],) * depth, batch_size=32,
        learning_rate=0.1, steps=1500,
    )  # fmt: skip


def measure_depth(settings: Settings, seeds: Sequence[int]) -> Measurement:
    grids = []
    for place, depth in enumerate(DEPTHS):
        span = (place / len(DEPTHS), (place + 1) / len(DEPTHS))
        grids.append((yield from trained(straight(settings, depth), seeds, settings["rates"], span=span)))
    shallow, deep = grids
    gained = [nested("difference", shallow.cells(arm, "test_error"), deep.cells(arm, "test_error")) for arm in range(2)]
    apart = off_one_matrix(replace(seeded(straight(settings), seeds), dtype="float64"))
    words = N_("test error that 4 layers save, compared with 1: {arm}")
    return (
        error_difference(deep, 0, 1, above(BETTER), label=N_("test error with 4 layers: Identity − ReLU")),
        known(gained[0], Text(words, arm=ARMS[0].label), below(NOTHING), arm="identity"),
        known(gained[1], Text(words, arm=ARMS[1].label), arm="relu"),
        level_row(deep, 0, "test_error", label=N_("test error with 4 layers: Identity")),
        level_row(deep, 1, "test_error", label=N_("test error with 4 layers: ReLU")),
        fact(N_("4 layers without activation, less one matrix"), apart, apart <= ONE_MATRIX, arm="identity"),
    )


def off_one_matrix(experiment: Experiment) -> float:
    """Largest difference between a deep network of identities and the product of its matrices, relative."""
    stack = untrained_stack(experiment, 0)
    seen = LayerStatistics(stack, experiment)
    with steady():
        matrix, shift = seen.all.weights[0], stack.layers[0].bias[: len(stack.seeds)]
        for layer, weight in zip(stack.layers[1:], seen.all.weights[1:], strict=True):
            matrix, shift = weight @ matrix, weight @ shift + layer.bias[: len(stack.seeds)]
        outputs = seen.all.before[-1]
        apart = (matrix @ seen.columns + shift - outputs).abs().amax((1, 2))
        return float(np.max((apart / outputs.abs().amax((1, 2))).numpy()))


TRIALS = (
    Trial(
        id="intro.matters",
        kind="training",
        policy="nested",
        prediction=N_(
            "With 4 layers the test error without activation functions is more than 10 % of the samples above that "
            "with ReLU, 4 layers save less than 5 % compared with 1, and they compute one matrix (to 1e−10)."
        ),
        method=N_(
            "Networks with 1 and 4 hidden layers of 16 units on two spirals, 512 points to train and as many "
            "to test; SGD, 32 samples per step, 1,500 steps; identity and ReLU, each at its own tuned rate. "
            "And the output of 4 layers of identities at their start against that of the product of their "
            "matrices: largest difference over all networks, relative to the outputs, in float64."
        ),
        measure=measure_depth,
        chart=Chart(N_("share of test samples"), percent=True, lines=((BETTER, N_("margin")),)),
        knobs=(
            choice_knob(
                "data", N_("data"), spirals=N_("two spirals"), moons=N_("two moons"), gaussians=N_("two clouds")
            ),
            Knob("width", N_("units per layer"), 16, low=1, high=64),
            rates_knob(0.0001, 0.01, 0.1, 0.4, 1.6, 3.2),
        ),
        flip="data",
        flip_words=N_("Take two clouds, which a straight line separates: then ReLU has nothing to add."),
        seeds=12,
        experiment=straight,
        explains=N_(
            "Identity draws straight boundaries at any depth: a third of the spirals is on the wrong side. ReLU with 4 "
            "layers makes hardly an error."
        ),
    ),
)
