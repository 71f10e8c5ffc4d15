"""The trials of the claims on what Leaky ReLU is: formula, gradient, saturation, cost."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.surgery import set_biases
from activations.trials.intervals import level
from activations.trials.knob import Knob, Settings
from activations.trials.measures import LayerStatistics, below, fact, known, seeded, untrained_stack
from activations.trials.measures.facts import slope
from activations.trials.measures.timing import cost_row, forward_backward, timed, train_step
from activations.trials.result import CHECKING, LOOKING, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.leaky import SLOPE, SLOPE_KNOB, leaky
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- leaky.formula ----------------------------------------------------------------------------------------------------

OTHERS = (-0.2, 0.5, 1.0, 1.5)


def measure_formula(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    x = torch.arange(-2000, 2001) / 100
    chosen = settings["alpha"]
    label = Text(N_("points at which the two forms differ, α = {alpha:g}"), alpha=chosen)
    different = apart(x, chosen)
    coded = int((functional.leaky_relu(x, chosen) != pieces(x, chosen)).sum())
    at_zero = slope(lambda z: functional.leaky_relu(z, chosen), 0.0).item()
    note = Text(N_("At 0, where the formula does not fix it, PyTorch's slope is {slope:g}."), slope=at_zero)
    torch_label = Text(
        N_("points at which PyTorch's Leaky ReLU differs from the first form, α = {alpha:g}"), alpha=chosen
    )
    rows = [
        fact(label, different, different == 0, arm="leaky_relu"),
        fact(torch_label, coded, note=note),
    ]
    rows += [fact(Text(label.template, alpha=other), apart(x, other)) for other in OTHERS if other != chosen]
    return tuple(rows)


def pieces(x: torch.Tensor, alpha: float) -> torch.Tensor:
    return torch.where(x < 0, alpha * x, x)


def apart(x: torch.Tensor, alpha: float) -> int:
    return int((torch.maximum(alpha * x, x) != pieces(x, alpha)).sum())


# -- leaky.gradient ---------------------------------------------------------------------------------------------------

PUSH = 8.0  # a bias with which every unit is on, or off with the other sign, on all samples


def one_layer(settings: Settings) -> Experiment:
    arms = (leaky(settings), Arm("relu"))
    return digits(arms, init="he")


def measure_gradient(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    x = -torch.logspace(-30, 30, 2001, base=10.0, dtype=torch.float64)
    experiment = seeded(one_layer(settings), seeds)
    slopes, gradients = [], []
    for place, arm in enumerate(experiment.arms):
        decides = place == 0
        least = slope(lambda z, arm=arm: arm.entry.function(z, **arm.parameters), x, torch.float64).abs().min().item()
        label = Text(N_("{arm}: smallest slope over inputs from −1e30 to −1e−30"), arm=arm.label)
        slopes.append(fact(label, least, least > 0 if decides else None, arm=arm.key))
        stack = untrained_stack(experiment, place)
        off, on = (weight_gradient(stack, experiment, sign * PUSH) for sign in (-1, 1))
        label = Text(N_("{arm}: gradient of a layer whose units are all off, relative to all on"), arm=arm.label)
        gradients.append(known(level(off / on), label, arm=arm.key))
        yield Progress(done=(place + 1) / 2, doing=LOOKING, rows=tuple(slopes + gradients))
    return tuple(slopes + gradients)


def weight_gradient(stack, experiment: Experiment, bias: float):
    """Root mean square of the gradient of the first layer's weights, [networks], with all hidden biases at `bias`."""
    set_biases(stack, 0, bias)
    return LayerStatistics(stack, experiment).weight_gradient(0)


# -- leaky.no-saturation ----------------------------------------------------------------------------------------------


def at_start(settings: Settings) -> Experiment:
    return digits((leaky(settings),), 4)


def measure_saturation(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=LOOKING)
    arm = leaky(settings)
    far = torch.logspace(-30, 30, 2001, base=10.0, dtype=torch.float64)
    left, right = (
        slope(lambda z: arm.entry.function(z, **arm.parameters), sign * far, torch.float64) for sign in (-1, 1)
    )
    experiment = seeded(at_start(settings), seeds)
    seen = LayerStatistics(untrained_stack(experiment, 0), experiment)
    small = np.mean([seen.small_slopes(layer) for layer in range(4)], axis=0)
    return (
        fact(N_("smallest slope over inputs from 1e−30 to 1e30"), right.min().item(), bool((right == 1).all()),
             arm="leaky_relu"),
        fact(N_("smallest slope over inputs from −1e30 to −1e−30"), left.min().item(), bool((left > 0).all()),
             arm="leaky_relu"),
        known(level(small), N_("share of units and samples with a slope under 5 %, in networks at their start"),
              arm="leaky_relu"),
    )  # fmt: skip


# -- leaky.efficient --------------------------------------------------------------------------------------------------

COST_MARGIN = 1.25
PARTS = (("function", N_("the function and its gradient")), ("step", N_("a training step")))


def measure_cost(settings: Settings, seeds: Sequence[int]) -> Measurement:
    arms = (leaky(settings), Arm("relu"), Arm("elu"))
    step = settings["part"] == "step"
    candidates = {
        arm.key: train_step(arm, settings["width"]) if step else forward_backward(arm, settings["elements"])
        for arm in arms
    }
    times = yield from timed(candidates, 61)
    return cost_row(times, arms[0], below(COST_MARGIN)), cost_row(times, arms[2])


TRIALS = (
    Trial(
        id="leaky.formula",
        kind="identity",
        prediction=N_("With α = 0.01 the two forms are equal at every point, to the bit."),
        method=N_(
            "αx for x < 0 and x otherwise, against max(αx, x), on 4,001 points from −20 to 20. Beside it the same "
            "for other slopes, and PyTorch's own Leaky ReLU against the first form."
        ),
        measure=measure_formula,
        chart=Chart(N_("points of 4,001")),
        knobs=(Knob("alpha", N_("slope α"), SLOPE, low=-10.0, high=10.0),),
        flip="alpha",
        flip_words=N_("Make α larger than 1: then the maximum takes the wrong one of the two lines."),
        explains=N_("With α up to 1, negative slopes included, no point differs. With α = 1.5 all of them do but 0."),
    ),
    Trial(
        id="leaky.gradient",
        kind="property",
        prediction=N_("The slope is larger than 0 for every negative input."),
        method=N_(
            "Autograd's slope at 2,001 inputs from −1e30 to −1e−30. Beside it what the slope means for learning: in a "
            "network with one hidden layer of 32 units on the digits, the gradient of its weights if all units are off "
            "on all samples (biases −8), relative to all on (biases 8)."
        ),
        measure=measure_gradient,
        chart=Chart(N_("slope, or relative size of the gradient")),
        knobs=(SLOPE_KNOB,),
        flip="slope",
        flip_words=N_("Set the slope to 0: that is ReLU, and the gradient is gone."),
        seeds=12,
        experiment=one_layer,
        explains=N_("The slope is 0.01 everywhere, and units that are off learn a hundred times more slowly."),
    ),
    Trial(
        id="leaky.no-saturation",
        kind="property",
        prediction=N_("The slope does not go to 0, however large the input is: left as little as right."),
        method=N_(
            "Autograd's slope at 2,001 inputs from 1e−30 to 1e30 in size, of both signs. Beside it the share of pairs "
            "of unit and sample whose slope is under 5 % of the largest, which would count as saturated if it faded "
            "further out; networks with 4 hidden layers of 32 units at their start, on the digits."
        ),
        measure=measure_saturation,
        chart=Chart(N_("slope, or share")),
        knobs=(SLOPE_KNOB,),
        flip="slope",
        flip_words=N_("Set the slope to 0: that is ReLU, which is flat to the left."),
        seeds=12,
        experiment=at_start,
        explains=N_(
            "To the right the slope is 1, to the left it is 0.01 everywhere and gets no smaller. Still it is so small "
            "that half of all cases have less than 5 % of the largest slope."
        ),
    ),
    Trial(
        id="leaky.efficient",
        kind="timing",
        prediction=N_("Leaky ReLU takes less than 1.25 times as long as ReLU."),
        method=N_(
            "61 rounds, in each of which all functions are timed in a random order on one thread; the median of the "
            "ratios within a round. Once for the function with its gradient, of 10,000 numbers, and once for a whole "
            "training step (plain PyTorch, 3 hidden layers of 128 units, 32 samples). ELU beside it."
        ),
        measure=measure_cost,
        chart=Chart(N_("time, relative to ReLU"), log=True, lines=((1.0, N_("as fast as ReLU")),)),
        knobs=(
            Knob("part", N_("what is timed"), choices=PARTS),
            Knob("elements", N_("numbers per call"), 10_000, low=100, high=2_000_000),
            Knob("width", N_("units per layer"), 128, low=4, high=1024),
            SLOPE_KNOB,
        ),
        cases=tuple(Case(words, {"part": part}) for part, words in PARTS),
        explains=N_("Leaky ReLU costs what ReLU costs: it is one multiplication more. ELU needs an exponential."),
    ),
)
