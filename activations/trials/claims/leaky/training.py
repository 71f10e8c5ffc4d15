"""The trials of the claims on how networks with Leaky ReLU fare: whether units die, and how fast they learn."""

from collections.abc import Sequence
from dataclasses import replace

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import difference, level, nested
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, below, known, level_row, steps_ratio, trained
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.setups.leaky import SLOPE_KNOB, leaky
from activations.trials.setups.speed import DATA, DATA_KNOB, INIT_KNOB
from activations.trials.setups.spike import DOSE_KNOB, SEEDS, counted, emergency, known_only
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- leaky.not-die ----------------------------------------------------------------------------------------------------

START_SEEDS = 12  # of the networks that start off
BACK = 0.5  # training loss at which they are back to work; guessing: 2.3


def harmed(settings: Settings) -> Experiment:
    arms = (leaky(settings), Arm("relu"))
    if settings["harm"] == "spike":
        return emergency(arms, settings["spike"])
    start = Intervention(step=0, do="bias", arms=(0, 1), value=-settings["push"])
    return digits(arms, steps=400, learning_rate=settings["rate"], interventions=(start,))


def measure_deaths(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = harmed(settings)
    if settings["harm"] == "start":
        grid = yield from trained(experiment, seeds[:START_SEEDS])
        return tuple(
            level_row(
                grid,
                place,
                "loss",
                above(0.5) if place == 0 else None,
                values=lambda loss: loss < BACK,
                label=Text(N_("{arm}: networks that learn again"), arm=arm.label),
            )
            for place, arm in enumerate(experiment.arms)
        )
    grid, census = yield from counted(experiment, seeds, span=(0.0, 0.5))
    calm, before = yield from counted(replace(experiment, interventions=()), seeds, span=(0.5, 1.0))
    dead, off = (known_only(grid, 0, values)[0] for values in (census.dead(0), census.off(0)))
    without = known_only(calm, 0, before.off(0))[0]
    lost = known_only(grid, 1, census.dead(1))[0]
    arm = experiment.arms[0].label
    return (
        known(level(dead), Text(N_("{arm}: dead"), arm=arm), below(0.05), arm="leaky_relu"),
        known(difference(off, without), Text(N_("{arm}: off, more than without the spike"), arm=arm), below(0.05),
              arm="leaky_relu"),
        known(level(lost), Text(N_("{arm}: dead"), arm="ReLU"), arm="relu"),
    )  # fmt: skip


# -- leaky.6x ---------------------------------------------------------------------------------------------------------


MUCH = 2.0  # times the steps


def race(settings: Settings) -> Experiment:
    samples, noise, _target, steps = DATA[settings["data"]]
    return Experiment(
        arms=(leaky(settings), Arm("tanh"), Arm("sigmoid")), data=settings["data"], samples=samples, noise=noise,
        widths=(32,) * settings["depth"], init=settings["init"], batch_size=32, learning_rate=0.4, steps=steps,
    )  # fmt: skip


def measure_speed(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, target = race(settings), DATA[settings["data"]][2]
    fast, slow = (replace(experiment, arms=arms) for arms in (experiment.arms[:2], experiment.arms[2:]))
    grid = yield from trained(fast, seeds, settings["rates"], threshold=target, span=(0.0, 0.4))
    other = yield from trained(slow, seeds, settings["sigmoid_rates"], threshold=target, span=(0.4, 1.0),
                               beside=grid.curves())  # fmt: skip
    found = nested("ratio", other.cells(0), grid.cells(0))
    label = Text("{arm} / {reference}", arm=slow.arms[0].label, reference=fast.arms[0].label)
    return known(found, label, above(MUCH), arm="sigmoid"), steps_ratio(grid, 1, 0, above(MUCH))


TRIALS = (
    Trial(
        id="leaky.not-die",
        kind="training",
        policy="shared",
        prediction=N_(
            "No more than 5 % of the units are dead or, by the spike, off; and more than half of the "
            "networks whose units all start off learn again within 400 steps."
        ),
        method=N_(
            "A spike of 100 in the regression of sin(3x) with one hidden layer of 64 units: which units are dead at "
            "the end (slope 0 on all samples) and which are off (pre-activation not above 0 on all samples). And one "
            "hidden layer of 32 units on the digits whose biases all start at −8, where no unit is on for any sample: "
            "networks with a training loss under 0.5 after 400 steps, at two learning rates."
        ),
        measure=measure_deaths,
        chart=Chart(N_("share of units, or of networks"), percent=True, lines=((0.05, "5 %"), (0.5, "50 %"))),
        knobs=(
            choice_knob(
                "harm",
                N_("what happens to the units"),
                spike=N_("one huge gradient"),
                start=N_("all of them start off"),
            ),
            Knob("push", N_("bias below 0 at the start"), 8.0, low=0.0, high=64.0),
            Knob("rate", N_("learning rate, if all start off"), 0.4, low=1e-4, high=10.0),
            SLOPE_KNOB,
            DOSE_KNOB,
        ),
        cases=(
            Case(N_("one huge gradient")),
            Case(N_("all start off, rate 0.4"), {"harm": "start"}),
            Case(N_("all start off, rate 1.6"), {"harm": "start", "rate": 1.6}),
        ),
        flip="rate",
        flip_words=N_(
            "Raise the learning rate: with a slope of 0.01 the way back is a hundred times as long, and takes large "
            "steps."
        ),
        least_seeds=8,
        seeds=SEEDS,
        experiment=harmed,
        explains=N_(
            "No unit is dead. But nearly as many are off after the spike as die with ReLU, and those that "
            "start far off find their way back in time only with large steps. Alive is not the same as "
            "learning again."
        ),
    ),
    Trial(
        id="leaky.6x",
        kind="training",
        policy="nested",
        prediction=N_("Sigmoid and tanh each need more than twice the steps of Leaky ReLU; the note says 6 times."),
        method=N_(
            "Networks with 4 hidden layers of 32 units, SGD, 32 samples per step: steps until the training "
            "loss is 0.1, each arm at its own learning rate; ratio over the same seeds, geometric mean. On "
            "the digits with PyTorch's start and with one matched to each arm, and on the spirals with the "
            "matched one."
        ),
        measure=measure_speed,
        chart=Chart(
            N_("steps to the target, relative to Leaky ReLU"),
            log=True,
            lines=((1.0, N_("as fast as Leaky ReLU")), (MUCH, N_("margin")), (6.0, N_("six times slower"))),
        ),
        knobs=(
            DATA_KNOB,
            Knob("depth", N_("hidden layers"), 4, low=1, high=8),
            replace(INIT_KNOB, default="torch"),
            SLOPE_KNOB,
            rates_knob(0.1, 0.2, 0.4, 0.8, 1.6),
            rates_knob(0.4, 0.8, 1.6, 3.2, 6.4, 12.8, name="sigmoid_rates", label=N_("learning rates for sigmoid")),
        ),
        cases=(
            Case(N_("digits, PyTorch's start")),
            Case(N_("digits, matched start"), {"init": "matched"}),
            Case(N_("spirals, matched start"), {"data": "spirals", "init": "matched"}),
        ),
        flip="init",
        flip_words=N_(
            "Take a start matched to each arm on the digits: sigmoid's handicap falls from 5 times to below 2."
        ),
        seeds=5,
        experiment=race,
        explains=N_(
            "Sigmoid needs about 4 to 6 times the steps, but less than twice from a start that suits it on the digits. "
            "Tanh needs hardly twice the steps on the spirals, and on the digits it is the faster one."
        ),
    ),
)
