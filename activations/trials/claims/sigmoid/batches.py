"""The trials of the claims on what inputs off zero cost: paths that zigzag, batches, and the vanishing gradient."""

from collections.abc import Sequence

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.intervals import level, nested, nested_product, ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, agreement, below, known, seeded, steps_ratio, trained, untrained_stack
from activations.trials.measures.linear_unit import paths
from activations.trials.result import LOOKING, Progress
from activations.trials.setups.digits import TARGET, digits
from activations.trials.setups.knobs import choice_knob, rates_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- sigmoid.zigzag ---------------------------------------------------------------------------------------------------

REPEATS = 4  # units a seed: the fastest rates differ little in steps and much in path, so that few would choose by luck


def measure_zigzag(settings: Settings, seeds: Sequence[int]) -> Measurement:
    options = {"weights": settings["weights"], "batch": settings["batch"], "repeats": REPEATS}
    off = yield from paths(settings["inputs"], seeds, span=(0.0, 0.5), **options)
    centred = yield from paths("centred", seeds, span=(0.5, 1.0), **options)
    longer = nested_product([(1, off.cells, off.length), (-1, centred.cells, centred.length)])
    return (
        known(nested("mean", off.cells, measured=off.one_signed), N_("steps that move all weights the same way"),
              above(0.9), arm="sigmoid"),
        known(longer, N_("path, relative to that with centred inputs"), above(1.5), arm="sigmoid"),
        known(nested("geometric", off.cells, measured=off.length), N_("path, in straight lines"), arm="sigmoid"),
        known(nested("geometric", centred.cells, measured=centred.length),
              N_("path with centred inputs, in straight lines"), arm="sigmoid_minus_half"),
        known(nested("ratio", off.cells, centred.cells), N_("steps, relative to those with centred inputs"),
              arm="sigmoid"),
    )  # fmt: skip


# -- sigmoid.batch-mitigates ------------------------------------------------------------------------------------------

LESS = 0.8
PARTS = (
    ("signs", N_("signs of the gradients")),
    ("unit", N_("steps of a linear unit")),
    ("network", N_("steps of a network")),
)
PAIR = (Arm("tanh_plus_one"), Arm("tanh"))
MIN_BATCH = 4  # samples a batch of networks: with fewer they take too long
UNIT_WEIGHTS = 8
NETWORK_SEEDS = 10


def batched(settings: Settings) -> Experiment:
    signs = settings["part"] == "signs"
    return digits(
        (Arm("sigmoid"),) if signs else PAIR,
        settings["depth"],
        batch_size=settings["batch"],
        learning_rate=0.4,
        steps=1500,
    )


def measure_batches(settings: Settings, seeds: Sequence[int]) -> Measurement:
    batch = settings["batch"]
    if settings["part"] == "signs":
        experiment = seeded(batched(settings), seeds)
        stack, found = untrained_stack(experiment, 0), {}
        sizes = sorted({1, 4, batch, experiment.plan().training_size})
        for size in sizes:
            found[size] = agreement(stack, experiment, 1, size)
            yield Progress(done=len(found) / len(sizes), doing=LOOKING)
        label = Text(N_("agreement of the signs, relative to single samples"))
        return (
            known(ratio(found[batch], found[1]), label, below(LESS), arm="sigmoid"),
            *(
                known(level(found[size]), Text(N_("agreement in batches of {batch}"), batch=size), arm="sigmoid")
                for size in sizes
            ),
        )
    grids = {}
    if settings["part"] == "unit":
        small, words = 1, N_("a linear unit, batches of {batch}: steps with inputs off zero, relative to centred ones")
        for place, size in enumerate((small, batch)):
            grids[size] = []
            for half, kind in enumerate(("sigmoid", "centred")):
                start = place / 2 + half / 4
                found = yield from paths(kind, seeds, weights=UNIT_WEIGHTS, batch=size, span=(start, start + 0.25))
                grids[size].append(found.cells)
    else:
        small, words = MIN_BATCH, N_("a network, batches of {batch}: steps with tanh + 1, relative to tanh")
        for place, size in enumerate((small, batch)):
            grid = yield from trained(
                batched({**settings, "batch": size}), seeds[:NETWORK_SEEDS], settings["rates"], threshold=TARGET,
                span=(place / 2, (place + 1) / 2),
            )  # fmt: skip
            grids[size] = [grid.cells(arm, "steps") for arm in range(2)]
    (off, centred), (off_alone, centred_alone) = grids[batch], grids[small]
    change = nested_product([(1, off, None), (-1, centred, None), (-1, off_alone, None), (1, centred_alone, None)])
    label = Text(N_("slow-down by the offset, relative to batches of {batch}"), batch=small)
    return (
        known(change, label, below(LESS), arm="sigmoid"),
        *(known(nested("ratio", *grids[size]), Text(words, batch=size), arm="sigmoid") for size in (small, batch)),
    )


# -- sigmoid.milder ---------------------------------------------------------------------------------------------------

FACTORS = (Arm("sigmoid_minus_half"), Arm("tanh_plus_one"), Arm("tanh"))
INITS = (("lecun", N_("gain 1")), ("matched", N_("matched to each arm")))


def factorial(settings: Settings) -> Experiment:
    return digits(FACTORS, settings["depth"], init=settings["init"], learning_rate=0.4, steps=1500)


def measure_prices(settings: Settings, seeds: Sequence[int]) -> Measurement:
    grid = yield from trained(factorial(settings), seeds, settings["rates"], threshold=TARGET)
    return (
        steps_ratio(grid, 0, 1, above(1.0), label=N_("cost of the slope, relative to that of the offset")),
        steps_ratio(grid, 0, 2, label=N_("cost of the slope: Sigmoid − ½ / Tanh")),
        steps_ratio(grid, 1, 2, label=N_("cost of the offset: Tanh + 1 / Tanh")),
    )


TRIALS = (
    Trial(
        id="sigmoid.zigzag",
        kind="training",
        policy="nested",
        prediction=N_(
            "With sigmoid's outputs as inputs more than 90 % of the steps move all weights of a unit the same way, and "
            "its path is more than 1.5 times as long as with centred inputs."
        ),
        method=N_(
            "A linear unit with 2 weights learns y = w*·x with w* = (1, −1) by SGD, one sample per step; "
            "inputs are sigmoids of normal numbers, or the same less ½. Each at the rate with which it gets "
            "to within 5 % of the distance in the fewest steps. Path: sum of all steps over the straight "
            "line; means over 4 units per seed."
        ),
        measure=measure_zigzag,
        chart=Chart(N_("share, or ratio"), log=True, lines=((1.0, N_("straight, or as with centred inputs")),)),
        knobs=(
            choice_knob(
                "inputs", N_("inputs"), sigmoid=N_("sigmoid's outputs"), centred=N_("sigmoid's outputs less ½")
            ),
            Knob("batch", N_("batch size"), 1, low=1, high=256),
            Knob("weights", N_("weights"), 2, low=2, high=32),
        ),
        flip="batch",
        flip_words=N_(
            "Take batches of 64: the steps become mixed and the path almost straight. (It still takes six times as "
            "many steps as with centred inputs.)"
        ),
        least_seeds=8,
        seeds=48,
        explains=N_(
            "Every step moves both weights the same way, though one must rise and the other fall: the path is about "
            "five times as long as the straight line, with centred inputs about twice."
        ),
    ),
    Trial(
        id="sigmoid.batch-mitigates",
        kind="training",
        policy="nested",
        prediction=N_(
            "In batches of 64 the signs of a unit's gradients agree less than 0.8 times as much as for single samples, "
            "and the slow-down by inputs off zero is less than 0.8 times that of small batches."
        ),
        method=N_(
            "Signs: sigmoid networks with 2 hidden layers of 32 units on the digits, at their start. Steps: a linear "
            "unit with 8 inputs that are sigmoids of normal numbers against the same less ½, batches of 64 against "
            "single samples; and networks with tanh + 1 against tanh, batches of 64 against 4, to a training loss of "
            "0.1. Each at its own tuned rate."
        ),
        measure=measure_batches,
        chart=Chart(N_("agreement, or ratio"), log=True, lines=((LESS, N_("margin")), (1.0, N_("no change")))),
        knobs=(
            Knob("part", N_("what is compared"), choices=PARTS),
            Knob("batch", N_("batch size"), 64, low=5, high=512),
            Knob("depth", N_("hidden layers"), 2, low=2, high=6),
            rates_knob(0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2),
        ),
        cases=tuple(Case(words, {"part": key}) for key, words in PARTS),
        flip="part",
        flip_words=N_(
            "Ask for steps in place of signs: batches take the noise away, but not the stretched valley, so that being "
            "off zero costs relatively more."
        ),
        least_seeds=8,
        seeds=24,
        experiment=batched,
        explains=N_(
            "The signs do mix, but go on agreeing far more than by chance (0.14). The slow-down does not shrink with "
            "the batch: it grows."
        ),
    ),
    Trial(
        id="sigmoid.milder",
        kind="training",
        policy="nested",
        prediction=N_("A slope of ¼ in place of 1 costs more steps than outputs moved off zero."),
        method=N_(
            "Sigmoid − ½ has the small slope alone, tanh + 1 the offset alone, tanh neither. Networks with 4 "
            "hidden layers of 32 units on the digits, SGD, 32 samples per step: steps until the training "
            "loss is 0.1, ratio over the same seeds, geometric mean, each at its own tuned rate. With gain "
            "1, and with the gain matched to each function."
        ),
        measure=measure_prices,
        chart=Chart(N_("ratio of steps"), log=True, lines=((1.0, N_("the same")),)),
        knobs=(
            Knob("init", N_("initial weights"), choices=INITS),
            Knob("depth", N_("hidden layers"), 4, low=1, high=8),
            rates_knob(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8),
        ),
        cases=(
            Case(N_("gain 1")),
            Case(N_("matched gain"), {"init": "matched"}),
        ),
        flip="init",
        flip_words=N_(
            "Match the gain to each function: then the small slope costs nothing, and the offset is all that is left."
        ),
        seeds=8,
        experiment=factorial,
        explains=N_(
            "With gain 1 and 4 layers the slope costs more (with 2 layers it does not). A matched gain cures the "
            "vanishing gradient, while the offset goes on costing twice the steps."
        ),
    ),
)
