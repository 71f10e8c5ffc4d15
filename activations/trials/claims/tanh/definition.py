"""The trials of the claims on what tanh is: a rescaled sigmoid, its range, its mean, its saturation."""

from collections.abc import Sequence

import numpy as np
import sympy
import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.training.stack import NetworkStack
from activations.training.surgery import set_biases
from activations.trials.intervals import level
from activations.trials.knob import Knob, Settings
from activations.trials.measures import LayerStatistics, below, fact, known, seeded, trained, untrained_stack
from activations.trials.measures.facts import DTYPES, Z, first_where, formula, identical
from activations.trials.result import CHECKING, LOOKING, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob, dtype_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

FORMAT = dtype_knob("float32", "float64", "bfloat16", "float16")


# -- tanh.identity ----------------------------------------------------------------------------------------------------

ROUNDINGS = 4  # spacings of floating-point numbers at 1 that the two sides may differ by: each side rounds a few times


def measure_identity(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    same = identical(formula("tanh"), 2 * formula("sigmoid").subs(Z, 2 * Z) - 1)
    yield Progress(done=0.5, doing=CHECKING)
    dtype = DTYPES[settings["dtype"]]
    allowed = ROUNDINGS * torch.finfo(dtype).eps
    sizes = torch.logspace(-6, np.log10(30), 20_001, dtype=torch.float64)
    x = torch.cat((-sizes, sizes)).to(dtype)
    left, right = torch.tanh(x).double(), rescaled(x).double()
    apart = (left - right).abs()
    errors = {"absolute": apart.max().item(), "relative": (apart / left.abs()).max().item()}
    chosen = settings["error"]
    return (
        fact(N_("the formulas differ, by sympy (0: no, 1: yes)"), not same, same, arm="tanh"),
        fact(N_("largest difference"), errors["absolute"],
             errors["absolute"] <= allowed if chosen == "absolute" else None, arm="tanh"),
        fact(N_("largest difference, relative to tanh(x)"), errors["relative"],
             errors["relative"] <= allowed if chosen == "relative" else None, arm="tanh"),
        fact(N_("largest difference of a tanh network and the sigmoid network made of it"), rebuilt(seeds[0])),
    )  # fmt: skip


def rescaled(x: torch.Tensor) -> torch.Tensor:
    return 2 * torch.sigmoid(2 * x) - 1


def rebuilt(seed: int) -> float:
    """A tanh network with one hidden layer, and the sigmoid network with the same output: how far they differ."""
    source = seeded_torch("rebuilt", seed)
    first, bias, last, x = (
        torch.randn(shape, dtype=torch.float64, generator=source) for shape in ((32, 8), (32,), (32,), (1000, 8))
    )
    with_tanh = torch.tanh(x @ first.T + bias) @ last
    with_sigmoid = torch.sigmoid(x @ (2 * first).T + 2 * bias) @ (2 * last) - last.sum()
    return (with_tanh - with_sigmoid).abs().max().item()


# -- tanh.range -------------------------------------------------------------------------------------------------------


def measure_range(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    limits = [float(sympy.limit(formula("tanh"), Z, end)) for end in (-sympy.oo, sympy.oo)]
    yield Progress(done=0.5, doing=CHECKING)
    sizes = torch.logspace(-4, 4, 100_000, dtype=torch.float64).to(DTYPES[settings["dtype"]])
    largest = torch.tanh(torch.cat((-sizes, sizes))).abs().max().item()
    allowed = largest <= 1 if settings["ends"] == "in" else largest < 1
    rows = [
        fact(N_("limit for x → −∞, by sympy"), limits[0], limits[0] == -1, arm="tanh"),
        fact(N_("limit for x → ∞, by sympy"), limits[1], limits[1] == 1, arm="tanh"),
        fact(N_("largest |tanh(x)| of 200,000 numbers"), largest, allowed, arm="tanh"),
    ]
    for name, dtype in DTYPES.items():
        edge = first_where(lambda x: torch.tanh(x) == 1, 100.0, dtype)
        rows.append(fact(Text(N_("{dtype}: first x with tanh(x) = 1"), dtype=name), edge))
    return tuple(rows)


# -- tanh.zero-mean ---------------------------------------------------------------------------------------------------

MEAN = 0.1


def pushed(settings: Settings) -> Experiment:
    push = settings["bias"]
    acts = (Intervention(step=0, do="bias", arms=(0, 1), value=push),) if push else ()
    return digits(
        (Arm("tanh"), Arm("sigmoid")),
        settings["depth"],
        learning_rate=settings["rate"],
        steps=max(settings["steps"], 1),
        interventions=acts,
    )


def measure_mean(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, last = seeded(pushed(settings), seeds), settings["depth"] - 1
    found: dict[int, np.ndarray] = {}

    def look(step: int, arm: int, stack: NetworkStack) -> None:
        found[arm] = LayerStatistics(stack, experiment).off_centre(last)[: len(seeds)]

    words = N_("{arm}")
    if settings["steps"]:
        words = N_("{arm} after {steps} steps")
        grid = yield from trained(experiment, seeds, look=look)
        for place, lost in enumerate(grid.diverged[:, 0]):
            found[place][lost] = np.nan
    else:
        for place in range(2):
            stack = untrained_stack(experiment, place)
            set_biases(stack, 0, settings["bias"])
            look(0, place, stack)
            yield Progress(done=(place + 1) / 2, doing=LOOKING)
    note = Text(
        N_(
            "A unit whose pre-activations are normal with mean {bias:g} and variance 1 has a mean output of {mean:.2f}."
        ),
        bias=settings["bias"],
        mean=normal_mean(settings["bias"]),
    )
    rows = []
    for place, arm in enumerate(experiment.arms):
        label = Text(words, arm=arm.label, steps=settings["steps"])
        decides = below(MEAN) if place == 0 else None
        told = note if place == 0 and settings["bias"] else None
        rows.append(known(level(found[place]), label, decides, arm=arm.key, note=told))
    return tuple(rows)


def normal_mean(centre: float) -> float:
    """E[tanh(z)] for z ~ N(centre, 1), by the midpoint rule."""
    z = torch.arange(-8, 8, 1e-3, dtype=torch.float64) + 5e-4
    weight = torch.exp(-0.5 * z * z)
    return ((weight * torch.tanh(z + centre)).sum() / weight.sum()).item()


TRIALS = (
    Trial(
        id="tanh.identity",
        kind="identity",
        prediction=N_("Both sides are the same formula, and computed they differ by a few roundings at most."),
        method=N_(
            "Both sides simplified by sympy; then computed at 40,002 points from −30 to 30, with a difference of up to "
            "4 spacings of numbers near 1 allowed. Beside it a tanh network with one hidden layer of 32 units, and the "
            "sigmoid network that its weights turn into by this identity (float64)."
        ),
        measure=measure_identity,
        chart=Chart(N_("difference")),
        knobs=(
            FORMAT,
            choice_knob(
                "error",
                N_("which difference must be small"),
                absolute=N_("the difference"),
                relative=N_("the relative difference"),
            ),
        ),
        flip="error",
        flip_words=N_(
            "Ask for a small relative difference: near 0 the right side subtracts two almost equal numbers, and digits "
            "are lost. It is right as algebra, and poor as code."
        ),
        explains=N_("The formulas are the same. Only relative to a tanh(x) near 0 does the rounding become large."),
    ),
    Trial(
        id="tanh.range",
        kind="identity",
        prediction=N_("The limits of tanh are −1 and 1, and no computed tanh(x) lies outside of them."),
        method=N_(
            "The limits by sympy; the largest |tanh(x)| that PyTorch computes at 200,000 numbers from 0.0001 to 10,000 "
            "in size. Beside it the first number at which the computed tanh is exactly 1, by bisection between "
            "neighbouring numbers of each format."
        ),
        measure=measure_range,
        chart=Chart(N_("tanh(x), or x"), lines=((-1.0, "−1"), (1.0, "1"))),
        knobs=(
            FORMAT,
            Knob(
                "ends",
                N_("the ends −1 and 1"),
                choices=(("in", N_("belong to the range")), ("out", N_("do not belong to it"))),
            ),
        ),
        flip="ends",
        flip_words=N_(
            "Leave out the ends, as exact arithmetic does: the computed tanh reaches 1 all the same, in every format."
        ),
        explains=N_("Nothing lies outside. As computed, tanh even reaches the ends, in float32 from 9.01 on."),
    ),
    Trial(
        id="tanh.zero-mean",
        kind="statistic",
        policy="shared",
        prediction=N_("The mean of a unit's output is less than 0.1 of its standard deviation away from 0."),
        method=N_(
            "Networks with 2 hidden layers of 32 units on the digits, at their start with all biases at 0, 0.5 or 1, "
            "and after 400 steps (SGD, rate 0.1). Of every unit of the last hidden layer: |mean| / standard deviation "
            "of its output over 512 samples; the median over the units, the mean over the seeds."
        ),
        measure=measure_mean,
        chart=Chart(N_("|mean| / standard deviation of a unit's output"), log=True, lines=((MEAN, N_("margin")),)),
        knobs=(
            Knob("bias", N_("bias of all hidden units"), 0.0, low=-10.0, high=10.0),
            Knob("steps", N_("training steps"), 0, low=0, high=3000),
            Knob("rate", N_("learning rate"), 0.1, low=1e-4, high=10.0),
            Knob("depth", N_("hidden layers"), 2, low=1, high=8),
        ),
        cases=(
            Case(N_("biases at 0")),
            Case(N_("biases at 0.5"), {"bias": 0.5}),
            Case(N_("biases at 1"), {"bias": 1.0}),
            Case(N_("biases at 0, trained"), {"steps": 400}),
        ),
        flip="bias",
        flip_words=N_(
            "Give the units a bias: tanh is symmetric around 0, and so is its output only if its input is. Training "
            "moves the biases a little, too."
        ),
        seeds=16,
        experiment=pushed,
        explains=N_(
            "Without biases tanh lies left of the margin, sigmoid far to the right. With a bias of 1 tanh is hardly "
            "better centred than sigmoid."
        ),
    ),
)
