"""The trials of the claims on how networks of Maxout train: against ReLU, and when things go wrong."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import difference, level, nested
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, below, known, steps_ratio, trained
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.setups.spike import DOSE_KNOB, SEEDS, counted, emergency, known_only
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- maxout.advantages ------------------------------------------------------------------------------------------------

AHEAD = 1.25
RATES = (0.1, 0.2, 0.4, 0.8, 1.6)
MATCHES = (("units", N_("as many units")), ("parameters", N_("as many parameters")))
TASKS = {"digits": (500, 0.1, 600), "teacher": (2048, 0.2, 1500)}  # samples, target of the training loss, steps


def compared(settings: Settings) -> Experiment:
    samples, _target, steps = TASKS[settings["data"]]
    return Experiment(
        arms=(Arm("relu"), Arm("maxout")), data=settings["data"], samples=samples, noise=0.0, match=settings["match"],
        widths=(settings["width"],) * settings["depth"], batch_size=32, learning_rate=0.2, steps=steps,
    )  # fmt: skip


def measure_advantages(settings: Settings, seeds: Sequence[int]) -> Measurement:
    target = TASKS[settings["data"]][1]
    grid = yield from trained(compared(settings), seeds, settings["rates"], threshold=target, to_the_end=True)
    errors = nested("ratio", grid.cells(0, "test_error"), grid.cells(1, "test_error"))
    widths = [" + ".join(map(str, arm.widths)) for arm in grid.experiment.plan().arms]
    note = Text(N_("ReLU has {relu} units, Maxout {maxout}."), relu=widths[0], maxout=widths[1])
    label = Text(N_("ReLU's test error, relative to Maxout's"))
    return (
        steps_ratio(grid, 0, 1, above(AHEAD), label=N_("ReLU's steps, relative to Maxout's"), note=note),
        known(errors, label, above(AHEAD), arm="relu"),
    )


ADVANTAGES = Trial(
    id="maxout.advantages",
    kind="training",
    policy="nested",
    prediction=N_(
        "ReLU takes more than 1.25 times as many steps as Maxout, and has more than 1.25 times its test error."
    ),
    method=N_(
        "One hidden layer on the digits, 600 steps of SGD: steps until the training loss is 0.1, and the test error at "
        "the end. Once 8 units each, which gives Maxout nearly twice the weights; once ReLU with 16 units against "
        "Maxout with as many parameters. Ratio over the same seeds, geometric mean."
    ),
    measure=measure_advantages,
    chart=Chart(N_("ReLU relative to Maxout"), log=True, lines=((1.0, N_("as good")), (AHEAD, N_("margin")))),
    knobs=(
        Knob("match", N_("arms matched by"), choices=MATCHES),
        Knob("width", N_("units per layer"), 8, low=2, high=64),
        Knob("depth", N_("hidden layers"), 1, low=1, high=4),
        choice_knob("data", N_("data"), digits=N_("handwritten digits"), teacher=N_("sine teacher")),
        rates_knob(*RATES),
    ),
    cases=(
        Case(N_("as many units")),
        Case(N_("as many parameters"), {"match": "parameters", "width": 16}),
    ),
    flip="match",
    flip_words=N_("Give ReLU as many parameters as Maxout: then most of the advantage is gone."),
    seeds=24,
    experiment=compared,
    explains=N_("Unit for unit Maxout is ahead. With as many parameters ReLU makes no more mistakes than Maxout."),
)


# -- maxout.no-fragility ----------------------------------------------------------------------------------------------

PAIR = (Arm("maxout"), Arm("relu"))
ALIVE, MORE = 0.02, 0.05
BOLD_SEEDS = 16
HARMS = (("spike", N_("one huge gradient")), ("rate", N_("a high learning rate")))


def harmed(settings: Settings) -> Experiment:
    if settings["harm"] == "spike":
        return emergency(PAIR, settings["spike"])
    return digits(PAIR, 2, learning_rate=settings["rate"], steps=400)


def measure_fragility(settings: Settings, seeds: Sequence[int]) -> Measurement:
    chosen = seeds if settings["harm"] == "spike" else seeds[:BOLD_SEEDS]
    experiment, spiked = harmed(settings), settings["harm"] == "spike"
    grid, census = yield from counted(experiment, chosen, span=(0.0, 0.5 if spiked else 1.0))
    dead = [known_only(grid, place, census.dead(place))[0] for place in range(2)]
    lost = [grid.diverged[place, 0].astype(float) for place in range(2)]
    by_harm, more = lost, N_("networks that diverge at the high rate, more than with ReLU")
    if spiked:  # some diverge in their first steps, long before the spike
        calm, _census = yield from counted(replace(experiment, interventions=()), chosen, span=(0.5, 1.0))
        by_harm = [np.where(calm.diverged[place, 0], 0.0, lost[place]) for place in range(2)]
        more = N_("networks that the spike makes diverge, more than with ReLU")
    rows = []
    if np.isfinite(dead[0]).any():
        rows.append(known(level(dead[0]), N_("Maxout: units dead at the end"), below(ALIVE), arm="maxout"))
    rows += [
        known(difference(*by_harm), more, below(MORE), arm="maxout"),
        known(level(lost[0]), N_("Maxout: networks that diverge"), arm="maxout"),
        known(level(lost[1]), N_("ReLU: networks that diverge"), arm="relu"),
        known(level(dead[1]), N_("ReLU: units dead at the end"), arm="relu"),
    ]
    return tuple(rows)


FRAGILITY = Trial(
    id="maxout.no-fragility",
    kind="training",
    policy="shared",
    prediction=N_("Fewer than 2 % of Maxout's units die, and at most 5 % more of its networks diverge than with ReLU."),
    method=N_(
        "The regression of sin(3x) with one hidden layer of 64 units and one wrong target at step 200, by 30 or by "
        "300; counted are networks that diverge with this spike and not without it. And the digits with 2 hidden "
        "layers of 32 units at a learning rate of 1. Dead: slope 0 on all training samples. Diverged: the loss is over "
        "50 or not a number."
    ),
    measure=measure_fragility,
    chart=Chart(N_("share of units, or of networks"), percent=True, lines=((MORE, N_("margin")),)),
    knobs=(
        Knob("harm", N_("what goes wrong"), choices=HARMS),
        DOSE_KNOB,
        Knob("rate", N_("the high learning rate"), 1.0, low=1e-3, high=10.0),
    ),
    cases=(
        Case(N_("spike of 30"), {"spike": 30.0}),
        Case(N_("spike of 300"), {"spike": 300.0}),
        Case(N_("learning rate 1"), {"harm": "rate"}),
    ),
    flip="spike",
    flip_words=N_("Make the spike smaller: then hardly a network diverges by it, and still no unit of Maxout dies."),
    least_seeds=8,
    seeds=SEEDS,
    experiment=harmed,
    explains=N_(
        "Not one unit of Maxout dies. But at a high learning rate its networks diverge where those of ReLU go on: a "
        "ReLU that dies is a fuse."
    ),
)
TRIALS = (ADVANTAGES, FRAGILITY)
