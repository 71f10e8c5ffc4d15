"""The trials of the claims on what sigmoid is: its formula, its range, what it means, and what exp() costs."""

from collections.abc import Sequence

import sympy
import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, fact, known
from activations.trials.measures.facts import DTYPES, Z, first_where, formula, identical, slope_formula
from activations.trials.measures.timing import cost_ratio, cost_row, forward, forward_backward, timed, train_step
from activations.trials.result import CHECKING, Progress
from activations.trials.setups.knobs import choice_knob, dtype_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- sigmoid.formula --------------------------------------------------------------------------------------------------

ROUNDINGS = 4  # spacings of neighbouring numbers that the computed value may be off: exp, sum and quotient all round
POINTS = 600_001


def measure_formula(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    x = torch.linspace(-80, 80, POINTS, dtype=torch.float64).to(DTYPES[settings["dtype"]])
    worst = roundings(torch.sigmoid(x), 1 / (1 + torch.exp(-x.double())))
    yield Progress(done=0.2, doing=CHECKING)
    sigma = formula("sigmoid")
    same = identical(sympy.diff(sigma, Z), sigma * (1 - sigma)) and identical(slope_formula("sigmoid"), sigma.diff(Z))
    yield Progress(done=0.8, doing=CHECKING)
    steepest = sympy.diff(sigma, Z).subs(Z, 0)
    # σ(1 − σ) = ¼ − (σ − ½)²: nowhere above ¼
    bounded = identical(sympy.Rational(1, 4) - (sigma - sympy.Rational(1, 2)) ** 2, sigma * (1 - sigma))
    return (
        fact(N_("largest error of torch.sigmoid, in spacings of neighbouring numbers"), worst, worst <= ROUNDINGS,
             arm="sigmoid"),
        fact(N_("σ′ and σ(1 − σ) differ, by sympy (0: no, 1: yes)"), not same, same, arm="sigmoid"),
        fact(N_("largest slope, σ′(0)"), float(steepest), bounded and steepest == sympy.Rational(1, 4),
             arm="sigmoid"),
    )  # fmt: skip


def roundings(found: Tensor, exact: Tensor) -> float:
    """The largest error, in spacings of the numbers of `found`'s format at the exact value (float64)."""
    near = exact.to(found.dtype)
    spacing = (torch.nextafter(near, torch.full_like(near, 2.0)).double() - near.double()).abs()
    return ((found.double() - exact).abs() / spacing).max().item()


# -- sigmoid.range ----------------------------------------------------------------------------------------------------

FORMATS = (("exact", N_("exact arithmetic")), *((name, name) for name in ("float64", "float32", "bfloat16", "float16")))
NEAR = 0.01


def measure_range(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    x = torch.linspace(-100, 100, 20_001, dtype=torch.float64)
    far = x.abs() >= 10
    if settings["dtype"] == "exact":
        # 0 < σ < 1 for all real x, since exp(−x) > 0; in numbers as far as they go: e^−|x| for the smaller of σ, 1 − σ
        sigma = formula("sigmoid")
        inside = bool((1 / sigma - 1).simplify().is_positive)
        ends = [sympy.limit(sigma, Z, end) for end in (-sympy.oo, sympy.oo)]
        reached = 0.0 if inside and ends == [0, 1] else 1.0
        off = (torch.exp(-x.abs()) / (1 + torch.exp(-x.abs())))[far].max().item()
        note = Text(N_("0 and 1 are the limits, and no number reaches them."))
    else:
        dtype = DTYPES[settings["dtype"]]
        y = torch.sigmoid(x.to(dtype)).double()
        reached = ((y <= 0) | (y >= 1)).double().mean().item()
        off = (y - (x > 0).double()).abs()[far].max().item()
        one = first_where(lambda z: torch.sigmoid(z) == 1, 200.0, dtype)
        zero = first_where(lambda z: torch.sigmoid(-z) == 0, 2000.0, dtype)
        note = Text(N_("1 from x = {one:.2f} on, 0 from x = −{zero:.2f} down."), one=one, zero=zero)
    return (
        fact(N_("inputs from −100 to 100 with σ(x) = 0 or 1"), reached, reached == 0, arm="sigmoid", note=note),
        fact(N_("largest distance from 0 or 1 for |x| ≥ 10"), off, off < NEAR, arm="sigmoid"),
    )


# -- sigmoid.interpretable --------------------------------------------------------------------------------------------

EXACT = 1e-12
DRAWS, INPUTS = 20, 4


def measure_meaning(settings: Settings, seeds: Sequence[int]) -> Measurement:
    yield Progress(done=0.0, doing=CHECKING)
    off = max(posterior_off(draw, settings["covariances"] == "equal") for draw in range(DRAWS))
    yield Progress(done=0.5, doing=CHECKING)
    source = seeded_torch("meaning")
    z = torch.randn(10_000, 2, dtype=torch.float64, generator=source) * 5
    two = (torch.softmax(z, 1)[:, 0] - torch.sigmoid(z[:, 0] - z[:, 1])).abs().max().item()
    return (
        fact(N_("probability of a class: largest difference from the best σ(w·x + b)"), off, off < EXACT,
             arm="sigmoid"),
        fact(N_("softmax of two outputs: largest difference from σ(z₁ − z₂)"), two, two < EXACT, arm="sigmoid"),
        fact(N_("change of a network's output when a hidden unit comes to mean the opposite"), mirrored(),
             arm="sigmoid"),
    )  # fmt: skip


def posterior_off(draw: int, equal: bool) -> float:
    """Two normal classes: how far the probability of one of them is from σ of the linear function that fits it best."""
    source = seeded_torch("posterior", draw)
    mixing = torch.randn(2, INPUTS, INPUTS, dtype=torch.float64, generator=source)
    covariances = mixing @ mixing.transpose(1, 2) / INPUTS + 0.5 * torch.eye(INPUTS, dtype=torch.float64)
    if equal:
        covariances[1] = covariances[0]
    means = torch.randn(2, INPUTS, dtype=torch.float64, generator=source)
    x = torch.randn(500, INPUTS, dtype=torch.float64, generator=source) * 1.5
    densities = [
        torch.distributions.MultivariateNormal(*of, validate_args=False) for of in zip(means, covariances, strict=True)
    ]
    odds = densities[1].log_prob(x) - densities[0].log_prob(x)
    columns = torch.cat((x, torch.ones(len(x), 1, dtype=x.dtype)), 1)
    fit = columns @ torch.linalg.lstsq(columns, odds[:, None]).solution
    return (torch.sigmoid(odds) - torch.sigmoid(fit[:, 0])).abs().max().item()


def mirrored() -> float:
    """σ(−z) = 1 − σ(z): a unit with all its weights turned round, and what follows put right."""
    source = seeded_torch("mirrored")
    first, bias, last, x = (
        torch.randn(shape, dtype=torch.float64, generator=source) for shape in ((32, 8), (32,), (32,), (1000, 8))
    )
    before = torch.sigmoid(x @ first.T + bias) @ last
    after = torch.sigmoid(-(x @ first.T + bias)) @ -last + last.sum()
    return (after - before).abs().max().item()


# -- sigmoid.exp-cost -------------------------------------------------------------------------------------------------

COST_MARGIN = {"function": 1.25, "gradient": 1.25, "step": 1.05}
PARTS = (
    ("function", N_("the function alone")),
    ("gradient", N_("the function and its gradient")),
    ("step", N_("a training step")),
)
ROUNDS = 201
TIMED = (Arm("sigmoid"), Arm("tanh"), Arm("elu"))


def measure_cost(settings: Settings, seeds: Sequence[int]) -> Measurement:
    part, count = settings["part"], settings["elements"]
    arms = (Arm("relu"), *TIMED)
    if part == "step":
        candidates = {arm.key: train_step(arm, settings["width"]) for arm in arms}
    else:
        candidates = {arm.key: (forward if part == "function" else forward_backward)(arm, count) for arm in arms}
    if part == "function":
        z = torch.randn(count, generator=torch.Generator().manual_seed(0))
        candidates["exp"] = lambda: torch.exp(z)
    times = yield from timed(candidates, ROUNDS)
    rows = [cost_row(times, arm, above(COST_MARGIN[part]) if arm.key == "sigmoid" else None) for arm in TIMED]
    if part == "function":
        rows.append(known(cost_ratio(times, "exp", "relu"), "exp"))
    return tuple(rows)


TRIALS = (
    Trial(
        id="sigmoid.formula",
        kind="identity",
        prediction=N_("The computed sigmoid follows the formula, and its slope is σ(1 − σ), at most ¼."),
        method=N_(
            "PyTorch's sigmoid against the formula in float64 at 600,001 points from −80 to 80: an error of up to 4 "
            "spacings of neighbouring numbers is allowed. The slope by sympy."
        ),
        measure=measure_formula,
        chart=Chart(N_("error, or slope")),
        knobs=(dtype_knob("float32", "bfloat16", "float16"),),
        flip="dtype",
        flip_words=N_(
            "In bfloat16 and float16 the formula is followed as well, to the spacing that their few digits allow."
        ),
        explains=N_("The formulas are the same. A slope of at most ¼ is what makes gradients small in deep networks."),
    ),
    Trial(
        id="sigmoid.range",
        kind="identity",
        prediction=N_("Every σ(x) lies between 0 and 1, without 0 and 1, and within 0.01 of one of them for |x| ≥ 10."),
        method=N_(
            "Exact arithmetic by sympy; then 20,001 inputs from −100 to 100 in formats of floating-point numbers. The "
            "first inputs with an output of exactly 0 or 1 by bisection between neighbouring numbers."
        ),
        measure=measure_range,
        chart=Chart(N_("share of inputs, or distance"), percent=True),
        knobs=(Knob("dtype", N_("number format"), choices=FORMATS),),
        cases=tuple(Case(words, {"dtype": key}) for key, words in FORMATS[:4]),
        flip="dtype",
        flip_words=N_("Compute it with any floating-point numbers: far from 0 the result is rounded to 1 or to 0."),
        explains=N_(
            "In exact arithmetic it holds. In float32 σ(17) is exactly 1 and its slope exactly 0, while σ(−17) keeps a "
            "slope of 4e−8: numbers lie closer together near 0 than near 1."
        ),
    ),
    Trial(
        id="sigmoid.interpretable",
        kind="identity",
        prediction=N_(
            "For two normal classes with equal covariance the probability of a class is σ of a linear function, and "
            "softmax of two outputs is σ of their difference: both to 1e−12."
        ),
        method=N_(
            "20 random pairs of normal distributions of 4 inputs: the probability of the second class by Bayes' rule, "
            "at 500 points, against σ of the linear function that fits its log-odds best (least squares). Softmax "
            "against σ at 10,000 pairs of outputs. Beside it a network in which every hidden σ(z) is replaced by "
            "1 − σ(z), its opposite, and the layer above put right. All in float64."
        ),
        measure=measure_meaning,
        chart=Chart(N_("largest difference")),
        knobs=(
            choice_knob("covariances", N_("covariances of the two classes"), equal=N_("equal"), unequal=N_("unequal")),
        ),
        flip="covariances",
        flip_words=N_("Let the covariances differ: then no linear function gives the probability."),
        explains=N_(
            "As an output sigmoid is a probability, exactly. A hidden unit has no such meaning: turned into its "
            "opposite, it makes the same network."
        ),
    ),
    Trial(
        id="sigmoid.exp-cost",
        kind="timing",
        prediction=N_(
            "Sigmoid takes more than 1.25 times as long as ReLU, alone and with its gradient, and a training step more "
            "than 1.05 times as long."
        ),
        method=N_(
            "201 rounds, in each of which all functions are timed in a random order on one thread; the median of the "
            "ratios within a round. The function alone and with its gradient, of 10,000 numbers; a whole training step "
            "(plain PyTorch, 3 hidden layers of 256 units, 32 samples)."
        ),
        measure=measure_cost,
        chart=Chart(
            N_("time, relative to ReLU"),
            log=True,
            lines=((1.0, N_("as fast as ReLU")),),
        ),
        knobs=(
            Knob("part", N_("what is timed"), choices=PARTS),
            Knob("elements", N_("numbers per call"), 10_000, low=100, high=2_000_000),
            Knob("width", N_("units per layer"), 256, low=4, high=1024),
        ),
        cases=tuple(Case(words, {"part": key}) for key, words in PARTS),
        flip="part",
        flip_words=N_("Time a whole training step: matrix products take so long that exp() hardly counts."),
        explains=N_(
            "Alone, sigmoid takes longer than ReLU, and tanh and ELU take longer still. In a training step that is "
            "lost among the matrix products."
        ),
    ),
)
