"""Networks trained at all rates of a grid, and what their steps, errors and losses say of one arm against another."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

import numpy as np

from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.sweep import Curve, Grid
from activations.trials.intervals import nested
from activations.trials.measures.deciding import Decide, known
from activations.trials.result import Estimate, Progress

CURVES_EVERY = 0.25  # seconds
TRAINING = Text(N_("Training {networks} networks"), networks=0)
LOSS_AXIS = N_("training loss, median over seeds, each arm at its best learning rate so far")


def seeded(experiment: Experiment, seeds: Sequence[int]) -> Experiment:
    """The experiment with a trial's seeds, which are consecutive."""
    return replace(experiment, seeds=len(seeds), first_seed=seeds[0])


def follow(grid: Grid, span: tuple[float, float] = (0.0, 1.0), beside: Sequence[Curve] = ()) -> Iterator[Progress]:
    """Run a grid, with progress from `span[0]` to `span[1]` and the loss curves of all arms; `beside`: those of others
    that were trained before."""
    start, end = span
    doing = Text(TRAINING.template, networks=int(grid.loss.size))
    curves, drawn = (), -np.inf
    for share in grid.run():
        now = time.perf_counter()
        if now - drawn >= CURVES_EVERY or share == 1.0:
            curves, drawn = (*beside, *grid.curves()), now
        yield Progress(done=start + (end - start) * share, doing=doing, curves=curves, curves_axis=LOSS_AXIS)


def trained(
    experiment: Experiment,
    seeds: Sequence[int],
    rates: Sequence[float] = (),
    *,
    span: tuple[float, float] = (0.0, 1.0),
    beside: Sequence[Curve] = (),
    **options,
) -> Generator[Progress, None, Grid]:
    """`grid = yield from trained(experiment, seeds, rates, threshold=0.1)`.

    `beside` as in `follow`, further options as in Grid.
    """
    grid = Grid(seeded(experiment, seeds), rates, **options)
    yield from follow(grid, span, beside)
    return grid


def _label(grid: Grid, arm: int) -> str:
    return grid.experiment.arms[arm].label


def steps_ratio(
    grid: Grid, arm: int, reference: int = 0, decide: Decide | None = None, scale: int = 0, **fields
) -> Estimate:
    """Steps to the target of one arm over those of another, each at its own tuned rate (nested).

    Above 1: the arm is slower than the reference. With one rate in the grid it is shared.
    """
    found = nested("ratio", grid.cells(arm, "steps", scale), grid.cells(reference, "steps", scale))
    fields.setdefault("label", Text("{arm} / {reference}", arm=_label(grid, arm), reference=_label(grid, reference)))
    return known(found, decide=decide, arm=grid.experiment.arms[arm].key, **fields)


def error_difference(grid: Grid, one: int, other: int, decide: Decide | None = None, **fields) -> Estimate:
    """Test error of one arm less that of another, each at its own tuned rate (nested): a share of all test samples.

    In a regression the squared error instead. The grid must have been trained to the end. Its rate is chosen by the
    test error of the other half of the seeds.
    """
    found = nested("difference", grid.cells(one, "test_error"), grid.cells(other, "test_error"))
    fields.setdefault("label", Text("{one} − {other}", one=_label(grid, one), other=_label(grid, other)))
    return known(found, decide=decide, arm=grid.experiment.arms[one].key, **fields)


def level_row(
    grid: Grid,
    arm: int,
    what: str = "loss",
    decide: Decide | None = None,
    of: str = "mean",
    values: Callable[[np.ndarray], np.ndarray] | None = None,
    **fields,
) -> Estimate:
    """One arm's "loss", "test_error" or "steps" at its tuned rate (nested): "mean" or "geometric" mean over seeds.

    `values` makes what is averaged of them: `lambda loss: loss < 0.1` gives the share of seeds that got there. The rate
    is chosen by the quantity itself.
    """
    cells = grid.cells(arm, what)
    found = nested(of, cells, measured=None if values is None else values(cells.values).astype(float))
    fields.setdefault("label", Text(_label(grid, arm)))
    return known(found, decide=decide, arm=grid.experiment.arms[arm].key, **fields)


def null_control(grid: Grid, arm: int, reference: int) -> Estimate:
    """Leaky ReLU with slope 0.01 against ReLU: nearly the same function, so the interval must include 1.

    It decides nothing; if it does not come out null, the statistic is at fault and not the function, and it says so.
    """
    row = steps_ratio(grid, arm, reference)
    off = row.known and not row.low <= 1 <= row.high
    note = Text(N_("The null control is off: these are nearly the same function.")) if off else None
    label = Text(N_("null control: {pair}"), pair=row.label)
    return replace(row, label=label, note=row.note or note)
