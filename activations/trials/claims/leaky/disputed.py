"""The trial of the claim that experiments with Leaky ReLU disagree, and what it takes for experiments to disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.claims.leaky.definition import SLOPE_KNOB, leaky
from activations.trials.knob import Knob, Value
from activations.trials.measures import above, error_difference, trained
from activations.trials.result import Estimate
from activations.trials.trial import FAILS, HOLDS, UNDECIDED, Chart, Measurement, Trial

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


def experiment(settings: Mapping[str, Value]) -> Experiment:
    _words, _seeds, rates, fields = EXPERIMENTS[settings["data"]]
    usual = {"learning_rate": rates[1]} if rates else {}
    return Experiment(arms=(Arm("relu"), leaky(settings)), batch_size=32, **usual | fields)


def measure_dispute(settings: Mapping[str, Value], seeds: Sequence[int]) -> Measurement:
    rows: list[Estimate] = []
    for place, (name, (words, count, rates, _fields)) in enumerate(EXPERIMENTS.items()):
        span = (place / len(EXPERIMENTS), (place + 1) / len(EXPERIMENTS))
        grid = yield from trained(experiment(dict(settings, data=name)), seeds[:count], rates, span=span)
        rows.append(error_difference(grid, 0, 1, above(HELPS), label=Text(words)))
    return disagreement(rows)


def disagreement(rows: Sequence[Estimate], logs: bool = False) -> tuple[Estimate, ...]:
    """The rows, which now only show, and one that decides: whether some of them came out for and some against.

    The rows' decisions say in which experiments something helps. The claim that experiments disagree holds if it does
    in one and does not in another; it fails if all agree. The value: the largest of the rows less the smallest (or over
    it, `logs`), with an interval from the nearest ends of their intervals to the farthest.
    """
    found = {row.decision for row in rows}
    decision = HOLDS if {HOLDS, FAILS} <= found else FAILS if len(found) == 1 and UNDECIDED not in found else UNDECIDED
    known = [row for row in rows if row.known]
    shown = [replace(row, decision="") for row in rows]
    if not known:
        return tuple(replace(row, decision=UNDECIDED) for row in shown)
    top, bottom = max(known, key=lambda row: row.value), min(known, key=lambda row: row.value)
    ends = [(top.value, bottom.value), (top.low, bottom.high), (top.high, bottom.low)]
    value, low, high = (one / other if logs else one - other for one, other in ends)
    helped = sum(row.decision == HOLDS for row in rows)
    note = Text(
        N_("It helps in {helped} of {all} experiments, does not in {not_helped}, and {open} cannot tell."),
        helped=helped,
        all=len(rows),
        not_helped=sum(row.decision == FAILS for row in rows),
        open=sum(row.decision == UNDECIDED for row in rows),
    )
    label = Text(N_("largest over smallest") if logs else N_("largest less smallest"))
    return *shown, Estimate(label=label, value=value, low=low, high=high, decision=decision, note=note)


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
            axis=N_("test error, ReLU − Leaky ReLU"),
            percent=True,
            lines=((0.0, N_("no difference")), (HELPS, N_("margin"))),
        ),
        knobs=(
            SLOPE_KNOB,
            Knob(
                name="data",
                label=N_("experiment opened in Race"),
                kind="choice",
                default="digits",
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
