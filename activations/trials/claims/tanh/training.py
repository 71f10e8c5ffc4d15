"""The trials of the claims on tanh against sigmoid: what centring is worth, and what saturation costs."""

from collections.abc import Sequence
from dataclasses import replace

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.surgery import set_biases
from activations.trials.intervals import level, ratio
from activations.trials.knob import Knob, Settings
from activations.trials.measures import (
    LayerStatistics,
    above,
    below,
    fact,
    known,
    seeded,
    steps_ratio,
    trained,
    untrained_stack,
)
from activations.trials.measures.facts import slope
from activations.trials.result import LOOKING, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.knobs import rates_knob
from activations.trials.trial import Chart, Measurement, Trial

PAIR = (Arm("tanh"), Arm("sigmoid"))

# -- tanh.fixes-centring ----------------------------------------------------------------------------------------------

SHIFTED = (Arm("tanh"), Arm("tanh_plus_one"), Arm("sigmoid"))


def centring(settings: Settings) -> Experiment:
    return digits(SHIFTED, settings["depth"], batch_size=settings["batch"], learning_rate=0.2, steps=1500)


def measure_centring(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = seeded(centring(settings), seeds)
    agreed = [
        LayerStatistics(untrained_stack(experiment, place), experiment).agreement_by_sample(1) for place in range(3)
    ]
    note = Text(
        N_("Agreement: tanh {tanh:.2f}, tanh + 1 {shifted:.2f}, sigmoid {sigmoid:.2f}; by chance {chance:.2f}."),
        tanh=agreed[0].mean(),
        shifted=agreed[1].mean(),
        sigmoid=agreed[2].mean(),
        chance=0.14,
    )
    signs = known(
        ratio(agreed[2], agreed[0]), N_("agreement of signs: sigmoid / tanh"), above(1.25), arm="sigmoid", note=note
    )
    yield Progress(done=0.05, doing=LOOKING, rows=(signs,))
    training = replace(experiment, arms=SHIFTED[:2])
    grid = yield from trained(training, seeds, settings["rates"], threshold=0.1, span=(0.05, 1.0))
    label = Text(N_("steps to the target: tanh + 1 / tanh"))
    return signs, steps_ratio(grid, 1, 0, above(1.25), label=label)


# -- tanh.still-saturates ---------------------------------------------------------------------------------------------


def still(settings: Settings) -> Experiment:
    push = settings["bias"]
    acts = (Intervention(step=0, do="bias", arms=(0, 1), value=push),) if push else ()
    return digits(PAIR, interventions=acts)


STARTS = (
    ("matched", N_("{arm}: gradient of the first of {depth} layers, relative to the last, matched start")),
    ("torch", N_("{arm}: gradient of the first of {depth} layers, relative to the last, PyTorch's start")),
)


def measure_vanishing(settings: Settings, seeds: Sequence[int]) -> Measurement:
    push, depth = settings["bias"], settings["depth"]
    experiment = seeded(still(settings), seeds)
    deep = replace(experiment, widths=(32,) * depth, interventions=())
    heavy = replace(experiment, widths=(32,) * 4, init="gain", init_gain=4.0, interventions=())
    slopes, gradients, through = [], [], []
    filled = []
    for place, arm in enumerate(PAIR):
        decides = place == 0
        share = (slope(arm.entry.function, push) / slope(arm.entry.function, 0.0)).item()
        label = Text(N_("{arm}: slope at {z:g}, relative to the one at 0"), arm=arm.label, z=push)
        slopes.append(fact(label, share, share < 0.01 if decides else None, arm=arm.key))
        stack = untrained_stack(experiment, place)
        free = LayerStatistics(stack, experiment).weight_gradient(0)
        set_biases(stack, 0, push)
        found = ratio(LayerStatistics(stack, experiment).weight_gradient(0), free)
        label = Text(N_("{arm}: gradient of its weights with biases of {z:g}, relative to biases of 0"), arm=arm.label,
                     z=push)  # fmt: skip
        gradients.append(known(found, label, below(0.1) if decides else None, arm=arm.key))
        for init, words in STARTS if decides else STARTS[:1]:
            network = replace(deep, init=init)
            seen = LayerStatistics(untrained_stack(network, place), network)
            found = level(seen.z_gradient(0) / seen.z_gradient(depth - 1), "geometric")
            through.append(known(found, Text(words, arm=arm.label, depth=depth), arm=arm.key))
        filled.append(
            sum(LayerStatistics(untrained_stack(heavy, place), heavy).saturated(layer).mean() for layer in range(4)) / 4
        )
        yield Progress(done=(place + 1) / 2, doing=LOOKING, rows=tuple(slopes + gradients))
    note = Text(
        N_("With weights of gain 4 in 4 layers {tanh:.0%} of tanh's pre-activations are saturated, and {sigmoid:.0%} "
          "of sigmoid's."),
        tanh=filled[0],
        sigmoid=filled[1],
    )  # fmt: skip
    slopes[0] = replace(slopes[0], note=note)
    return tuple(slopes + gradients + through)


TRIALS = (
    Trial(
        id="tanh.fixes-centring",
        kind="training",
        policy="nested",
        prediction=N_(
            "The signs of a unit's weight gradients agree more than 1.25 times as much with sigmoid as with tanh, and "
            "tanh + 1, which is tanh as little centred as sigmoid, needs more than 1.25 times the steps of tanh."
        ),
        method=N_(
            "Networks with hidden layers of 32 units on the digits. At their start: |positive − negative| / "
            "all of the signs of the gradients that one sample gives the weights of a unit of the second "
            "layer. Then training (SGD, 32 samples per step) until the training loss is 0.1: steps with tanh "
            "+ 1 over steps with tanh, each at its own learning rate, geometric mean over the seeds."
        ),
        measure=measure_centring,
        chart=Chart(
            N_("not centred, relative to centred"),
            log=True,
            lines=((1.0, N_("no difference")), (1.25, N_("margin"))),
        ),
        knobs=(
            Knob("depth", N_("hidden layers"), 4, low=1, high=8),
            Knob("batch", N_("batch size"), 32, low=1, high=512),
            rates_knob(0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
        ),
        flip="depth",
        flip_words=N_("Take fewer layers: the fewer there are, the less it matters that their outputs are centred."),
        seeds=8,
        experiment=centring,
        explains=N_(
            "With tanh the signs are mixed as by chance, and that alone saves half of the steps. Only “to some "
            "extent”: the saturation stays."
        ),
    ),
    Trial(
        id="tanh.still-saturates",
        kind="property",
        prediction=N_(
            "At a pre-activation of 5 the slope of tanh is less than 1 % of the one at 0, and units pushed there get "
            "less than a tenth of the gradient."
        ),
        method=N_(
            "Autograd's slope at 5. Networks with one hidden layer of 32 units on the digits, at their start: the "
            "gradient of its weights with all biases at 5, relative to biases of 0; geometric mean over the seeds. "
            "Sigmoid beside it, and how much of the gradient a deep network passes back to its first layer."
        ),
        measure=measure_vanishing,
        chart=Chart(
            N_("slope or gradient, relative to unsaturated units or the last layer"),
            log=True,
            lines=((0.01, "1 %"), (0.1, N_("a tenth"))),
        ),
        knobs=(
            Knob("bias", N_("pushed to"), 5.0, low=0.0, high=9.0),
            Knob("depth", N_("layers of the deep network"), 16, low=2, high=32),
        ),
        flip="bias",
        flip_words=N_("Push less far: near 0 the slope of tanh is almost 1."),
        seeds=16,
        experiment=still,
        explains=N_(
            "Both lines of tanh lie left of their margins, and far left of those of sigmoid: tanh saturates at half "
            "the pre-activation. Deep networks are another matter: there the start decides."
        ),
    ),
)
