"""The trials of the claims on what sigmoid's outputs are: off zero, and what that does to the signs of gradients."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.functions.properties import FAR_OFF_CENTRE
from activations.language import marked as N_
from activations.language.text import Text
from activations.libraries import sample_sets
from activations.observation.forward_backward import probe
from activations.observation.workspace import Workspace
from activations.training.numerics import steady
from activations.training.stack import NetworkStack
from activations.trials.intervals import Found, level
from activations.trials.knob import Knob, Settings
from activations.trials.measures import LayerStatistics, above, agreement, known, seeded, trained, untrained_stack
from activations.trials.result import LOOKING, Estimate, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import choice_knob
from activations.trials.trial import FAILS, HOLDS, UNDECIDED, Case, Chart, Measurement, Trial

DEPTH_KNOB = Knob("depth", N_("hidden layers"), 2, low=1, high=8)


# -- sigmoid.not-centred ----------------------------------------------------------------------------------------------

CENTRED = (Arm("sigmoid"), Arm("tanh"), Arm("relu"), Arm("elu"), Arm("softplus"))
STEPS = 400


def centring(settings: Settings) -> Experiment:
    first = Arm(settings["function"])
    return digits((first, *(arm for arm in CENTRED if arm != first)), settings["depth"], learning_rate=0.2, steps=STEPS)


def measure_centring(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, last = seeded(centring(settings), seeds), settings["depth"] - 1
    found: dict[tuple[int, int, int], np.ndarray] = {}

    def look(step: int, arm: int, stack: NetworkStack) -> None:
        seen = LayerStatistics(stack, experiment)
        for layer in {0, last}:
            found[arm, step, layer] = seen.off_centre(layer)[: len(seeds)]

    grid = yield from trained(experiment, seeds, look=look, look_every=(0, STEPS))
    rows = []
    for place, arm in enumerate(experiment.arms):
        for layer in sorted({0, last}):
            for step, words in WHEN:
                values = np.where(grid.diverged[place, 0] & (step > 0), np.nan, found[place, step, layer])
                label = Text(words, arm=arm.label, layer=layer + 1)
                rows.append(known(level(values), label, above(FAR_OFF_CENTRE) if place == 0 else None, arm=arm.key))
    return tuple(rows)


WHEN = (
    (0, N_("{arm}, layer {layer}, at the start")),
    (STEPS, N_("{arm}, layer {layer}, after 400 steps")),
)


# -- sigmoid.same-sign ------------------------------------------------------------------------------------------------

SIGNED = tuple(
    Arm(key)
    for key in (
        "sigmoid", "bipolar_sigmoid", "sigmoid_minus_half", "tanh", "tanh_plus_one", "relu", "leaky_relu", "elu",
        "softplus",
    )
)  # fmt: skip
SIGNED_STEPS = 300


def signs(settings: Settings) -> Experiment:
    first = Arm(settings["function"])
    return digits(
        (first, *(arm for arm in SIGNED if arm != first)), settings["depth"], learning_rate=0.2, steps=SIGNED_STEPS
    )


def all_alike(found: Found) -> str:
    """Claims of every single gradient: one exception decides against them."""
    if not found.low <= found.high:
        return UNDECIDED
    return HOLDS if found.value == 1 else FAILS


def measure_signs(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment, batch = seeded(signs(settings), seeds), settings["batch"]
    found: dict[tuple[int, int], np.ndarray] = {}
    positive = {}

    def look(step: int, arm: int, stack: NetworkStack) -> None:
        found[arm, step] = agreement(stack, experiment, 1, batch)[: len(seeds)]
        if step == 0:
            parts = [LayerStatistics(stack, experiment, one, 1).positive(1)[: len(seeds)] for one in range(8)]
            positive[arm] = np.mean(parts, axis=0)

    for place in range(1, len(experiment.arms)):
        look(0, place, untrained_stack(experiment, place))
        yield Progress(done=0.1, doing=LOOKING)
    grid = yield from trained(
        replace(experiment, arms=experiment.arms[:1]), seeds, look=look, look_every=(0, SIGNED_STEPS), span=(0.1, 1.0)
    )
    rows: list[Estimate] = []
    for place, arm in enumerate(experiment.arms):
        for step, words in ((0, N_("{arm}, at the start")), (SIGNED_STEPS, N_("{arm}, after 300 steps"))):
            if place and step:
                continue
            values = found[place, step]
            if step:
                values = np.where(grid.diverged[0, 0], np.nan, values)
            decide = None if place else all_alike
            rows.append(known(level(values), Text(words, arm=arm.label), decide, arm=arm.key))
    rows.insert(
        2, known(level(positive[0]), N_("share of its gradients that are positive"), arm=experiment.arms[0].key)
    )
    return tuple(rows)


# -- sigmoid.zero-mean-mixes ------------------------------------------------------------------------------------------

LOOKED_AT = 128  # samples, one at a time
MIXED = 0.99


def mixing(settings: Settings) -> Experiment:
    data = settings["data"]
    return Experiment(
        arms=(Arm("sigmoid"),), data=data, noise=0.0 if data == "digits" else 0.03, samples=1024, widths=(32, 32),
        batch_size=1,
    )  # fmt: skip


def measure_mixing(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=LOOKING)
    experiment = seeded(mixing(settings), seeds)
    stack, data = untrained_stack(experiment, 0), experiment.plan().data
    inputs, targets = data.x_train[:LOOKED_AT].T, stack.targets(data, data.y_train[:LOOKED_AT])
    both, alike = first_layer_signs(stack, inputs, targets)
    rows = [
        known(level(both), N_("gradients of both signs"), above(MIXED), arm="sigmoid"),
        known(level(alike), N_("agreement of the signs"), arm="sigmoid"),
    ]
    if settings["data"] == "digits":
        yield Progress(done=0.5, doing=LOOKING, rows=tuple(rows))
        x, y = sample_sets().load_digits(return_X_y=True)
        both, alike = first_layer_signs(stack, x[:LOOKED_AT].T / 16, stack.targets(data, y[:LOOKED_AT]))
        rows += [
            known(level(both), N_("gradients of both signs, pixels from 0 to 1"), arm="sigmoid"),
            known(level(alike), N_("agreement of the signs, pixels from 0 to 1"), arm="sigmoid"),
        ]
    return tuple(rows)


def first_layer_signs(stack: NetworkStack, inputs: np.ndarray, targets) -> tuple[np.ndarray, np.ndarray]:
    """Of the gradients of a unit's weights from one sample: share of (unit, sample) pairs with both signs, and mean
    agreement |#pos − #neg| / (#pos + #neg); both [networks]. Pairs with no gradient but 0 are left out.
    """
    with steady():
        columns, wanted = (torch.as_tensor(np.array(one), dtype=stack.dtype) for one in (inputs, targets))
        seen = probe(stack, columns, wanted, Workspace(), {})
        some, mixed, alike = (torch.zeros(len(seen.loss), dtype=torch.float64) for _ in range(3))
        for sample in range(columns.shape[1]):
            gradient: Tensor = (
                seen.product_gradient[0][:, :, sample, None] * columns[:, sample]
            )  # [networks, units, in]
            up, down = (gradient > 0).sum(-1), (gradient < 0).sum(-1)
            counted = (up + down) > 0
            some += counted.sum(1)
            mixed += ((up > 0) & (down > 0)).sum(1)
            alike += ((up - down).abs() / (up + down).clamp(min=1)).sum(1)
    return (mixed / some).numpy(), (alike / some).numpy()


TRIALS = (
    Trial(
        id="sigmoid.not-centred",
        kind="statistic",
        policy="shared",
        prediction=N_("The mean of a unit's output is more than one standard deviation away from 0."),
        method=N_(
            "Networks with 2 hidden layers of 32 units on the digits, at their start (matched to each function) and "
            "after 400 steps of SGD with rate 0.2. Of every unit: |mean| / standard deviation of its output over 512 "
            "samples; the median over the units, the mean over the seeds."
        ),
        measure=measure_centring,
        chart=Chart(N_("|mean| / standard deviation of a unit's output"), lines=((FAR_OFF_CENTRE, N_("margin")),)),
        knobs=(
            choice_knob(
                "function", N_("function"), sigmoid="Sigmoid", sigmoid_minus_half=N_("Sigmoid − ½"), tanh="Tanh"
            ),
            DEPTH_KNOB,
        ),
        flip="function",
        flip_words=N_("Take ½ away from sigmoid: its outputs are centred."),
        seeds=12,
        experiment=centring,
        explains=N_(
            "Sigmoid's lines lie right of the margin, before and after training; tanh's near 0. The margin is stricter "
            "than that of the claim on ReLU, 0.3 standard deviations: sigmoid is off zero by more than it varies, ReLU "
            "by less, and yet clearly."
        ),
    ),
    Trial(
        id="sigmoid.same-sign",
        kind="statistic",
        policy="shared",
        prediction=N_("For one sample, the gradients of all weights of a unit have the same sign, without exception."),
        method=N_(
            "Networks with 2 hidden layers of 32 units on the digits, at their start and after 300 steps of SGD with "
            "rate 0.2. For every unit of the second layer and one sample at a time: by how much the signs of its 32 "
            "weights' gradients agree (1: all the same; by chance 0.14). Units whose gradients are all 0 are left out."
        ),
        measure=measure_signs,
        chart=Chart(N_("agreement of the signs"), lines=((0.14, N_("by chance")), (1.0, N_("all the same")))),
        knobs=(
            Knob("function", N_("function of the layer below"), choices=tuple((arm.key, arm.label) for arm in SIGNED)),
            Knob("batch", N_("batch size"), 1, low=1, high=1024),
            replace(DEPTH_KNOB, low=2),
        ),
        flip="function",
        flip_words=N_(
            "Take a function with outputs of both signs, if only sigmoid less ½: the signs are as mixed as by chance."
        ),
        seeds=8,
        experiment=signs,
        explains=N_(
            "All functions without negative outputs are at 1, ReLU included. The sign itself is positive as often as "
            "negative: the note's “positive” is wrong."
        ),
    ),
    Trial(
        id="sigmoid.zero-mean-mixes",
        kind="statistic",
        prediction=N_(
            "With zero-mean inputs, a sample's gradients of a unit's weights have both signs in 99 % of cases."
        ),
        method=N_(
            "The first layer of networks with sigmoid at their start, 128 samples, one at a time: the share of pairs "
            "of unit and sample for which the gradients of the unit's weights have both signs. The digits with 64 "
            "inputs and the spirals with 2, both with zero-mean inputs; and the digits with pixels from 0 to 1."
        ),
        measure=measure_mixing,
        chart=Chart(
            N_("share of pairs of unit and sample, or agreement"), percent=True, lines=((MIXED, N_("margin")),)
        ),
        knobs=(choice_knob("data", N_("data"), digits=N_("handwritten digits"), spirals=N_("two spirals")),),
        cases=(
            Case(N_("digits, 64 inputs")),
            Case(N_("spirals, 2 inputs"), {"data": "spirals"}),
        ),
        flip="data",
        flip_words=N_(
            "Take data with two inputs: their mean is 0 as well, but half of the samples have two inputs of one sign."
        ),
        seeds=12,
        experiment=mixing,
        explains=N_(
            "With 64 centred pixels every sample has both signs. With 2 inputs only about half of them have: what "
            "counts are the signs within a sample, not the mean over the data."
        ),
    ),
)
