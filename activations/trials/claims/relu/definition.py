"""The trials of the claims on what ReLU is: formula, linearity, saturation, centring, cost."""

from collections.abc import Sequence

import numpy as np
import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.functions.properties import OFF_CENTRE
from activations.language import marked as N_
from activations.trials.intervals import level
from activations.trials.knob import Knob, Settings
from activations.trials.measures import LayerStatistics, above, fact, known, seeded, untrained_stack
from activations.trials.measures.facts import slope
from activations.trials.measures.timing import cost_row, forward, timed, train_step
from activations.trials.result import CHECKING, LOOKING, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob, dtype_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- relu.formula -----------------------------------------------------------------------------------------------------


def measure_formula(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    dtype = getattr(torch, settings["dtype"])
    x = torch.linspace(-20, 20, 4001, dtype=dtype)
    kept = torch.where(x > 0, x, torch.zeros_like(x))
    different = int((torch.relu(x) != kept).sum())
    at_zero = slope(torch.relu, 0.0, dtype).item()
    as_maximum = slope(lambda z: torch.maximum(z, torch.zeros_like(z)), 0.0, dtype).item()
    return (
        fact(N_("points of 4,001 at which ReLU is not max(0, x)"), different, different == 0, arm="relu"),
        fact(N_("slope at 0 of torch.relu(x)"), at_zero),
        fact(N_("slope at 0 of torch.maximum(x, 0)"), as_maximum),
    )


# -- relu.linear ------------------------------------------------------------------------------------------------------


def measure_linear(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    draws = torch.Generator().manual_seed(seeds[0])
    sizes = torch.rand(2, 10_000, dtype=torch.float64, generator=draws) * 4
    signs = torch.randint(2, (2, 10_000), dtype=torch.float64, generator=draws) * 2 - 1
    a, b = sizes * (signs if settings["inputs"] == "both" else 1.0)
    together, apart = torch.relu(a + b), torch.relu(a) + torch.relu(b)
    added = (~torch.isclose(together, apart, atol=1e-12)).double().mean().item()
    scaled = (torch.relu(4 * a) != 4 * torch.relu(a)).double().mean().item()  # by a power of two: nothing is rounded
    return (
        fact(N_("f(a + b) ≠ f(a) + f(b)"), added, added == 0, arm="relu"),
        fact(N_("f(4a) ≠ 4 f(a)"), scaled, arm="relu"),
    )


# -- relu.no-saturation -----------------------------------------------------------------------------------------------


def at_start(settings: Settings) -> Experiment:
    return digits((Arm("relu"),), 4)


def measure_saturation(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=LOOKING)
    right = slope(torch.relu, torch.logspace(-30, 30, 2001, base=10.0, dtype=torch.float64), torch.float64)
    experiment = seeded(at_start(settings), seeds)
    seen = LayerStatistics(untrained_stack(experiment, 0), experiment)
    flat = np.mean([seen.flat(layer) for layer in range(4)], axis=0)
    return (
        fact(N_("smallest slope over inputs from 1e−30 to 1e30"), right.min().item(), bool((right == 1).all()),
             arm="relu"),
        known(level(flat), N_("share of units and samples with slope 0, in networks at their start"), arm="relu"),
    )  # fmt: skip


# -- relu.not-centred -------------------------------------------------------------------------------------------------

CENTRED = (Arm("relu"), Arm("sigmoid"), Arm("tanh"), Arm("centred_relu"))


def centring(settings: Settings) -> Experiment:
    return digits(CENTRED, settings["depth"])


def measure_centring(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = seeded(centring(settings), seeds)
    rows = []
    for place, arm in enumerate(CENTRED):
        seen = LayerStatistics(untrained_stack(experiment, place), experiment)
        found = level(seen.off_centre(settings["depth"] - 1))
        rows.append(known(found, arm.label, above(OFF_CENTRE) if arm.key == "relu" else None, arm=arm.key))
        yield Progress(done=(place + 1) / len(CENTRED), doing=LOOKING, rows=tuple(rows))
    return tuple(rows)


# -- relu.cheap -------------------------------------------------------------------------------------------------------

RIVALS = (Arm("sigmoid"), Arm("tanh"))
COST_MARGIN = 1.25


def measure_cost(settings: Settings, seeds: Sequence[int]) -> Measurement:
    arms = (Arm("relu"), *RIVALS)
    step = settings["part"] == "step"
    candidates = {
        arm.key: train_step(arm, settings["width"]) if step else forward(arm, settings["elements"]) for arm in arms
    }
    times = yield from timed(candidates, 61)
    return tuple(cost_row(times, arm, above(COST_MARGIN)) for arm in RIVALS)


TRIALS = (
    Trial(
        id="relu.formula",
        kind="identity",
        prediction=N_("ReLU equals max(0, x) at every point, to the bit."),
        method=N_(
            "PyTorch's ReLU against its definition on 4,001 points from −20 to 20. Beside it the slope at 0, which the "
            "formula does not fix, of two ways to write ReLU."
        ),
        measure=measure_formula,
        chart=Chart(N_("count, or slope")),
        knobs=(dtype_knob("float32", "float64", "bfloat16"),),
        explains=N_(
            "No point differs. Only the slope at 0 is a choice, and two ways of writing ReLU choose differently."
        ),
    ),
    Trial(
        id="relu.linear",
        kind="identity",
        prediction=N_("f(a + b) = f(a) + f(b) for all numbers, as for every linear function."),
        method=N_(
            "10,000 random pairs of numbers up to 4 in size, of both signs: the share of pairs for which that rule is "
            "broken. Beside it the rule f(4a) = 4 f(a), which is not enough to be linear."
        ),
        measure=measure_linear,
        chart=Chart(N_("share of pairs for which the rule is broken"), percent=True),
        knobs=(choice_knob("inputs", N_("numbers"), both=N_("of both signs"), positive=N_("positive only")),),
        flip="inputs",
        flip_words=N_("Among positive numbers alone ReLU is linear: it is linear piece by piece, not as a whole."),
        explains=N_("For half of the pairs the rule is broken: those whose numbers differ in sign."),
    ),
    Trial(
        id="relu.cheap",
        kind="timing",
        prediction=N_("Sigmoid and tanh take more than 1.25 times as long as ReLU."),
        method=N_(
            "61 rounds, in each of which all functions are timed in a random order on one thread; the median of the "
            "ratios within a round. Once for the function alone, of 10,000 numbers, and once for a whole training step "
            "(plain PyTorch, 3 hidden layers of 128 units, 32 samples)."
        ),
        measure=measure_cost,
        chart=Chart(N_("time, relative to ReLU"), log=True, lines=((1.0, N_("as fast as ReLU")),)),
        knobs=(
            choice_knob("part", N_("what is timed"), function=N_("the function alone"), step=N_("a training step")),
            Knob("elements", N_("numbers per call"), 10_000, low=100, high=2_000_000),
            Knob("width", N_("units per layer"), 128, low=4, high=1024),
        ),
        cases=(
            Case(N_("the function alone")),
            Case(N_("a training step"), {"part": "step"}),
        ),
        flip="part",
        flip_words=N_("Time a whole training step: matrix products take so long that the function hardly counts."),
        explains=N_("As a function ReLU is cheaper; in a training step the difference disappears."),
    ),
    Trial(
        id="relu.no-saturation",
        kind="property",
        prediction=N_("The slope of ReLU is 1 for every positive input, however large."),
        method=N_(
            "Autograd's slope at 2,001 inputs from 1e−30 to 1e30. Beside it the share of pairs of unit and sample with "
            "slope 0, in networks with 4 hidden layers of 32 units at their start, on the digits."
        ),
        measure=measure_saturation,
        chart=Chart(N_("slope, or share")),
        seeds=12,
        experiment=at_start,
        explains=N_("To the right the slope is 1 everywhere; to the left, about half of all cases, it is exactly 0."),
    ),
    Trial(
        id="relu.not-centred",
        kind="statistic",
        prediction=N_("The mean of a unit's output is more than 0.3 of its standard deviation away from 0."),
        method=N_(
            "Networks with hidden layers of 32 units at their start, on the digits. Of every unit of the last hidden "
            "layer: |mean| / standard deviation of its output over the samples; the median over the units, the mean "
            "over the seeds."
        ),
        measure=measure_centring,
        chart=Chart(N_("|mean| / standard deviation of a unit's output"), lines=((OFF_CENTRE, N_("margin")),)),
        knobs=(Knob("depth", N_("hidden layers"), 2, low=1, high=8),),
        flip_words=N_("Take its mean away from ReLU (the arm ReLU − mean): its outputs are centred."),
        seeds=12,
        experiment=centring,
        explains=N_(
            "The line of ReLU lies right of the margin: all of its outputs are on one side of 0. The margin of the "
            "same claim on sigmoid is stricter, 1 standard deviation, which ReLU does not reach."
        ),
    ),
)
