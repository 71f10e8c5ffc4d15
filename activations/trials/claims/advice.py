"""The trials of the advice at the end of the note: a league of functions over several tasks, and ReLU's learning rate.

Every trial trains only the arms that it is about, each at its own tuned rate, on the same tasks.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import level, nested
from activations.trials.knob import Knob, Settings
from activations.trials.measures import Decide, above, below, known, trained
from activations.trials.measures.dead_unit_counts import DeadUnitCounts
from activations.trials.result import Estimate, Progress
from activations.trials.setups.digits import digits
from activations.trials.trial import Case, Chart, Measurement, Trial

BETTER = 0.005  # of all answers; in a regression of the variance
RELU, TANH, SIGMOID = Arm("relu"), Arm("tanh"), Arm("sigmoid")
OTHERS = (Arm("leaky_relu"), Arm("elu"), Arm("maxout"))
TASKS = {  # words; experiment; learning rates; seeds of all that are asked for
    "moons": (
        N_("moons"),
        {"data": "moons", "samples": 2000, "noise": 0.1, "widths": (32,) * 2, "steps": 500},
        (0.2, 0.4, 0.8, 1.6, 3.2),
    ),
    "noisy_moons": (  # here ReLU is wrong often enough for others to be better
        N_("noisy moons"),
        {"data": "moons", "samples": 2000, "noise": 0.25, "widths": (32,) * 2, "steps": 500},
        (0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
    ),
    "spirals": (
        N_("noisy spirals"),
        {"data": "spirals", "samples": 600, "noise": 0.25, "widths": (32,) * 2, "steps": 600},
        (0.1, 0.2, 0.4, 0.8, 1.6),
    ),
    "spirals torch": (
        N_("noisy spirals, PyTorch's start"),
        {"data": "spirals", "samples": 600, "noise": 0.25, "widths": (32,) * 2, "steps": 600, "init": "torch"},
        (0.1, 0.2, 0.4, 0.8, 1.6),
    ),
    "teacher": (
        N_("sine teacher"),
        {"data": "teacher", "samples": 2048, "noise": 0.0, "widths": (32,) * 2, "steps": 1000},
        (0.05, 0.1, 0.2, 0.4),
    ),
    "deep": (
        N_("digits, 8 hidden layers, PyTorch's start"),
        {"data": "digits", "noise": 0.0, "widths": (32,) * 8, "steps": 400, "init": "torch"},
        (0.03, 0.1, 0.3, 0.9),
    ),
}
DEEP_SEEDS = 5  # deep networks cost more, and here they differ more
SIGMOID_FASTER = 8  # its slope is at most a quarter: it wants larger rates


def task(settings: Settings, arms: Sequence[Arm]) -> Experiment:
    _words, fields, rates = TASKS[settings["task"]]
    usual: dict[str, Any] = {"match": "parameters", "batch_size": 32, "learning_rate": rates[len(rates) // 2]}
    return Experiment(arms=(RELU, *arms), **usual | fields)


def league(
    settings: Settings, seeds: Sequence[int], arms: Sequence[Arm], decide: Decide, relu_first: bool = True
) -> Generator[Progress, None, tuple[Estimate, ...]]:
    """Of every arm how much its test error is below ReLU's, or with `relu_first` False, above it."""
    rates = TASKS[settings["task"]][2]
    chosen = seeds[:DEEP_SEEDS] if settings["task"] == "deep" else seeds
    cells, curves = {}, ()
    groups = [[RELU, *(arm for arm in arms if arm != SIGMOID)], [arm for arm in arms if arm == SIGMOID]]
    groups = [group for group in groups if group]
    for place, group in enumerate(groups):
        experiment = replace(task(settings, ()), arms=tuple(group))
        faster = SIGMOID_FASTER if SIGMOID in group else 1
        span = (place / len(groups), (place + 1) / len(groups))
        grid = yield from trained(experiment, chosen, [rate * faster for rate in rates], span=span, beside=curves)
        curves = grid.curves()
        cells |= {arm: grid.cells(number, "test_error") for number, arm in enumerate(group)}
    rows = []
    for arm in arms:
        pair = (cells[RELU], cells[arm]) if relu_first else (cells[arm], cells[RELU])
        label = Text(N_("{one} − {other}"), one=(RELU if relu_first else arm).label,
                     other=(arm if relu_first else RELU).label)  # fmt: skip
        means = [float(np.nanmean(one.values[one.best])) for one in (cells[arm], cells[RELU])]
        note = Text(N_("Test error {arm} {own:.1%}, ReLU {relu:.1%}."), arm=arm.label, own=means[0], relu=means[1])
        rows.append(known(nested("difference", *pair), label, decide, arm=arm.key, note=note))
    return tuple(rows)


def measure_others(settings: Settings, seeds: Sequence[int]) -> Measurement:
    return (yield from league(settings, seeds, OTHERS, above(BETTER)))


def measure_tanh(settings: Settings, seeds: Sequence[int]) -> Measurement:
    return (yield from league(settings, seeds, (TANH,), below(BETTER)))


def measure_sigmoid(settings: Settings, seeds: Sequence[int]) -> Measurement:
    return (yield from league(settings, seeds, (SIGMOID,), above(BETTER), relu_first=False))


# -- final.relu-lr ----------------------------------------------------------------------------------------------------

LEARNED, DEAD = 0.1, 0.02
CARE = 2.0  # doublings
LADDER = tuple(0.2 * 2 ** (step / 2) for step in range(9))  # learning rates
CLIMBERS = (RELU, Arm("elu"), Arm("maxout"), TANH)


def ladder(settings: Settings) -> Experiment:
    widths = (settings["width"],) * settings["depth"]
    return digits(CLIMBERS, widths=widths, steps=300, learning_rate=0.4)


def measure_ladder(settings: Settings, seeds: Sequence[int]) -> Measurement:
    census = DeadUnitCounts()
    grid = yield from trained(ladder(settings), seeds, LADDER, look=census.look)
    rows = []
    for place, arm in enumerate(grid.experiment.arms):
        dead = census.dead(place).reshape(grid.loss[place].shape)
        learned = (grid.loss[place] < LEARNED) & ~grid.diverged[place]
        fine = learned & (dead < DEAD)
        margin, ends = doublings(grid.loss[place], fine)
        note = Text(
            N_("Best rate {best:.2g}; training fails from {ruin:.2g} on, where {lost:.0%} diverge, and "
"{dead:.0%} of the units of the others are dead."),
            **ends | shares(grid.diverged[place], dead, ends["ruin"]),
        )  # fmt: skip
        rows.append(known(level(margin), arm.label, below(CARE) if arm == RELU else None, arm=arm.key, note=note))
    return tuple(rows)


def doublings(loss: np.ndarray, fine: np.ndarray) -> tuple[np.ndarray, dict[str, float]]:
    """From each seed's best rate to its first ruined one, [seeds]; both arrays [rates, seeds]. NaN: none is fine.

    Where even the largest rate is fine, the next one stands for the ruin: a lower bound.
    """
    best = np.where(fine, loss, np.inf).argmin(0)
    above_best = np.arange(len(LADDER))[:, None] > best
    bad = above_best & ~fine
    ruin = np.where(bad.any(0), bad.argmax(0), len(LADDER))
    steps = np.where(fine.any(0), ruin - best, np.nan)
    rate = lambda place: LADDER[0] * 2 ** (float(np.median(place)) / 2)  # noqa: E731
    return steps / 2, {"best": rate(best), "ruin": rate(ruin)}


def shares(diverged: np.ndarray, dead: np.ndarray, ruin: float) -> dict[str, float]:
    at = int(np.argmin(np.abs(np.log(np.array(LADDER) / ruin))))
    kept = ~diverged[at]
    return {"lost": float(diverged[at].mean()), "dead": float(dead[at, kept].mean()) if kept.any() else 0.0}


def task_knob(default: str) -> Knob:
    choices = tuple((key, words) for key, (words, *_rest) in TASKS.items())
    return Knob("task", N_("task"), default, choices=choices)


def cases(*keys: str) -> tuple[Case, ...]:
    return tuple(Case(TASKS[key][0], {"task": key}) for key in keys)


METHOD = N_(
    "Networks with hidden layers of 32 units, SGD, 32 samples per step, on several tasks; Maxout with as "
    "many parameters as the others. Test error at the end, each arm at its best rate; of the sine teacher "
    "the squared error, as a share of the variance. Differences over the same seeds."
)
ERROR = N_("test error: the first less the second")
TRIALS = (
    Trial(
        id="final.relu-lr",
        kind="training",
        policy="shared",
        prediction=N_("From ReLU's best learning rate to failing training it is less than two doublings."),
        method=N_(
            "Two hidden layers of 32 units on the digits, 300 steps of SGD at 9 rates from 0.2 to 3.2. Of every seed "
            "the rate with the smallest final loss, and the first one above it at which the loss stays over 0.1, more "
            "than 2 % of the units die, or the network diverges. The other functions beside it."
        ),
        measure=measure_ladder,
        chart=Chart(N_("doublings of the learning rate from the best one to failure"), lines=((CARE, N_("margin")),)),
        knobs=(
            Knob("depth", N_("hidden layers"), 2, low=1, high=4),
            Knob("width", N_("units per layer"), 32, low=8, high=64),
        ),
        flip_words=N_("Care is not for ReLU alone: compare how soon training fails with ELU and Maxout."),
        seeds=6,
        experiment=ladder,
        explains=N_("ReLU's best rate lies right below its cliff. So do those of ELU and Maxout, which diverge."),
    ),
    Trial(
        id="final.try-others",
        kind="training",
        policy="nested",
        prediction=N_("Leaky ReLU, ELU and Maxout each get more right than ReLU, by more than 0.5 % of all answers."),
        method=METHOD,
        measure=measure_others,
        chart=Chart(ERROR, percent=True, lines=((0.0, N_("equal to ReLU")),)),
        knobs=(task_knob("noisy_moons"),),
        cases=cases("noisy_moons", "deep"),
        flip="task",
        flip_words=N_("Go deep from PyTorch's start: there ReLU does not learn at all, and ELU does."),
        seeds=8,
        experiment=lambda settings: task(settings, OTHERS),
        explains=N_(
            "On the noisy moons nothing is gained. In the deep network ReLU guesses, and ELU gets nine of ten right."
        ),
    ),
    Trial(
        id="final.tanh-little",
        kind="training",
        policy="nested",
        prediction=N_("On no task does tanh get more right than ReLU by more than 0.5 % of all answers."),
        method=METHOD,
        measure=measure_tanh,
        chart=Chart(ERROR, percent=True, lines=((0.0, N_("equal to ReLU")),)),
        knobs=(task_knob("teacher"),),
        cases=cases("noisy_moons", "spirals", "teacher"),
        flip="task",
        flip_words=N_("Change the task: tanh is smooth, and the function of the sine teacher is smooth too."),
        seeds=12,
        experiment=lambda settings: task(settings, (TANH,)),
        explains=N_(
            "On moons and spirals tanh gains nothing. On the sine teacher its error is about two fifths below ReLU's."
        ),
    ),
    Trial(
        id="final.no-sigmoid",
        kind="training",
        policy="nested",
        prediction=N_("On every task sigmoid gets more wrong than ReLU, by more than 0.5 % of all answers."),
        method=METHOD,
        measure=measure_sigmoid,
        chart=Chart(ERROR, percent=True, lines=((0.0, N_("equal to ReLU")),)),
        knobs=(task_knob("spirals torch"),),
        cases=cases("moons", "spirals", "spirals torch"),
        flip="task",
        flip_words=N_("Take an easy task: on the moons without much noise it gets as many right as ReLU."),
        seeds=12,
        experiment=lambda settings: task(settings, (SIGMOID,)),
        explains=N_(
            "From PyTorch's start sigmoid is far behind on the spirals, and from one that suits it still a little. On "
            "the clean moons it gets as many right as ReLU."
        ),
    ),
)
