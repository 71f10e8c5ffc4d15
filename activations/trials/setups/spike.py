"""One spike in a small regression whose units can be counted and drawn: what the trials of dying units share."""

from collections.abc import Generator, Sequence

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.training.sweep import Grid
from activations.trials.knob import Knob
from activations.trials.measures import trained
from activations.trials.measures.dead_unit_counts import DeadUnitCounts
from activations.trials.result import Progress

SPIKE_AT = 200  # step
RATE = 0.02
DOSE_KNOB = Knob("spike", N_("size of the spike"), 100.0, low=1.0, high=10_000.0)
SEEDS = 48


def emergency(arms: Sequence[Arm], spike: float, **fields) -> Experiment:
    """The regression with its spike; 0 for none."""
    everyone = tuple(range(len(arms)))
    spikes = (Intervention(step=SPIKE_AT, do="spike", arms=everyone, value=spike),) if spike else ()
    usual = {"widths": (64,), "learning_rate": RATE, "steps": 1500}
    return Experiment(
        arms=tuple(arms), data="sine", samples=512, noise=0.0, batch_size=8, interventions=spikes, **usual | fields
    )


def counted(
    experiment: Experiment,
    seeds: Sequence[int],
    looks: int | Sequence[int] = (),
    rates: Sequence[float] = (),
    span: tuple[float, float] = (0.0, 1.0),
) -> Generator[Progress, None, tuple[Grid, DeadUnitCounts]]:
    census = DeadUnitCounts()
    grid = yield from trained(experiment, seeds, rates, look=census.look, look_every=looks, span=span)
    return grid, census


def known_only(grid: Grid, arm: int, values: np.ndarray) -> np.ndarray:
    """[columns, seeds], NaN where a network has diverged."""
    return np.where(grid.diverged[arm], np.nan, values.reshape(grid.diverged[arm].shape))
