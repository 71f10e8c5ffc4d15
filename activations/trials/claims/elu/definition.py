"""The trials of the claims on what ELU is: its negative output, its saturation and its cost."""

from collections.abc import Sequence

import numpy as np
import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.stack import NetworkStack
from activations.trials.intervals import level, ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import LayerStatistics, above, below, fact, known, seeded, trained
from activations.trials.measures.facts import slope
from activations.trials.measures.layer_statistics import agreement
from activations.trials.measures.timing import cost_ratio, forward_backward, timed, train_step
from activations.trials.result import CHECKING, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.elu import ALPHA_KNOB, elu
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- elu.negative-output ----------------------------------------------------------------------------------------------

CLOSER = 0.75  # of ReLU's distance from 0, at most
TRAINED = 400  # steps


def centring(settings: Settings) -> Experiment:
    return digits((elu(settings), Arm("relu")), settings["depth"], learning_rate=0.1, steps=TRAINED)


def measure_output(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, last = seeded(centring(settings), seeds), settings["depth"] - 1
    arm = experiment.arms[0]
    left = torch.linspace(-20, -0.1, 2001, dtype=torch.float64)
    least = arm.entry.function(left, **arm.parameters).abs().min().item()
    sizes: dict[tuple[int, int], np.ndarray] = {}
    mixed: dict[tuple[int, int], np.ndarray] = {}

    def look(step: int, place: int, stack: NetworkStack) -> None:
        sizes[place, step] = LayerStatistics(stack, experiment).off_centre(last)[: len(seeds)]
        if last and step == 0:
            mixed[place, step] = agreement(stack, experiment, last, 64)[: len(seeds)]

    yield from trained(experiment, seeds, look=look)
    rows = [
        fact(N_("smallest size of ELU's output for inputs from −20 to −0.1"), least, least > 0, arm="elu"),
        *(
            known(ratio(sizes[0, step], sizes[1, step]), words, below(CLOSER), arm="elu")
            for step, words in ((0, N_("off centre, relative to ReLU, at the start")),
                                (TRAINED, N_("off centre, relative to ReLU, after 400 steps")))
        ),
    ]  # fmt: skip
    for place, one in enumerate(experiment.arms):
        for words, values in (
            (N_("{arm}: off centre at the start"), sizes.get((place, 0))),
            (N_("{arm}: off centre after 400 steps"), sizes.get((place, TRAINED))),
            (N_("{arm}: agreement of gradient signs, batches of 64"), mixed.get((place, 0))),
        ):
            if values is not None:
                rows.append(known(level(values), Text(words, arm=one.label), arm=one.key))
    return tuple(rows)


# -- elu.saturates-exp ------------------------------------------------------------------------------------------------

FLAT = 0.01
COST_MARGIN = 1.25
FAR, UNDERFLOW, IN_PLACE = -10.0, -105.0, -18.0
PARTS = (("slope", N_("the slope")), ("cost", N_("the cost")))


def measure_saturation(settings: Settings, seeds: Sequence[int]) -> Measurement:
    if settings["part"] == "cost":
        return (yield from cost(settings))
    yield Progress(done=0.0, doing=CHECKING)
    arm = elu(settings)
    function = lambda z: arm.entry.function(z, **arm.parameters)  # noqa: E731
    in_place = lambda z: torch.nn.functional.elu(z * 1.0, settings["alpha"], inplace=True)  # noqa: E731
    rows = []
    for z in (settings["z"], FAR):
        found = slope(function, z).item()
        rows.append(fact(Text(N_("ELU's slope at {z:g}"), z=z), found, found < FLAT, arm="elu"))
    at = Text(N_("ELU's slope at {z:g} in float32"), z=UNDERFLOW)
    rows.append(fact(at, slope(function, UNDERFLOW).item(), arm="elu"))
    at = Text(N_("the same at {z:g}, computed in place from the output"), z=IN_PLACE)
    rows.append(fact(at, slope(in_place, IN_PLACE).item(), arm="elu"))
    return tuple(rows)


def cost(settings: Settings) -> Measurement:
    arms = {"elu": elu(settings), "relu": Arm("relu"), "tanh": Arm("tanh")}
    candidates = {key: forward_backward(arm, settings["elements"]) for key, arm in arms.items()}
    times = yield from timed(candidates, 61, span=(0.0, 0.5))
    step_times = yield from timed({key: train_step(arm, 128) for key, arm in arms.items()}, 41, span=(0.5, 1.0))
    rows = []
    for key in ("elu", "tanh"):
        decide = above(COST_MARGIN) if key == "elu" else None
        label = Text(N_("{arm}: time with gradient, relative to ReLU"), arm=arms[key].label)
        rows.append(known(cost_ratio(times, key, "relu"), label, decide, arm=key))
        label = Text(N_("{arm}: time of a training step, relative to ReLU"), arm=arms[key].label)
        rows.append(known(cost_ratio(step_times, key, "relu"), label, arm=key))
    return tuple(rows)


TRIALS = (
    Trial(
        id="elu.negative-output",
        kind="statistic",
        policy="shared",
        prediction=N_(
            "ELU's output is not 0 for negative inputs, and so the mean of a unit's output is closer to 0 than with "
            "ReLU: at most 0.75 times as far away, in its standard deviations."
        ),
        method=N_(
            "Networks with hidden layers of 32 units on the digits, at their start and after 400 steps of SGD with "
            "learning rate 0.1. Off centre: of every unit of the last hidden layer |mean| / standard deviation of its "
            "output over the samples, the median over the units. Ratio over the same seeds, geometric mean. Beside it "
            "how far the gradients of a unit's weights agree in sign."
        ),
        measure=measure_output,
        chart=Chart(N_("output, ratio or agreement"), lines=((CLOSER, N_("margin")),)),
        knobs=(
            ALPHA_KNOB,
            Knob("depth", N_("hidden layers"), 2, low=1, high=8),
        ),
        flip="alpha",
        flip_words=N_("Make α small: the negative output shrinks, and ELU becomes ReLU."),
        seeds=12,
        experiment=centring,
        explains=N_("Both ratios lie left of the margin: its negative output pulls ELU's mean towards 0."),
    ),
    Trial(
        id="elu.saturates-exp",
        kind="timing",
        prediction=N_(
            "ELU's slope is under 0.01 at −5 and −10, and it takes more than 1.25 times as long as ReLU with its "
            "gradient."
        ),
        method=N_(
            "The slope as autograd has it. The cost in 61 rounds, in each of which all functions are timed in a random "
            "order on one thread, with 10,000 numbers: the median of the ratios within a round. Beside it a whole "
            "training step (plain PyTorch, 3 hidden layers of 128 units, 32 samples), and tanh."
        ),
        measure=measure_saturation,
        chart=Chart(N_("slope, or time relative to ReLU"), lines=((FLAT, N_("flat")), (1.0, N_("as fast as ReLU")))),
        knobs=(
            Knob("part", N_("what is measured"), choices=PARTS),
            Knob("z", N_("input"), -5.0, low=-200.0, high=20.0),
            Knob("elements", N_("numbers per call"), 10_000, low=100, high=2_000_000),
            ALPHA_KNOB,
        ),
        cases=tuple(Case(words, {"part": part}) for part, words in PARTS),
        flip_words=N_("Take an input above 0: there the slope is 1, and no exponential is needed."),
        explains=N_(
            "The slope is all but 0 at −5, and the exponential makes ELU more expensive than ReLU: about as expensive "
            "as tanh, whose exponential the note does not mention."
        ),
    ),
)
