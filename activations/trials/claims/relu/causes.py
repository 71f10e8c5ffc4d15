"""The trials of the claims on why units die and what keeps them from it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.trials.intervals import difference, level
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, below, known
from activations.trials.result import Estimate, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob
from activations.trials.setups.spike import DOSE_KNOB, RATE, SEEDS, counted, emergency, known_only
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- relu.noninvertible -----------------------------------------------------------------------------------------------

INPUTS = 8
DRAWS = 40  # inputs and layers a seed
LAYERS = (8, 16)  # units of layers beside the one that decides


def measure_loss_of_information(settings: Settings, seeds: Sequence[int]) -> Measurement:
    rows: list[Estimate] = []
    for units in (*LAYERS, settings["units"]):
        share = level(np.array([recovered(seed, units) for seed in seeds]))
        label = Text(N_("inputs recovered from {units} ReLU units"), units=units)
        decides = below(0.5) if units == settings["units"] else None
        rows.append(known(share, label, decides, arm="relu"))
        yield Progress(done=0.1, doing=Text(N_("Recovering inputs")), rows=tuple(rows))
    arms = [Arm("relu"), Arm("leaky_relu")]
    grid, census = yield from counted(emergency(arms, settings["spike"]), seeds, span=(0.1, 1.0))
    dead, off = known_only(grid, 0, census.dead(0))[0], known_only(grid, 1, census.off(1))[0]
    rows += [
        known(difference(dead, off), N_("ReLU units dead, more than Leaky ReLU units off"), above(0.05), arm="relu"),
        known(level(dead), N_("ReLU units dead after a spike"), arm="relu"),
        known(level(off), N_("Leaky ReLU units off after a spike"), arm="leaky_relu"),
    ]
    return tuple(rows)


def recovered(seed: int, units: int) -> float:
    """Share of random inputs x in R^8 that follow from ReLU(W x): least squares on the rows that are not 0."""
    source = seeded_torch("recover", seed, units)
    weights = torch.randn(DRAWS, units, INPUTS, dtype=torch.float64, generator=source)
    x = torch.randn(DRAWS, INPUTS, dtype=torch.float64, generator=source)
    count = 0
    for matrix, wanted in zip(weights, x, strict=True):
        values = torch.relu(matrix @ wanted)
        active = values > 0
        found = torch.linalg.lstsq(matrix[active], values[active, None], driver="gelsd").solution[:, 0]
        count += bool(torch.allclose(found, wanted, atol=1e-8))
    return count / DRAWS


# -- relu.small-lr ----------------------------------------------------------------------------------------------------

SMALL, USUAL = 0.005, (0.01, 0.02)
BORN_DEPTH = 16


def careful(settings: Settings) -> Experiment:
    if settings["harm"] == "spike":
        return emergency([Arm("relu")], settings["spike"], learning_rate=settings["rate"])
    return digits((Arm("relu"),), BORN_DEPTH, learning_rate=settings["rate"], steps=200)


def measure_care(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, rate = careful(settings), settings["rate"]
    if settings["harm"] == "born":
        grid, census = yield from counted(experiment, seeds[:BORN_SEEDS])
        return (
            known(level(known_only(grid, 0, census.dead(0))[0]), N_("dead"), below(0.02), arm="relu"),
            known(level(census.dead(0, 0)), N_("dead at the start"), arm="relu"),
        )
    others = tuple(one for one in USUAL if one != rate)
    grid, census = yield from counted(experiment, seeds, rates=(rate, *others), span=(0.0, 0.6))
    dead = known_only(grid, 0, census.dead(0))
    rows = [known(level(dead[0]), N_("dead"), below(0.02), arm="relu")]
    for place, other in enumerate(others, start=1):
        rows.append(known(level(dead[place]), Text(N_("dead, learning rate {rate:g}"), rate=other), arm="relu"))
    clipped = replace(experiment, learning_rate=RATE, clip=1.0)
    grid, census = yield from counted(clipped, seeds, span=(0.6, 1.0))
    label = Text(N_("dead, learning rate {rate:g}, gradients clipped at 1"), rate=RATE)
    rows.append(known(level(known_only(grid, 0, census.dead(0))[0]), label, arm="relu"))
    return tuple(rows)


BORN_SEEDS = 12  # deep networks cost more, and differ less


TRIALS = (
    Trial(
        id="relu.noninvertible",
        kind="statistic",
        policy="shared",
        prediction=N_(
            "A layer of ReLUs loses its inputs (fewer than half can be recovered), and Leaky ReLU, which loses "
            "nothing, is switched off less often than ReLU dies, by more than 5 % of the units."
        ),
        method=N_(
            "Inputs of 8 numbers through a layer of random weights and ReLU: how many follow exactly from the outputs. "
            "Then the spike of 100 in the regression of sin(3x): ReLU units that are dead at the end against Leaky "
            "ReLU units that are off (pre-activation not above 0 on all samples)."
        ),
        measure=measure_loss_of_information,
        chart=Chart(N_("share of inputs, or of units"), percent=True),
        knobs=(
            Knob("units", N_("units of the layer"), 48, low=17, high=256),
            DOSE_KNOB,
        ),
        flip_words=N_(
            "Take a layer no wider than its input: then most inputs are lost. That is no reason to die, though."
        ),
        least_seeds=8,
        seeds=SEEDS,
        experiment=lambda settings: emergency([Arm("relu"), Arm("leaky_relu")], settings["spike"]),
        explains=N_("A wide layer loses nothing, and the invertible Leaky ReLU is switched off as often as ReLU dies."),
    ),
    Trial(
        id="relu.small-lr",
        kind="training",
        policy="shared",
        prediction=N_(
            "With a learning rate of 0.005, a quarter of the usual one, fewer than 2 % of the units are dead."
        ),
        method=N_(
            "Two ways to die. A spike of 100 in the regression of sin(3x) with one hidden layer of 64 units, learning "
            "rates 0.005, 0.01 and 0.02, and 0.02 with clipped gradients. And units that are dead from the start, in "
            "networks with 16 hidden layers of 32 units on the digits, after 200 steps."
        ),
        measure=measure_care,
        chart=Chart(N_("share of units that are dead"), percent=True, lines=((0.02, N_("margin")),)),
        knobs=(
            choice_knob("harm", N_("how units die"), spike=N_("one huge gradient"), born=N_("dead from the start")),
            Knob("rate", N_("learning rate"), SMALL, low=1e-4, high=1.0),
            DOSE_KNOB,
        ),
        cases=(
            Case(N_("one huge gradient")),
            Case(N_("dead from the start"), {"harm": "born"}),
        ),
        flip="harm",
        flip_words=N_("Start with dead units: no learning rate, however small, helps those."),
        least_seeds=8,
        seeds=SEEDS,
        experiment=careful,
        explains=N_(
            "A small rate protects from a spike, as clipping does at any rate. Units born dead stay dead at all rates."
        ),
    ),
)
