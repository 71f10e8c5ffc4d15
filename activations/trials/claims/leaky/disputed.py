"""The trial of the claim that experiments with Leaky ReLU disagree, and what it takes for experiments to disagree."""

from collections.abc import Sequence
from typing import Any

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, error_difference, trained
from activations.trials.measures.disagreement import disagreement
from activations.trials.result import Estimate
from activations.trials.setups.leaky import SLOPE_KNOB, leaky
from activations.trials.trial import Chart, Measurement, Trial

HELPS = 0.005  # of the test samples

TUNED = (0.1, 0.2, 0.4, 0.8, 1.6)
EXPERIMENTS: dict[str, tuple[str, int, tuple[float, ...], dict]] = {  # words, seeds, rates, fields of the Experiment
    "digits": (
        N_("digits, one layer, tuned"), 12, TUNED, {"data": "digits", "noise": 0.0, "widths": (32,), "steps": 300},
    ),
    "moons": (
        N_("moons, two layers, tuned"), 12, TUNED,
        {"data": "moons", "samples": 600, "noise": 0.2, "widths": (16, 16), "steps": 500},
    ),
    "spirals": (
        N_("noisy spirals, two layers, tuned"), 12, TUNED,
        {"data": "spirals", "samples": 600, "noise": 0.25, "widths": (32, 32), "steps": 500},
    ),
    "adam": (
        N_("digits, two layers, Adam at 0.1"), 8, (),
        {"data": "digits", "noise": 0.0, "widths": (32, 32), "steps": 400, "optimizer": "adam", "learning_rate": 0.1},
    ),
}  # fmt: skip


def experiment(settings: Settings) -> Experiment:
    _words, _seeds, rates, fields = EXPERIMENTS[settings["data"]]
    usual: dict[str, Any] = {"learning_rate": rates[1]} if rates else {}
    return Experiment(arms=(Arm("relu"), leaky(settings)), batch_size=32, **usual | fields)


def measure_dispute(settings: Settings, seeds: Sequence[int]) -> Measurement:
    rows: list[Estimate] = []
    for place, (name, (words, count, rates, _fields)) in enumerate(EXPERIMENTS.items()):
        span = (place / len(EXPERIMENTS), (place + 1) / len(EXPERIMENTS))
        grid = yield from trained(experiment(dict(settings, data=name)), seeds[:count], rates, span=span)
        rows.append(error_difference(grid, 0, 1, above(HELPS), label=words))
    return disagreement(rows)


TRIALS = (
    Trial(
        id="leaky.disputed",
        kind="training",
        policy="nested",
        prediction=N_(
            "Leaky ReLU lowers the test error by more than 0.5 percentage points in one of these experiments at least, "
            "and does not in another."
        ),
        method=N_(
            "Test error of ReLU less that of Leaky ReLU after a fixed number of steps, in four experiments, "
            "32 samples per step. In three of them SGD at each arm's own learning rate; in the fourth Adam "
            "at one high rate, at which many ReLUs die."
        ),
        measure=measure_dispute,
        chart=Chart(
            N_("test error, ReLU − Leaky ReLU"),
            percent=True,
            lines=((0.0, N_("no difference")), (HELPS, N_("margin"))),
        ),
        knobs=(
            SLOPE_KNOB,
            Knob(
                "data",
                N_("experiment opened in Race"),
                choices=tuple((name, words) for name, (words, *_rest) in EXPERIMENTS.items()),
            ),
        ),
        flip_words=N_("Take a slope of 0.2: on the noisy spirals it rather hurts, and where ReLUs die it still helps."),
        least_seeds=8,
        seeds=12,
        experiment=experiment,
        explains=N_(
            "Where each has its own learning rate, 0.01 of slope changes nothing. Where ReLUs die by the "
            "dozen it helps by a lot. Which experiment is run decides the result."
        ),
    ),
)
