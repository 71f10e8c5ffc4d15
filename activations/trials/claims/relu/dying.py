"""The trials of the claims on dying ReLUs: one spike in a small regression whose units can be counted and drawn."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import difference, level, ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, fact, known
from activations.trials.result import Estimate
from activations.trials.setups.spike import DOSE_KNOB, RATE, SEEDS, SPIKE_AT, counted, emergency, known_only
from activations.trials.trial import Case, Chart, Measurement, Trial

SPIKE_SETUP = N_(
    "A regression: sin(3x) from 256 points, one hidden layer of 64 units, SGD with learning rate 0.02, 8 "
    "samples per step, 1,500 steps. At step 200 one target is wrong by the size of the spike, for that step "
    "alone. A unit is dead if its slope is 0 on all training samples."
)
RATE_KNOB = Knob("rate", N_("learning rate"), RATE, low=1e-4, high=1.0)

# -- relu.dies --------------------------------------------------------------------------------------------------------


def spiked(settings: Settings) -> Experiment:
    return emergency([Arm("relu")], settings["spike"], learning_rate=settings["rate"])


def measure_deaths(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = spiked(settings)
    grid, census = yield from counted(experiment, seeds, (SPIKE_AT + 1,), span=(0.0, 0.5))
    calm, calm_census = yield from counted(replace(experiment, interventions=()), seeds, span=(0.5, 1.0))
    end, without = known_only(grid, 0, census.dead(0))[0], known_only(calm, 0, calm_census.dead(0))[0]
    at_once = known_only(grid, 0, census.dead(0, SPIKE_AT + 1))[0]
    loss = ratio(np.where(grid.diverged[0, 0], np.nan, grid.loss[0, 0]), calm.loss[0, 0])
    note = Text(
        N_("Final loss with the spike, relative to without: {value:.2f} [{low:.2f}, {high:.2f}]."),
        value=loss.value,
        low=loss.low,
        high=loss.high,
    )
    return (
        known(difference(end, without), N_("dead at the end, more than without the spike"), above(0.05),
              arm="relu", note=note),
        known(level(at_once), N_("dead one step after the spike"), arm="relu"),
        known(level(without), N_("dead at the end without a spike"), arm="relu"),
    )  # fmt: skip


# -- relu.irreversible ------------------------------------------------------------------------------------------------


def lasting(settings: Settings) -> Experiment:
    depth = settings["depth"]
    return emergency(
        [Arm("relu")], settings["spike"], widths=(64 // depth,) * depth, optimizer=settings["optimizer"],
        learning_rate=settings["rate"],
    )  # fmt: skip


def measure_lasting(settings: Settings, seeds: Sequence[int]) -> Measurement:
    grid, census = yield from counted(lasting(settings), seeds, 25)
    depth = settings["depth"]
    turns = census.transitions(0, depth - 1, ~grid.diverged[0].ravel())
    where = {"optimizer": OPTIMIZERS[settings["optimizer"]]}
    lost = int(grid.diverged.sum())
    rows = []
    for words, part, whole in (
        (N_("{optimizer}: dead units that revived"), turns.revived, turns.died),
        (N_("{optimizer}: dead units whose weights still moved"), turns.stayed - turns.frozen, turns.stayed),
    ):
        fields = {"arm": "relu", "diverged": lost, "seeds": len(seeds) - lost}
        if whole:
            note = Text(N_("{part} of {whole}"), part=part, whole=whole)
            rows.append(fact(Text(words, **where), part / whole, part == 0, note=note, **fields))
        else:
            note = Text(N_("No unit died: there is nothing to watch."))
            nothing = Estimate(label=Text(words, **where), value=nan, low=nan, high=nan, decision="undecided")
            rows.append(replace(nothing, note=note, **fields))
    return tuple(rows)


OPTIMIZERS = {"sgd": N_("SGD"), "momentum": N_("momentum"), "adam": N_("Adam")}


TRIALS = (
    Trial(
        id="relu.dies",
        kind="training",
        policy="shared",
        prediction=N_("After one spike at least 5 % more of the units are dead at the end than without it."),
        method=SPIKE_SETUP,
        measure=measure_deaths,
        chart=Chart(N_("share of units"), percent=True, lines=((0.05, N_("margin")),)),
        knobs=(DOSE_KNOB, RATE_KNOB),
        cases=tuple(
            Case(words, {"spike": size})
            for size, words in ((5.0, N_("spike of 5")), (100.0, N_("spike of 100")), (300.0, N_("spike of 300")))
        ),
        flip="spike",
        flip_words=N_("Make the spike smaller: below some size no unit dies."),
        least_seeds=8,
        seeds=SEEDS,
        experiment=spiked,
        explains=N_(
            "Hardly any unit dies in the giant step itself. Most die in the steps after it, when the far too "
            "large prediction is pulled back."
        ),
    ),
    Trial(
        id="relu.irreversible",
        kind="training",
        policy="shared",
        prediction=N_("Not one dead unit comes back, and not a bit of a dead unit's weights changes."),
        method=N_(
            "A regression of sin(3x) with one hidden layer of 64 units or two of 32, learning rate 0.02, and "
            "a spike of 100 at step 200. Dead units are counted every 25 steps, in the last hidden layer; "
            "weights are compared bit by bit. A single exception decides against the claim, so there is no "
            "interval."
        ),
        measure=measure_lasting,
        chart=Chart(N_("share"), percent=True),
        knobs=(
            Knob("depth", N_("hidden layers"), 1, low=1, high=4),
            Knob("optimizer", N_("optimiser"), choices=tuple(OPTIMIZERS.items())),
            DOSE_KNOB,
            RATE_KNOB,
        ),
        cases=(
            Case(N_("one hidden layer, SGD")),
            Case(N_("two hidden layers, SGD"), {"depth": 2}),
            Case(N_("one hidden layer, momentum"), {"optimizer": "momentum", "rate": 0.005}),
        ),
        flip="depth",
        flip_words=N_("Add a second hidden layer: the first one moves the inputs of its units, and some come back."),
        seeds=SEEDS,
        experiment=lasting,
        explains=N_(
            "In the first layer with plain SGD nothing ever comes back. In the second layer units do, and momentum "
            "moves the weights of the dead."
        ),
    ),
)
