"""Rectifiers made of straight pieces (and ReLU squared)."""

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.language import marked as N_


def prelu(z: Tensor, weight: float | Tensor) -> Tensor:
    if not isinstance(weight, Tensor):
        return functional.leaky_relu(z, weight)
    return torch.where(z > 0, z, weight * z)


def rrelu(z: Tensor, lower: float, upper: float) -> Tensor:
    return functional.leaky_relu(z, 0.5 * (lower + upper))


def squared_relu(z: Tensor) -> Tensor:
    return torch.relu(z).square()


def crelu(z: Tensor) -> Tensor:
    return torch.cat((torch.relu(z), torch.relu(-z)), dim=-1)


entry = partial(Activation, family=N_("rectifier"), smoothness="C0")
ENTRIES = (
    entry(
        key="relu",
        name="ReLU",
        colour="#1f60d0",
        function=torch.relu,
        formula="Max(0, z)",
        derivative="Piecewise((1, z > 0), (0, True))",
        torch_line="torch.nn.ReLU()",
        kinks=(0.0,),
        range=(0.0, INFINITY),
        saturates="left",
        can_die=True,
        source="Nair & Hinton 2010; Fukushima 1969",
        remark=N_("Keeps positives and zeroes negatives; a unit that is negative for every input gets no gradient."),
    ),
    entry(
        key="leaky_relu",
        name="Leaky ReLU",
        colour="#2aa3a3",
        function=functional.leaky_relu,
        formula="Max(0, z) + negative_slope*Min(0, z)",
        derivative="Piecewise((1, z > 0), (negative_slope, True))",
        parameters=(
            Parameter("negative_slope", 0.01, low=0.0, high=0.99, symbol=r"\alpha", meaning=N_("slope for negative z")),
        ),
        torch_line="torch.nn.LeakyReLU({negative_slope})",
        kinks=(0.0,),
        range=("Piecewise((-oo, negative_slope > 0), (0, True))", INFINITY),
        source="Maas, Hannun & Ng 2013",
        remark=N_(
            "ReLU with a small slope for negatives, so that a unit cannot die (0.01 in torch, 0.2 or 0.3 in Keras)."
        ),
    ),
    entry(
        key="prelu",
        name="PReLU",
        colour="#b49174",
        function=prelu,
        formula="Max(0, z) + weight*Min(0, z)",
        derivative="Piecewise((1, z > 0), (weight, True))",
        parameters=(
            Parameter(
                "weight", 0.25, low=-1.0, high=1.0, symbol=r"\alpha", learnable=True, meaning=N_("slope for negative z")
            ),
        ),
        torch_line="torch.nn.PReLU(init={weight})",
        kinks=("Piecewise((0, Ne(weight, 1)), (nan, True))",),
        range=("Piecewise((-oo, weight > 0), (0, True))", INFINITY),
        source="He, Zhang, Ren & Sun 2015, arXiv:1502.01852",
        remark=N_("Leaky ReLU whose negative slope is learned together with the weights."),
    ),
    entry(
        key="rrelu",
        name="RReLU (evaluation)",
        colour="#e82cb9",
        function=rrelu,
        formula="Max(0, z) + (lower + upper)/2*Min(0, z)",
        derivative="Piecewise((1, z > 0), ((lower + upper)/2, True))",
        parameters=(
            Parameter("lower", 1 / 8, low=0.0, high=1.0, symbol="l", meaning=N_("smallest slope drawn in training")),
            Parameter("upper", 1 / 3, low=0.0, high=1.0, symbol="u", meaning=N_("largest slope drawn in training")),
        ),
        ordered=("lower", "upper"),
        torch_line="torch.nn.RReLU({lower}, {upper}).eval()",
        kinks=("Piecewise((0, lower + upper < 2), (nan, True))",),
        range=("Piecewise((-oo, upper > 0), (0, True))", INFINITY),
        source="Xu, Wang, Chen & Li 2015, arXiv:1505.00853",
        remark=N_(
            "In training the negative slope is drawn for every element; at evaluation it is the mean of the bounds."
        ),
    ),
    entry(
        key="relu6",
        name="ReLU6",
        colour="#7e5bb9",
        function=functional.relu6,
        formula="Min(6, Max(0, z))",
        derivative="Piecewise((1, (z > 0) & (z < 6)), (0, True))",
        torch_line="torch.nn.ReLU6()",
        kinks=(0.0, 6.0),
        range=(0.0, 6.0),
        saturates="both",
        can_die=True,
        source="Krizhevsky 2010; Howard et al. 2017 (MobileNets), arXiv:1704.04861",
        remark=N_("ReLU capped at 6, suited to low-precision arithmetic."),
    ),
    entry(
        key="threshold",
        name="Threshold",
        colour="#eb475c",
        function=functional.threshold,
        formula="Piecewise((z, z > threshold), (value, True))",
        derivative="Piecewise((1, z > threshold), (0, True))",
        parameters=(
            Parameter("threshold", 0.1, low=-5.0, high=5.0, symbol=r"\theta", meaning=N_("z must exceed it to pass")),
            Parameter("value", 0.0, low=-5.0, high=5.0, symbol="v", meaning=N_("output otherwise")),
        ),
        torch_line="torch.nn.Threshold({threshold}, {value})",
        kinks=("threshold",),
        jumps=("Piecewise((threshold, Ne(threshold, value)), (nan, True))",),
        range=("Min(threshold, value)", INFINITY),
        smoothness="discontinuous",
        saturates="left",
        can_die=True,
        lipschitz=INFINITY,
        source="torch.nn; Konda, Memisevic & Krueger 2014, arXiv:1402.3337",
        remark=N_("Passes what exceeds the threshold and replaces the rest; it jumps unless value equals threshold."),
    ),
    entry(
        key="squared_relu",
        name="Squared ReLU",
        colour="#868ecb",
        function=squared_relu,
        formula="Max(0, z)**2",
        derivative="2*Max(0, z)",
        range=(0.0, INFINITY),
        smoothness="C1",
        saturates="left",
        can_die=True,
        lipschitz=INFINITY,
        source="So et al. 2021 (Primer), arXiv:2109.08668",
        remark=N_("ReLU squared: no Lipschitz constant, so large inputs blow up quadratically."),
    ),
    entry(
        key="absolute",
        name="Absolute value",
        colour="#dc187a",
        function=torch.abs,
        formula="Abs(z)",
        derivative="sign(z)",
        kinks=(0.0,),
        range=(0.0, INFINITY),
        monotonic=False,
        source="Jarrett, Kavukcuoglu, Ranzato & LeCun 2009",
        remark=N_("Never dies and keeps the magnitude, but loses the sign."),
    ),
    entry(
        key="crelu",
        name="CReLU",
        colour="#408b96",
        function=crelu,
        formula="(Max(0, z), Max(0, -z))",
        derivative="(Piecewise((1, z > 0), (0, True)), Piecewise((-1, z < 0), (0, True)))",
        outputs=2,
        kinks=(0.0,),
        range=(0.0, INFINITY),
        monotonic=False,
        source="Shang et al. 2016, arXiv:1603.05201",
        remark=N_("Two outputs per unit, the positive and the negative part: one of them always passes the gradient."),
    ),
)
