"""Periodic functions and ripples."""

from functools import partial

import torch
from torch import Tensor

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.language import marked as N_


def snake(z: Tensor, a: float | Tensor) -> Tensor:
    return z + torch.sin(a * z).square() / a


def snake_beta(z: Tensor, alpha: float | Tensor, beta: float | Tensor) -> Tensor:
    return z + torch.sin(alpha * z).square() / beta


def sine(z: Tensor, omega: float | Tensor) -> Tensor:
    return torch.sin(omega * z)


def sinc(z: Tensor) -> Tensor:
    # torch.sinc's gradient cancels near 0 (in float32 5 % off at 0.001).
    # On [-1/2, 1/2] the series is right to float64 rounding.
    near = z.abs() < 0.5
    small = torch.where(near, z, 0.0)
    square = small * small
    series = 1.0 / 6227020800.0
    for coefficient in (-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1.0):
        series = series * square + coefficient
    away = torch.where(near, 1.0, z)
    return torch.where(near, series, torch.sin(away) / away)


def gcu(z: Tensor) -> Tensor:
    return z * torch.cos(z)


def sinlu(z: Tensor, a: float | Tensor, b: float | Tensor) -> Tensor:
    return (z + a * torch.sin(b * z)) * torch.sigmoid(z)


def sinc_far(z: Tensor) -> Tensor:
    infinite = z.isinf()
    held = torch.where(infinite, 1.0, z)
    return torch.where(infinite, 0.0, torch.sin(held) / held)


def sinlu_far(z: Tensor, a: float, b: float) -> Tensor:
    positive = torch.relu(z)
    return positive + a * torch.sin(b * positive)


entry = partial(Activation, family=N_("periodic"))
ENTRIES = (
    entry(
        key="snake",
        name="Snake",
        colour="#81a512",
        function=snake,
        formula="z + sin(a*z)**2/a",
        derivative="1 + sin(2*a*z)",
        parameters=(Parameter("a", 1.0, low=0.1, high=10.0, learnable=True, meaning=N_("frequency of the ripple")),),
        lipschitz=2.0,
        cost="one exponential",
        source="Ziyin, Hartwig & Ueda 2020, arXiv:2006.08195",
        remark=N_("The identity plus a ripple; its slope lies in [0, 2], so it stays monotonic."),
    ),
    entry(
        key="snake_beta",
        name="SnakeBeta",
        colour="#d0439b",
        function=snake_beta,
        formula="z + sin(alpha*z)**2/beta",
        derivative="1 + alpha/beta*sin(2*alpha*z)",
        parameters=(
            Parameter("alpha", 1.0, low=0.1, high=10.0, learnable=True, meaning=N_("frequency of the ripple")),
            Parameter("beta", 1.0, low=0.1, high=10.0, learnable=True, meaning=N_("the larger, the lower the ripple")),
        ),
        lipschitz=2.0,
        cost="one exponential",
        source=N_("Lee et al. 2022 (BigVGAN), arXiv:2206.04658, in its code"),
        remark=N_("Snake with separate frequency and height; monotonic only while α ≤ β."),
    ),
    entry(
        key="sine",
        name="Sine",
        colour="#eb4799",
        function=sine,
        formula="sin(omega*z)",
        derivative="omega*cos(omega*z)",
        parameters=(
            Parameter(
                "omega",
                1.0,
                low=0.1,
                high=30.0,
                learnable=True,
                meaning=N_("frequency; SIREN uses 30 in its first layer"),
            ),
        ),
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=False,
        cost="one exponential",
        source="Sitzmann, Martel, Bergman, Lindell & Wetzstein 2020 (SIREN), arXiv:2006.09661",
        remark=N_("A pure wave for implicit representations; needs an initialisation of its own."),
    ),
    entry(
        key="cosine",
        name="Cosine",
        colour="#6b5cd6",
        function=torch.cos,
        formula="cos(z)",
        derivative="-sin(z)",
        range=(-1.0, 1.0),
        monotonic=False,
        cost="one exponential",
        source="–",
        remark=N_("Sine shifted by a quarter period: largest at 0, and independent of the sign."),
    ),
    entry(
        key="sinc",
        name="Sinc",
        colour="#819640",
        function=sinc,
        far=sinc_far,
        formula="Piecewise((1, Eq(z, 0)), (sin(z)/z, True))",
        derivative="Piecewise((0, Eq(z, 0)), (cos(z)/z - sin(z)/z**2, True))",
        range=(-0.21723362821122166, 1.0),
        monotonic=False,
        saturates="both",
        lipschitz=0.4361818172714585,
        cost="one exponential",
        source="–",
        remark=N_("A decaying ripple; torch.sinc is the normalised one, sin(πz)/(πz)."),
    ),
    entry(
        key="gcu",
        name="Growing cosine unit",
        colour="#b870c2",
        function=gcu,
        formula="z*cos(z)",
        derivative="cos(z) - z*sin(z)",
        zero_centred=True,
        monotonic=False,
        lipschitz=INFINITY,
        cost="one exponential",
        source="Noel, Arunkumar, Trivedi & Dutta 2021, arXiv:2108.12943",
        remark=N_("Swings with growing height, so one unit can draw several boundaries."),
    ),
    entry(
        key="sinlu",
        name="SinLU",
        colour="#5ba1b9",
        function=sinlu,
        far=sinlu_far,
        formula="(z + a*sin(b*z))*sigma(z)",
        derivative="(1 + a*b*cos(b*z))*sigma(z) + (z + a*sin(b*z))*sigma(z)*(1 - sigma(z))",
        parameters=(
            Parameter("a", 1.0, low=0.0, high=5.0, learnable=True, meaning=N_("height of the ripple")),
            Parameter("b", 1.0, low=0.0, high=5.0, learnable=True, meaning=N_("frequency of the ripple")),
        ),
        range=("Piecewise((-0.4973705541899911, Eq(a, 1) & Eq(b, 1)), (nan, True))", INFINITY),
        monotonic=False,
        saturates="left",
        lipschitz=2.007970722522658,
        cost="several transcendentals",
        source="Paul et al. 2022, Mathematics 10(3):337, doi:10.3390/math10030337",
        remark=N_("SiLU with a ripple on its right side."),
    ),
)
