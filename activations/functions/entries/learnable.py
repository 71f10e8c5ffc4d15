"""Functions whose very shape is learned: every parameter is trained beside the weights."""

import math
from functools import partial

import torch
from torch import Tensor

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.functions.far import levels, straight
from activations.language import marked as N_

Number = float | Tensor
MAX_EXPONENT = 70.0  # e^70 and its multiples still fit float32
MIN_ARGUMENT = 1e-3
NEARLY_ZERO = 1e-6
PUBLISHED_COEFFICIENTS = {
    "a0": 0.02979246,
    "a1": 0.61837738,
    "a2": 2.32335207,
    "a3": 3.0520266,
    "a4": 1.48548002,
    "a5": 0.25103717,
    "b1": 1.14201226,
    "b2": 4.39322834,
    "b3": 0.8715445,
    "b4": 0.34720652,
}

# What several of the parameters below mean.
BEND, SCALE, SHIFT = N_("width of the bend"), N_("scale"), N_("shift")
LEFT, RIGHT = N_("slope on the left"), N_("slope on the right")
ONE, OTHER = N_("slope of one line"), N_("slope of the other")


def pelu(z: Tensor, a: Number, b: Number) -> Tensor:
    positive = torch.relu(z)
    return a / b * positive + a * torch.expm1((z - positive) / b)


def star_relu(z: Tensor, s: Number, b: Number) -> Tensor:
    return s * torch.relu(z).square() + b


def dual_line(z: Tensor, a: Number, b: Number, m: Number) -> Tensor:
    positive = torch.relu(z)
    return a * positive + b * (z - positive) + m


def acon_c(z: Tensor, p1: Number, p2: Number, beta: Number) -> Tensor:
    difference = (p1 - p2) * z
    return difference * torch.sigmoid(beta * difference) + p2 * z


def exponential(z: Tensor, alpha: Number) -> Tensor:
    exponent = alpha * z
    held = exponent.clamp(max=MAX_EXPONENT)
    beyond = torch.relu(exponent - MAX_EXPONENT)
    return (torch.expm1(held) + math.exp(MAX_EXPONENT) * beyond) / alpha + alpha


def logarithm(z: Tensor, alpha: Number) -> Tensor:
    argument = -alpha * (z + alpha)  # of log1p
    held = argument.clamp(min=MIN_ARGUMENT - 1)
    beyond = torch.relu(MIN_ARGUMENT - 1 - argument)
    return (torch.log1p(held) - beyond / MIN_ARGUMENT) / -alpha


def soft_exponential(z: Tensor, alpha: Number) -> Tensor:
    """Past the held exponent or argument the tangent goes on, so that training meets no infinity."""
    if not isinstance(alpha, Tensor):
        return z if alpha == 0 else exponential(z, alpha) if alpha > 0 else logarithm(z, alpha)
    straight = z + alpha * (0.5 * z * z + 1)  # either branch to first order in alpha
    # the branch not taken gets a harmless alpha, or its infinite gradient would turn to NaN inside torch.where
    below = torch.where(alpha < -NEARLY_ZERO, logarithm(z, alpha.clamp(max=-NEARLY_ZERO)), straight)
    return torch.where(alpha > NEARLY_ZERO, exponential(z, alpha.clamp(min=NEARLY_ZERO)), below)


def rational(z: Tensor, a0: Number, a1: Number, a2: Number, a3: Number, a4: Number, a5: Number, **b: Number) -> Tensor:
    size = z.abs()
    numerator = ((((a5 * z + a4) * z + a3) * z + a2) * z + a1) * z + a0
    return numerator / ((((abs(b["b4"]) * size + abs(b["b3"])) * size + abs(b["b2"])) * size + abs(b["b1"])) * size + 1)


def acon_c_far(z: Tensor, p1: float, p2: float, beta: float) -> Tensor:
    return straight(z, min(p1, p2), max(p1, p2)) if beta else 0.5 * (p1 + p2) * z


def rational_far(z: Tensor, a0: float, a1: float, a2: float, a3: float, a4: float, a5: float, **b: float) -> Tensor:
    """P / Q in powers of 1 / z, so that nothing overflows: the straight line r z, and what is left of P - r z Q."""
    small = 1 / z
    size, sign = small.abs(), z.sign().detach()
    b1, b2, b3, b4 = (abs(b[name]) for name in ("b1", "b2", "b3", "b4"))
    denominator = (((size + b1) * size + b2) * size + b3) * size + b4
    if b4 == 0:  # no straight line
        return z * ((((((a0 * small + a1) * small + a2) * small + a3) * small + a4) * small + a5) / denominator)
    r = a5 / b4
    left = (((a0 * small + a1 - r) * small + a2 - r * b1 * sign) * small + a3 - r * b2) * small + a4 - r * b3 * sign
    return straight(z, r, r) + left / denominator


entry = partial(Activation, family=N_("learnable"))
ENTRIES = (
    entry(
        key="pelu",
        name="PELU",
        colour="#b87ef1",
        function=pelu,
        far=lambda z, a, b: straight(z, 0.0, a / b) + levels(z, -a, 0.0),
        formula="Piecewise((a/b*z, z > 0), (a*(exp(z/b) - 1), True))",
        derivative="Piecewise((a/b, z > 0), (a/b*exp(z/b), True))",
        parameters=(
            Parameter("a", 1.0, low=0.1, high=5.0, learnable=True, meaning=N_("levels off at −a on the left")),
            Parameter("b", 1.0, low=0.1, high=5.0, learnable=True, meaning=BEND),
        ),
        range=("-a", INFINITY),
        smoothness="C1",
        saturates="left",
        cost="one exponential",
        source="Trottier, Giguère & Chaib-draa 2016, arXiv:1605.09332",
        remark=N_("ELU with a learned slope and level that stays differentiable at 0."),
    ),
    entry(
        key="star_relu",
        name="StarReLU",
        colour="#9970c2",
        function=star_relu,
        formula="s*Max(0, z)**2 + b",
        derivative="2*s*Max(0, z)",
        parameters=(
            Parameter("s", 0.8944, low=0.1, high=2.0, learnable=True, meaning=SCALE),
            Parameter("b", -0.4472, low=-2.0, high=2.0, learnable=True, meaning=SHIFT),
        ),
        range=("b", INFINITY),
        zero_centred=True,
        smoothness="C1",
        saturates="left",
        can_die=True,
        lipschitz=INFINITY,
        source="Yu et al. 2022 (MetaFormer Baselines), arXiv:2210.13452",
        remark=N_("Squared ReLU scaled and shifted to zero mean and unit variance on a normal input."),
    ),
    entry(
        key="dual_line",
        name="Dual Line",
        colour="#d65c8a",
        function=dual_line,
        far=lambda z, a, b, m: straight(z, b, a) + m,
        formula="Piecewise((a*z + m, z > 0), (b*z + m, True))",
        derivative="Piecewise((a, z > 0), (b, True))",
        parameters=(
            Parameter("a", 1.0, low=0.0, high=2.0, learnable=True, meaning=RIGHT),
            Parameter("b", 0.01, low=0.0, high=1.0, learnable=True, meaning=LEFT),
            Parameter("m", -0.22, low=-1.0, high=1.0, learnable=True, meaning=SHIFT),
        ),
        kinks=("Piecewise((0, Ne(a, b)), (nan, True))",),
        range=("Piecewise((-oo, b > 0), (m, True))", "Piecewise((oo, a > 0), (m, True))"),
        smoothness="C0",
        source="Balaji, Kavya & Sebastian 2019, arXiv:1912.10752",
        remark=N_("PReLU with two learned slopes and a learned shift."),
    ),
    entry(
        key="soft_exponential",
        name="Soft exponential",
        colour="#d07843",
        function=soft_exponential,
        formula=(
            "Piecewise((-log(1 - alpha*(z + alpha))/alpha, alpha < 0), (z, Eq(alpha, 0)),"
            " ((exp(alpha*z) - 1)/alpha + alpha, True))"
        ),
        derivative="Piecewise((1/(1 - alpha*(z + alpha)), alpha < 0), (exp(alpha*z), True))",
        parameters=(
            Parameter(
                "alpha",
                0.0,
                low=-1.0,
                high=1.0,
                learnable=True,
                meaning=N_("−1 is a logarithm, 0 the identity, 1 an exponential"),
            ),
        ),
        range=("Piecewise((alpha - 1/alpha, alpha > 0), (-oo, True))", INFINITY),
        zero_centred=True,
        cost="several transcendentals",
        source="Godfrey & Gashler 2015, arXiv:1602.01321",
        remark=N_(
            "Slides from a logarithm over the identity to an exponential. Where it would end (1 − α(z + α) < 0.001) "
            "or leave float32 (αz > 70), its tangent goes on."
        ),
    ),
    entry(
        key="acon_c",
        name="ACON-C",
        colour="#5b8ab9",
        function=acon_c,
        far=acon_c_far,
        formula="(p1 - p2)*z*sigma(beta*(p1 - p2)*z) + p2*z",
        derivative="(p1 - p2)*sigma(beta*(p1 - p2)*z)*(1 + beta*(p1 - p2)*z*(1 - sigma(beta*(p1 - p2)*z))) + p2",
        parameters=(
            Parameter("p1", 1.0, low=-2.0, high=2.0, symbol=r"p_1", learnable=True, meaning=ONE),
            Parameter("p2", 0.0, low=-2.0, high=2.0, symbol=r"p_2", learnable=True, meaning=OTHER),
            Parameter("beta", 1.0, low=0.0, high=10.0, learnable=True, meaning=N_("sharpness; 0 is a straight line")),
        ),
        range=(
            "Piecewise((-0.2784645427610738/beta, Eq(p2, 0) & (beta > 0) & Ne(p1, 0)), (nan, True))",
            "Piecewise((oo, Eq(p2, 0) & (beta > 0) & Ne(p1, 0)), (nan, True))",
        ),
        monotonic=False,
        saturates="left",
        lipschitz=1.099839320128867,
        cost="one exponential",
        source="Ma, Zhang, Liu & Sun 2020, arXiv:2009.04759",
        remark=N_("A smooth maximum of two lines; SiLU at its defaults."),
    ),
    entry(
        key="rational",
        name="Rational (PAU)",
        colour="#c247eb",
        function=rational,
        far=rational_far,
        formula="P/Q",
        derivative="dP/Q - P*dQ/Q**2",
        abbreviations=(
            ("P", "P", "a0 + a1*z + a2*z**2 + a3*z**3 + a4*z**4 + a5*z**5"),
            ("Q", "Q", "1 + Abs(b1*z) + Abs(b2*z**2) + Abs(b3*z**3) + Abs(b4*z**4)"),
            ("dP", "P'", "a1 + 2*a2*z + 3*a3*z**2 + 4*a4*z**3 + 5*a5*z**4"),
            ("dQ", "Q'", "sign(z)*(Abs(b1) + 2*Abs(b2*z) + 3*Abs(b3)*z**2 + 4*Abs(b4*z**3))"),
        ),
        parameters=tuple(
            Parameter(name, value, low=-10.0, high=10.0, symbol=f"{name[0]}_{name[1]}", learnable=True)
            for name, value in PUBLISHED_COEFFICIENTS.items()
        ),
        kinks=("Piecewise((0, Ne(a0*b1, 0)), (nan, True))",),
        range=("nan", "nan"),
        monotonic=False,
        smoothness="C0",
        lipschitz=1.03512604529684,
        source="Molina, Schramowski & Kersting 2019, arXiv:1907.06732",
        remark=N_("A learned ratio of polynomials; the published start values imitate leaky ReLU on [−3, 3]."),
    ),
)
