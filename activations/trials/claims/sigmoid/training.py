"""The trials of the claims on how networks with sigmoid train: saturated units, depth, and where they start."""

from collections.abc import Sequence
from dataclasses import replace

import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import Found
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, fact, level_row, trained
from activations.trials.measures.facts import slope
from activations.trials.result import CHECKING, Progress
from activations.trials.setups.digits import TARGET, digits
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.trial import FAILS, HOLDS, UNDECIDED, Case, Chart, Measurement, Trial

PLATEAU = 2.2  # a loss above it has learned nothing of ten classes: ln 10 = 2.303
NOTHING = 0.01  # of a gradient

# -- sigmoid.saturation -----------------------------------------------------------------------------------------------

STARTED = (Arm("sigmoid"), Arm("tanh"))
PLACES = (
    ("hidden_1", N_("hidden units, near 1")),
    ("hidden_0", N_("hidden units, near 0")),
    ("output_mse", N_("output, squared error")),
    ("output_bce", N_("output, cross-entropy")),
)


def started_off(settings: Settings) -> Experiment:
    bias = -settings["z"] if settings["place"] == "hidden_0" else settings["z"]
    start = Intervention(step=0, do="bias", arms=(0, 1), value=bias)
    return digits(STARTED, steps=300, learning_rate=0.4, init="gain", init_gain=1.0, interventions=(start,))


def measure_saturation(settings: Settings, seeds: Sequence[int]) -> Measurement:
    z, place = settings["z"], settings["place"]
    if place.startswith("output"):
        yield Progress(done=0.0, doing=CHECKING)
        size = abs(output_gradient(-z, place))
        label = Text(N_("|dL/dz| of an output near 0 where 1 is wanted"))
        return (fact(label, size, size < NOTHING, arm="sigmoid"),)
    grid = yield from trained(started_off(settings), seeds, settings["rates"])
    flat = slope(torch.sigmoid, z, torch.float64).item()
    return (
        level_row(grid, 0, decide=above(PLATEAU), label=N_("training loss, Sigmoid")),
        level_row(grid, 1, label=N_("training loss, Tanh")),
        fact(N_("slope σ′ at the bias"), flat, arm="sigmoid"),
    )


def output_gradient(z: float, place: str) -> float:
    """dL/dz of an output σ(z) whose target is 1."""
    one = torch.ones((), dtype=torch.float64)

    def loss(x: torch.Tensor) -> torch.Tensor:
        if place == "output_mse":
            return (torch.sigmoid(x) - one) ** 2
        return torch.nn.functional.binary_cross_entropy_with_logits(x, one)

    return slope(loss, z, torch.float64).item()


# -- sigmoid.no-convergence -------------------------------------------------------------------------------------------

RARELY, MOSTLY = 0.1, 0.9
SHALLOW = (1.6, 3.2, 6.4, 12.8)
INIT_KNOB = choice_knob(
    "init", N_("initial weights"), torch=N_("PyTorch's default"), matched=N_("matched to each arm"), lecun=N_("gain 1")
)


def converging(settings: Settings) -> Experiment:
    return digits(
        (Arm("sigmoid"),), settings["depth"], init=settings["init"], learning_rate=0.8, steps=settings["steps"]
    )


def rare(found: Found) -> str:
    """The claim: (almost) no network gets there. It fails if almost all do."""
    if not found.low <= found.high:
        return UNDECIDED
    return HOLDS if found.high <= RARELY else FAILS if found.low >= MOSTLY else UNDECIDED


def measure_convergence(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = converging(settings)
    grid = yield from trained(experiment, seeds, settings["rates"], threshold=TARGET)
    steps = experiment.steps
    share = level_row(
        grid, 0, "steps", rare, values=lambda found: found < steps, label=N_("networks that reach the target")
    )
    return (
        replace(share, at_least=False),  # the steps of a network that does not are a bound, the share is not
        level_row(grid, 0, "steps", of="geometric",
                  values=lambda found: found / steps, label=N_("steps taken, relative to the limit")),
    )  # fmt: skip


TRIALS = (
    Trial(
        id="sigmoid.saturation",
        kind="training",
        policy="nested",
        prediction=N_(
            "Where units are saturated nothing is learned: hidden units that start there keep the loss above 2.2, and "
            "a saturated output has a gradient below 0.01."
        ),
        method=N_(
            "Networks with one hidden layer of 32 units on the digits, SGD, 32 samples per step, 300 steps; "
            "all hidden biases start at 4, 12 or −12, far into a tail. The training loss at the end at a "
            "tuned rate; knowing nothing gives 2.303. Then an output unit that is at z = −12 where 1 is "
            "wanted: |dL/dz| of its loss."
        ),
        measure=measure_saturation,
        chart=Chart(N_("training loss, or gradient"), log=True, lines=((PLATEAU, N_("nothing learned")),)),
        knobs=(
            Knob("place", N_("saturated"), choices=PLACES),
            Knob("z", N_("how far from 0 (|z|)"), 12.0, low=0.0, high=40.0),
            rates_knob(0.0001, 0.001, 0.01, 0.1, 0.4, 1.6, 6.4, 25.6),
        ),
        cases=(
            Case(N_("hidden units, bias 4"), {"z": 4.0}),
            Case(N_("hidden units, bias 12")),
            Case(N_("hidden units, bias −12"), {"place": "hidden_0"}),
            Case(N_("output, squared error"), {"place": "output_mse"}),
            Case(N_("output, cross-entropy"), {"place": "output_bce"}),
        ),
        flip="z",
        flip_words=N_(
            "Start closer to the middle: at 4 the slope is 0.018, and a tuned rate makes up for it. And an output with "
            "cross-entropy learns at any z, for that loss cancels the slope."
        ),
        seeds=8,
        experiment=started_off,
        explains=N_(
            "Moderately saturated units learn, far ones do not. At the output it depends on the loss alone: squared "
            "error is blind where cross-entropy has its largest gradient."
        ),
    ),
    Trial(
        id="sigmoid.no-convergence",
        kind="training",
        policy="nested",
        prediction=N_("At most 10 % of the networks reach a training loss of 0.1."),
        method=N_(
            "Networks with hidden layers of 32 sigmoid units on the digits, SGD, 32 samples per step, 1,500 "
            "steps at most: the share of seeds that reach the target at a tuned rate. It fails where at "
            "least 90 % do."
        ),
        measure=measure_convergence,
        chart=Chart(N_("share"), percent=True, lines=((RARELY, "10 %"), (MOSTLY, "90 %"))),
        knobs=(
            Knob("depth", N_("hidden layers"), 8, low=1, high=8),
            INIT_KNOB,
            Knob("steps", N_("steps at most"), 1500, low=100, high=5000),
            rates_knob(0.001, 0.01, 0.4, 1.6, 6.4),  # the smallest: so small that it is worse than none
        ),
        cases=(
            Case(N_("1 layer, PyTorch's start"), {"depth": 1, "rates": SHALLOW}),
            Case(N_("2 layers, PyTorch's start"), {"depth": 2, "rates": SHALLOW}),
            Case(N_("8 layers, PyTorch's start")),
            Case(N_("8 layers, matched start"), {"init": "matched", "rates": (0.4, 0.8, 1.6, 3.2)}),
        ),
        flip="depth",
        flip_words=N_("Take fewer layers, or a start matched to sigmoid (gain 4.7): then all networks converge."),
        seeds=6,
        experiment=converging,
        explains=N_(
            "One or two layers converge. Eight do not leave the plateau with PyTorch's start, and all of them do with "
            "a start that suits sigmoid."
        ),
    ),
)
