"""The trials of the claims on how networks with ReLU train: faster, and without vanishing gradients."""

from collections.abc import Sequence
from dataclasses import replace

from activations.experiment import limits
from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import level, nested
from activations.trials.knob import Knob, Settings
from activations.trials.measures import (
    LayerStatistics,
    above,
    inside,
    known,
    null_control,
    seeded,
    steps_ratio,
    trained,
    untrained_stack,
)
from activations.trials.result import Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.setups.speed import DATA, DATA_KNOB, INIT_KNOB, INITS
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- relu.faster ------------------------------------------------------------------------------------------------------

RACERS = (Arm("relu"), Arm("leaky_relu"), Arm("tanh"), Arm("sigmoid"))
SIGMOID_FASTER = 4  # its slope is at most a quarter: it wants larger rates


def race(settings: Settings) -> Experiment:
    samples, noise, _target, steps = DATA[settings["data"]]
    return Experiment(
        arms=RACERS,
        data=settings["data"],
        samples=samples,
        noise=noise,
        widths=(32,) * settings["depth"],
        init=settings["init"],
        batch_size=32,
        learning_rate=settings["rate"],
        steps=steps,
    )


def measure_speed(settings: Settings, seeds: Sequence[int]) -> Measurement:
    rates, target = settings["rates"] if settings["tuning"] == "each" else (), DATA[settings["data"]][2]
    experiment = race(settings)
    fast, slow = (replace(experiment, arms=arms) for arms in (RACERS[:3], RACERS[3:]))
    grid = yield from trained(fast, seeds, rates, threshold=target, span=(0.0, 0.5))
    larger = [min(SIGMOID_FASTER * rate, limits.MAX_LEARNING_RATE) for rate in rates]
    other = yield from trained(slow, seeds, larger, threshold=target, span=(0.5, 1.0), beside=grid.curves())
    sigmoid = nested("ratio", other.cells(0), grid.cells(0))
    label = Text("{arm} / {reference}", arm=RACERS[3].label, reference=RACERS[0].label)
    return (
        known(sigmoid, label, above(1.25), arm="sigmoid"),
        steps_ratio(grid, 2, 0, above(1.25)),
        null_control(grid, 1, 0),
    )


# -- relu.no-vanish ---------------------------------------------------------------------------------------------------

DEEP = (Arm("relu"), Arm("tanh"))


def deep(settings: Settings) -> Experiment:
    return digits(DEEP, settings["depth"], init=settings["init"])


def measure_vanishing(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, last = seeded(deep(settings), seeds), settings["depth"] - 1
    rows = []
    for place, arm in enumerate(DEEP):
        seen = LayerStatistics(untrained_stack(experiment, place), experiment)
        found = level(seen.z_gradient(0) / seen.z_gradient(last), "geometric")
        rows.append(known(found, arm.label, inside(0.1, 10) if arm.key == "relu" else None, arm=arm.key))
        doing = Text(N_("Looking inside the networks"))
        yield Progress(done=(place + 1) / len(DEEP), doing=doing, rows=tuple(rows))
    return tuple(rows)


TRIALS = (
    Trial(
        id="relu.faster",
        kind="training",
        policy="nested",
        prediction=N_("Sigmoid and tanh each need more than 1.25 times as many steps as ReLU to reach the same loss."),
        method=N_(
            "Networks with hidden layers of 32 units, SGD, 32 samples per step: steps until the training "
            "loss is 0.1 (sine teacher: 0.2). Ratio over the same seeds, geometric mean. Leaky ReLU with "
            "slope 0.01, nearly the same function as ReLU, runs along as a null control. Rates are tuned "
            "over a grid; that of sigmoid, whose slope is a quarter at most, is four times as high. In the "
            "last case all arms share one rate instead. The spirals and the sine teacher are left to the "
            "reader: see the settings."
        ),
        measure=measure_speed,
        chart=Chart(
            N_("steps to the target, relative to ReLU"),
            log=True,
            lines=((1.0, N_("as fast as ReLU")), (6.0, N_("six times slower"))),
        ),
        knobs=(
            DATA_KNOB,
            Knob("depth", N_("hidden layers"), 4, low=1, high=8),
            INIT_KNOB,
            choice_knob("tuning", N_("learning rate"), each=N_("tuned for each arm"), one=N_("one for all arms")),
            Knob("rate", N_("the one rate"), 0.1, low=1e-4, high=100.0),
            rates_knob(0.1, 0.2, 0.4, 0.8, 1.6),
        ),
        cases=(
            Case(N_("matched start, tuned rates")),
            Case(N_("PyTorch's start, tuned rates"), {"init": "torch"}),
            Case(N_("matched start, one rate of 0.1"), {"tuning": "one"}),
        ),
        flip="tuning",
        flip_words=N_(
            "Give all arms one learning rate: at 0.1 tanh is slower than ReLU, with a rate of its own it is not."
        ),
        seeds=8,
        experiment=race,
        explains=N_(
            "Sigmoid's lines lie right of 1 in every case. Tanh's lie left of it where every arm has a rate of its own."
        ),
    ),
    Trial(
        id="relu.no-vanish",
        kind="statistic",
        prediction=N_(
            "With 16 hidden layers the gradient of the first layer is between a tenth and ten times that of the last."
        ),
        method=N_(
            "Networks with hidden layers of 32 units at their start, on the digits: the norm of the gradient with "
            "respect to the pre-activations of the first hidden layer over that of the last; geometric mean over the "
            "seeds. Tanh beside it."
        ),
        measure=measure_vanishing,
        chart=Chart(
            N_("gradient of the first hidden layer, relative to the last"),
            log=True,
            lines=((0.1, N_("a tenth")), (10.0, N_("ten times"))),
        ),
        knobs=(
            INIT_KNOB,
            Knob("depth", N_("hidden layers"), 16, low=2, high=32),
        ),
        cases=tuple(Case(words, {"init": init}) for init, words in INITS),
        flip="init",
        flip_words=N_(
            "Take PyTorch's default start: the gain that ReLU needs, √2, is what keeps its gradients, not ReLU itself."
        ),
        seeds=16,
        experiment=deep,
        explains=N_(
            "With a gain of √2 the gradient arrives whole. With PyTorch's start it is a millionth, less than tanh's."
        ),
    ),
)
