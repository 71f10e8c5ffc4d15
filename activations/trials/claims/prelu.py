"""The trial of the claim on PReLU: whether learning the slope works in all cases."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.stack import NetworkStack
from activations.training.sweep import Curve, Grid
from activations.trials.intervals import ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, follow, known, seeded
from activations.trials.measures.disagreement import disagreement
from activations.trials.result import Estimate
from activations.trials.trial import Chart, Measurement, Trial

FIXED, FAR = 0.25, 1.0
HELPS = 1.25
EVERY = 50  # steps between two looks at the slopes
TASKS: dict[str, tuple[str, dict]] = {
    "digits": (N_("digits"), {"noise": 0.0, "widths": (32,) * 4, "steps": 300, "learning_rate": 0.1}),
    "spirals": (
        N_("spirals"),
        {"samples": 1024, "noise": 0.03, "widths": (32,) * 4, "steps": 600, "learning_rate": 0.1},
    ),
    "teacher": (
        N_("sine teacher"),
        {"samples": 2048, "noise": 0.0, "widths": (32,) * 3, "steps": 400, "learning_rate": 0.02},
    ),
}


def learning(settings: Settings) -> Experiment:
    starts = dict.fromkeys((settings["start"], FAR))
    arms = (Arm("leaky_relu", negative_slope=FIXED), *(Arm("prelu", weight=start) for start in starts))
    return Experiment(arms=arms, data=settings["data"], batch_size=32, **TASKS[settings["data"]][1])


class Slopes:
    """The learned slopes of every arm, layer and network while they train: the `look` of a grid."""

    def __init__(self, seeds: int) -> None:
        self.seeds = seeds
        self.steps: dict[int, list[int]] = {}
        self.found: dict[int, list[np.ndarray]] = {}  # arm -> looks, each [layers, seeds]

    def look(self, step: int, arm: int, stack: NetworkStack) -> None:
        parts = [layer.slices[0].learnable for layer in stack.layers[:-1]]
        if not parts[0]:
            return  # an arm without
        slopes = np.array([part["weight"].flatten()[: self.seeds].numpy() for part in parts], dtype=float)
        self.steps.setdefault(arm, []).append(step)
        self.found.setdefault(arm, []).append(slopes)

    def curves(self, arm: int) -> tuple[Curve, ...]:
        """The median over networks of each layer's slope."""
        if arm not in self.found:
            return ()
        lines = np.nanmedian(np.array(self.found[arm]), axis=2)
        steps = tuple(map(float, self.steps[arm]))
        return tuple(
            Curve(arm="prelu", label=f"α, {layer + 1}", x=steps, y=tuple(map(float, line)))
            for layer, line in enumerate(lines.T)
        )

    def at_the_end(self, arm: int, diverged: np.ndarray) -> str:
        """Each layer's mean slope, first layer first."""
        kept = self.found[arm][-1][:, ~diverged]
        return ", ".join(f"{slope:.2f}" for slope in kept.mean(1)) if kept.size else "–"


def measure_learning(settings: Settings, seeds: Sequence[int]) -> Measurement:
    train, test = [], []
    for place, (name, (words, _fields)) in enumerate(TASKS.items()):
        experiment = seeded(learning(dict(settings, data=name)), seeds)
        slopes = Slopes(len(seeds))
        grid = Grid(experiment, look=slopes.look, look_every=EVERY)
        for progress in follow(grid, (place / len(TASKS), (place + 1) / len(TASKS))):
            curves = slopes.curves(1)
            yield replace(progress, curves=curves, curves_axis=N_("learned slope by layer, median over seeds"))
        for arm in range(1, len(experiment.arms)):
            note = Text(N_("Slopes at the end, first layer first: {slopes}."),
                        slopes=slopes.at_the_end(arm, grid.diverged[arm, 0]))  # fmt: skip
            start = experiment.arms[arm].parameters["weight"]
            label = Text(N_("{task}, learned from {start:g}: training loss"), task=Text(words), start=start)
            train.append(compared(grid, grid.loss, arm, label, note))
        label = Text(N_("{task}, learned from {start:g}: test loss"), task=Text(words), start=settings["start"])
        test.append(replace(compared(grid, grid.test_loss, 1, label), decision=""))
    *shown, decides = disagreement(train, logs=True)
    return *shown, *test, decides


def compared(grid: Grid, losses: np.ndarray, arm: int, label: Text, note: Text | None = None) -> Estimate:
    """The loss with the fixed slope over that of an arm: above 1 where learning the slope helps."""
    kept = np.where(grid.diverged, np.nan, losses)[:, 0]
    return known(ratio(kept[0], kept[arm]), label, above(HELPS), arm="prelu", note=note)


TRIALS = (
    Trial(
        id="prelu.unclear",
        kind="training",
        policy="shared",
        prediction=N_(
            "In one case at least a learned slope lowers the training loss by more than a factor of 1.25, and in "
            "another it does not."
        ),
        method=N_(
            "PReLU with one slope per layer, learned at the rate of the weights from 0.25 and from 1, "
            "against Leaky ReLU with a fixed slope of 0.25. Networks with 3 or 4 hidden layers of 32 units, "
            "SGD, on three data sets: loss with the fixed slope over loss with the learned one, geometric "
            "mean over the seeds."
        ),
        measure=measure_learning,
        chart=Chart(
            N_("loss with a fixed slope, relative to a learned one"),
            log=True,
            lines=((1.0, N_("no difference")), (HELPS, N_("margin"))),
        ),
        knobs=(
            Knob("start", N_("start of the learned slope"), FIXED, low=-1.0, high=1.0),
            Knob(
                "data",
                N_("experiment opened in Race"),
                choices=tuple((name, words) for name, (words, _fields) in TASKS.items()),
            ),
        ),
        flip_words=N_("Start the slope elsewhere: what is learned, and whether it helps, depends on the start."),
        seeds=8,
        experiment=learning,
        explains=N_(
            "On the spirals the loss falls by a factor of four if the slope starts at 0.25, and it rises if it starts "
            "at 1. The learned slopes differ from task to task, and with the start."
        ),
    ),
)
