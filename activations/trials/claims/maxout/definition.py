"""The trials of the claims on what Maxout is: its form, ReLU as a special case, its parameters."""

from collections.abc import Sequence

import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.functions.entries.multi_piece import maxout
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.trials.knob import Knob, Settings
from activations.trials.measures import fact, seeded, untrained_stack
from activations.trials.result import CHECKING, Progress
from activations.trials.setups.knobs import choice_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

PAIRS = 10_000


# -- maxout.form ------------------------------------------------------------------------------------------------------


def measure_form(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    pieces, draws = settings["pieces"], seeded_torch("maxout.form", seeds[0])
    # multiples of 1/64: sums of them are exact, so that the two forms must agree to the bit
    z = torch.round(64 * torch.randn(PAIRS, pieces, dtype=torch.float64, generator=draws)) / 64
    chained = z[:, 0]
    for piece in range(1, pieces):
        chained = chained + torch.relu(z[:, piece] - chained)
    wrong = int((maxout(z) != chained).sum())
    x, y = 4 * torch.rand(2, PAIRS, dtype=torch.float64, generator=draws) - 2
    slopes, offsets = torch.randn(2, pieces, dtype=torch.float64, generator=draws)
    unit = lambda points: maxout(points[:, None] * slopes + offsets)  # noqa: E731
    bent = int((unit((x + y) / 2) > (unit(x) + unit(y)) / 2 + 1e-12).sum())
    apart = int((maxout(torch.cat([z[:, :1], z[:, 1:] + 1], dim=1)) != maxout(z)).sum())
    label = Text(N_("pairs of 10,000 at which max(z₁, z₂) is not z₁ + ReLU(z₂ − z₁)"))
    return (
        fact(label, wrong / PAIRS, wrong == 0, arm="maxout"),
        fact(N_("pairs of points between which a unit bends downwards, which nothing convex does"),
             bent / PAIRS, bent == 0, arm="maxout"),
        fact(N_("outputs that change with z₂ alone, which f(z₁) could not follow"),
             apart / PAIRS, apart > 0, arm="maxout"),
        fact(N_("largest error of a unit set to |x|"), error_of_absolute(pieces), arm="maxout"),
        fact(Text(N_("largest error of a unit of {pieces} lines set to x², on [−1, 1]"), pieces=pieces),
             error_of_square(pieces), arm="maxout"),
    )  # fmt: skip


GRID = torch.linspace(-1, 1, 4001, dtype=torch.float64)


def error_of_absolute(pieces: int) -> float:
    slopes = torch.linspace(-1, 1, pieces, dtype=torch.float64)  # lines through 0; those between never win
    return (maxout(GRID[:, None] * slopes) - GRID.abs()).abs().max().item()


def error_of_square(pieces: int) -> float:
    """Tangents of x² at evenly spaced points, all lifted so that they err as far above as below: 1 / (2 k²)."""
    at = (2 * torch.arange(pieces, dtype=torch.float64) + 1) / pieces - 1
    tangents = 2 * at * GRID[:, None] - at.square() + 1 / (2 * pieces**2)
    return (maxout(tangents) - GRID.square()).abs().max().item()


# -- maxout.relu-special ----------------------------------------------------------------------------------------------

SAMPLES, INPUTS, UNITS = 1000, 5, 7
OUTPUTS = SAMPLES * UNITS


def measure_special(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    draws = seeded_torch("maxout.relu", seeds[0])
    x, w2 = torch.randn(SAMPLES, INPUTS, generator=draws), torch.randn(INPUTS, UNITS, generator=draws)
    b2 = torch.randn(UNITS, generator=draws)
    w1, b1 = torch.zeros_like(w2), torch.full_like(b2, settings["b1"])
    same = different(x, (w1, b1), (w2, b2), torch.relu)
    leaky = different(x, (0.01 * w2, 0.01 * b2), (w2, b2), lambda z: torch.nn.functional.leaky_relu(z, 0.01))
    absolute = different(x, (-w2, -b2), (w2, b2), torch.abs)
    first = w1.clone().requires_grad_()
    with torch.enable_grad():
        outputs = maxout(torch.stack([x @ first + b1, x @ w2 + b2], dim=-1))
        (gradient,) = torch.autograd.grad(outputs.sum(), first)
    return (
        fact(N_("outputs of 7,000 that differ from ReLU"), same / OUTPUTS, same == 0, arm="maxout"),
        fact(N_("w₁ = 0.01 w₂: outputs that differ from Leaky ReLU by more than rounding"), leaky / OUTPUTS,
             arm="leaky_relu"),
        fact(N_("w₁ = −w₂: outputs that differ from |z|"), absolute / OUTPUTS, arm="maxout"),
        fact(N_("weights w₁ that get a gradient, so that the first step ends the likeness"),
             (gradient != 0).double().mean().item(), arm="maxout"),
    )  # fmt: skip


def different(x: Tensor, one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor], function) -> int:
    """Outputs of max(x W1 + b1, x W2 + b2) that are not function(x W2 + b2); to the bit where the function rounds not.

    For Leaky ReLU both sides round the small slope in their own way.
    """
    z1, z2 = (x @ weight + bias for weight, bias in (one, other))
    found, wanted = maxout(torch.stack([z1, z2], dim=-1)), function(z2)
    rounding = 0.0 if function in (torch.relu, torch.abs) else 1e-6
    return int((~torch.isclose(found, wanted, rtol=0.0, atol=rounding)).sum())


# -- maxout.doubles ---------------------------------------------------------------------------------------------------


def counted(settings: Settings) -> Experiment:
    arms = (Arm("relu"), Arm("maxout", k=settings["pieces"]))
    widths = (settings["width"],) * settings["depth"]
    return Experiment(arms=arms, data=settings["data"], noise=0.0, widths=widths, batch_size=32)


def measure_parameters(settings: Settings, seeds: Sequence[int]) -> Measurement:
    experiment = seeded(counted(settings), seeds)
    layers = []
    for place in range(2):
        stack = untrained_stack(experiment, place)
        layers.append([layer.weight[0].numel() + layer.bias[0].numel() for layer in stack.layers])
        yield Progress(done=(place + 1) / 2, doing=CHECKING)
    plain, several = map(sum, layers)
    agree = (plain, several) == tuple(arm.weights for arm in experiment.plan().arms)  # counted twice
    ratio = several / plain
    note = Text(N_("{several:,} numbers against {plain:,}"), several=several, plain=plain)
    hidden = sum(layers[1][:-1]) / sum(layers[0][:-1])
    return (
        fact(N_("all parameters"), ratio, agree and 1.7 <= ratio <= 2, arm="maxout", note=note),
        fact(N_("of the hidden layers"), hidden, arm="maxout"),
        fact(N_("of the output layer"), layers[1][-1] / layers[0][-1], arm="maxout"),
    )


PIECES_KNOB = Knob("pieces", N_("lines per unit"), 2, low=2, high=8)
TRIALS = (
    Trial(
        id="maxout.form",
        kind="identity",
        prediction=N_(
            "The maximum of two lines is z₁ + ReLU(z₂ − z₁) for all pairs, it is convex, and it depends on both."
        ),
        method=N_(
            "10,000 random pairs of pre-activations, and 10,000 pairs of points of a unit with random lines. Beside it "
            "how well a unit can be set to |x|, and to x² by tangents."
        ),
        measure=measure_form,
        chart=Chart(N_("share of pairs, or error")),
        knobs=(PIECES_KNOB,),
        explains=N_("No pair breaks the rule, and all outputs that z₂ decides show that Maxout is not one f(wx + b)."),
    ),
    Trial(
        id="maxout.relu-special",
        kind="identity",
        prediction=N_("With w₁ = 0 and b₁ = 0 every output of Maxout equals that of ReLU, to the bit."),
        method=N_(
            "1,000 random samples through 7 units of 5 inputs, as Maxout and as ReLU of the second line: the share of "
            "outputs that differ. Beside it two more functions that Maxout contains."
        ),
        measure=measure_special,
        chart=Chart(N_("share of outputs, or of weights"), percent=True),
        knobs=(Knob("b1", N_("b₁"), 0.0, low=-10.0, high=10.0),),
        flip="b1",
        flip_words=N_("Give the first line a height b₁ other than 0: the kink moves, and it is not ReLU any more."),
        explains=N_(
            "No output differs. Only training tells them apart: Maxout's w₁ gets a gradient, ReLU's 0 does not."
        ),
    ),
    Trial(
        id="maxout.doubles",
        kind="identity",
        prediction=N_("A network of Maxout has between 1.7 and 2 times the parameters of one of ReLU."),
        method=N_(
            "All weights and biases of networks with equally many units, counted in the networks themselves and by "
            "the formula Σ k (inputs + 1) units. Storage grows by the same factor."
        ),
        measure=measure_parameters,
        chart=Chart(N_("parameters, relative to ReLU"), lines=((1.0, N_("as many")), (2.0, N_("twice as many")))),
        knobs=(
            PIECES_KNOB,
            Knob("depth", N_("hidden layers"), 2, low=1, high=8),
            Knob("width", N_("units per layer"), 16, low=1, high=128),
            choice_knob("data", N_("data"), digits=N_("handwritten digits"), spirals=N_("two spirals")),
        ),
        cases=(
            Case(N_("64 inputs, 16 and 16 units, 10 outputs")),
            Case(N_("64 inputs, 8 units, 10 outputs"), {"depth": 1, "width": 8}),
            Case(N_("2 inputs, 12 and 12 units, 1 output"), {"data": "spirals", "width": 12}),
        ),
        flip="pieces",
        flip_words=N_("Take units of three lines: hidden layers have k times the parameters, not always twice."),
        experiment=counted,
        explains=N_("Hidden layers double exactly; the output layer stays, so that the whole stays a little under 2."),
    ),
)
