"""The trial of the claim that tanh is always better than sigmoid."""

from collections.abc import Sequence
from dataclasses import replace

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, error_difference, trained
from activations.trials.setups.knobs import rates_knob
from activations.trials.setups.speed import INIT_KNOB
from activations.trials.trial import Case, Chart, Measurement, Trial

PAIR = (Arm("tanh"), Arm("sigmoid"))
BETTER = 0.005  # of the test samples
FEWER = 12  # seeds are enough where the differences are large; the circle takes all
SAMPLES = {"digits": (500, 0.0), "spirals": (600, 0.25), "circle": (600, 0.2)}  # samples, noise
DATA = (("digits", N_("handwritten digits")), ("spirals", N_("noisy spirals")), ("circle", N_("noisy circle")))


def better(settings: Settings) -> Experiment:
    samples, noise = SAMPLES[settings["data"]]
    return Experiment(
        arms=PAIR,
        data=settings["data"],
        samples=samples,
        noise=noise,
        widths=(settings["units"],) * settings["depth"],
        init=settings["init"],
        batch_size=32,
        learning_rate=settings["rate"],
        steps=settings["steps"],
    )


def measure_better(settings: Settings, seeds: Sequence[int]) -> Measurement:
    rates = settings["rates"] if settings["tuning"] == "each" else ()
    count = len(seeds) if settings["data"] == "circle" else FEWER
    grid = yield from trained(better(settings), seeds[:count], rates)
    if not rates:
        return (error_difference(grid, 1, 0, above(BETTER)),)
    label = Text(N_("{data}, each at its own rate"), data=Text(dict(DATA)[settings["data"]]))
    return (error_difference(grid, 1, 0, above(BETTER), label=label),)


TRIALS = (
    Trial(
        id="tanh.always-better",
        kind="training",
        policy="nested",
        prediction=N_(
            "In every case the test error of tanh is lower than that of sigmoid by more than 0.5 percentage points."
        ),
        method=N_(
            "Test error of sigmoid less that of tanh after a fixed number of steps, SGD, 32 samples per "
            "step. On the digits (2 hidden layers of 32 units, gain 1) both at one rate, a small and a large "
            "one; on noisy spirals with PyTorch's start, and on the noisy circle (one hidden layer of 8 "
            "units), each at its own rate."
        ),
        measure=measure_better,
        chart=Chart(
            N_("test error, sigmoid − tanh"),
            percent=True,
            lines=((0.0, N_("no difference")), (BETTER, N_("margin"))),
        ),
        knobs=(
            Knob("data", N_("data"), choices=DATA),
            Knob("depth", N_("hidden layers"), 2, low=1, high=8),
            Knob("units", N_("units per layer"), 32, low=2, high=128),
            replace(INIT_KNOB, default="gain"),
            Knob(
                "tuning",
                N_("learning rate"),
                "one",
                choices=(("each", N_("tuned for each arm")), ("one", N_("one for all arms"))),
            ),
            Knob("rate", N_("the one rate"), 0.1, low=1e-4, high=100.0),
            rates_knob(0.4, 0.8, 1.6, 3.2, 6.4, 12.8),
            Knob("steps", N_("training steps"), 500, low=1, high=5000),
        ),
        cases=(
            Case(N_("digits, one rate of 0.1")),
            Case(N_("digits, one rate of 6.4"), {"rate": 6.4}),
            Case(N_("noisy spirals, tuned, PyTorch's start"), {"data": "spirals", "init": "torch", "tuning": "each"}),
            Case(
                N_("noisy circle, tuned, matched start"),
                {
                    "data": "circle",
                    "init": "matched",
                    "tuning": "each",
                    "steps": 800,
                    "depth": 1,
                    "units": 8,
                    "rates": (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8),
                },
            ),
        ),
        flip="rate",
        flip_words=N_(
            "Raise the one rate: what is too much for tanh is just right for sigmoid, whose slope is a quarter."
        ),
        seeds=32,
        experiment=better,
        explains=N_(
            "At a rate of 6.4 sigmoid wins by far, and on the circle, each at its own rate, tanh is no better. With "
            "PyTorch's start and at small rates tanh wins."
        ),
    ),
)
