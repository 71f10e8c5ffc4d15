"""Rectifiers made of straight pieces (and ReLU squared)."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter
from activations.language import marked


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


ENTRIES = (
    Activation(
        key="relu",
        name="ReLU",
        family=marked("rectifier"),
        function=torch.relu,
        formula="Max(0, z)",
        derivative="Piecewise((1, z > 0), (0, True))",
        torch_line="torch.nn.ReLU()",
        kinks=(0.0,),
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="left",
        can_die=True,
        lipschitz=1.0,
        cost="arithmetic",
        year=2010,
        source="Nair & Hinton 2010; Fukushima 1969",
        remark=marked(
            "Keeps positives and zeroes negatives; a unit that is negative for every input gets no gradient."
        ),
    ),
    Activation(
        key="leaky_relu",
        name="Leaky ReLU",
        family=marked("rectifier"),
        function=functional.leaky_relu,
        formula="Max(0, z) + negative_slope*Min(0, z)",
        derivative="Piecewise((1, z > 0), (negative_slope, True))",
        parameters=(
            Parameter(
                name="negative_slope",
                default=0.01,
                low=0.0,
                high=0.99,
                symbol=r"\alpha",
                meaning=marked("slope for negative z"),
            ),
        ),
        torch_line="torch.nn.LeakyReLU({negative_slope})",
        kinks=(0.0,),
        range=("Piecewise((-oo, negative_slope > 0), (0, True))", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2013,
        source="Maas, Hannun & Ng 2013",
        remark=marked(
            "ReLU with a small slope for negatives, so that a unit cannot die (0.01 in torch, 0.2 or 0.3 in Keras)."
        ),
    ),
    Activation(
        key="prelu",
        name="PReLU",
        family=marked("rectifier"),
        function=prelu,
        formula="Max(0, z) + weight*Min(0, z)",
        derivative="Piecewise((1, z > 0), (weight, True))",
        parameters=(
            Parameter(
                name="weight",
                default=0.25,
                low=-1.0,
                high=1.0,
                symbol=r"\alpha",
                learnable=True,
                meaning=marked("slope for negative z"),
            ),
        ),
        torch_line="torch.nn.PReLU(init={weight})",
        kinks=("Piecewise((0, Ne(weight, 1)), (nan, True))",),
        range=("Piecewise((-oo, weight > 0), (0, True))", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2015,
        source="He, Zhang, Ren & Sun 2015, arXiv:1502.01852",
        remark=marked("Leaky ReLU whose negative slope is learned together with the weights."),
    ),
    Activation(
        key="rrelu",
        name="RReLU (evaluation)",
        family=marked("rectifier"),
        function=rrelu,
        formula="Max(0, z) + (lower + upper)/2*Min(0, z)",
        derivative="Piecewise((1, z > 0), ((lower + upper)/2, True))",
        parameters=(
            Parameter(
                name="lower",
                default=1 / 8,
                low=0.0,
                high=1.0,
                symbol="l",
                meaning=marked("smallest slope drawn in training"),
            ),
            Parameter(
                name="upper",
                default=1 / 3,
                low=0.0,
                high=1.0,
                symbol="u",
                meaning=marked("largest slope drawn in training"),
            ),
        ),
        ordered=("lower", "upper"),
        torch_line="torch.nn.RReLU({lower}, {upper}).eval()",
        kinks=("Piecewise((0, lower + upper < 2), (nan, True))",),
        range=("Piecewise((-oo, upper > 0), (0, True))", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2015,
        source="Xu, Wang, Chen & Li 2015, arXiv:1505.00853",
        remark=marked(
            "In training the negative slope is drawn for every element; at evaluation it is the mean of the bounds."
        ),
    ),
    Activation(
        key="relu6",
        name="ReLU6",
        family=marked("rectifier"),
        function=functional.relu6,
        formula="Min(6, Max(0, z))",
        derivative="Piecewise((1, (z > 0) & (z < 6)), (0, True))",
        torch_line="torch.nn.ReLU6()",
        kinks=(0.0, 6.0),
        range=(0.0, 6.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="both",
        can_die=True,
        lipschitz=1.0,
        cost="arithmetic",
        year=2010,
        source="Krizhevsky 2010; Howard et al. 2017 (MobileNets), arXiv:1704.04861",
        remark=marked("ReLU capped at 6, friendly to arithmetic of few bits."),
    ),
    Activation(
        key="threshold",
        name="Threshold",
        family=marked("rectifier"),
        function=functional.threshold,
        formula="Piecewise((z, z > threshold), (value, True))",
        derivative="Piecewise((1, z > threshold), (0, True))",
        parameters=(
            Parameter(
                name="threshold",
                default=0.1,
                low=-5.0,
                high=5.0,
                symbol=r"\theta",
                meaning=marked("z must exceed it to pass"),
            ),
            Parameter(name="value", default=0.0, low=-5.0, high=5.0, symbol="v", meaning=marked("given out otherwise")),
        ),
        torch_line="torch.nn.Threshold({threshold}, {value})",
        kinks=("threshold",),
        jumps=("Piecewise((threshold, Ne(threshold, value)), (nan, True))",),
        range=("Min(threshold, value)", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="discontinuous",
        saturates="left",
        can_die=True,
        lipschitz=INFINITY,
        cost="arithmetic",
        year=2014,
        source="torch.nn; Konda, Memisevic & Krueger 2014, arXiv:1402.3337",
        remark=marked(
            "Passes what exceeds the threshold and replaces the rest; it jumps unless value equals threshold."
        ),
    ),
    Activation(
        key="squared_relu",
        name="Squared ReLU",
        family=marked("rectifier"),
        function=squared_relu,
        formula="Max(0, z)**2",
        derivative="2*Max(0, z)",
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C1",
        saturates="left",
        can_die=True,
        lipschitz=INFINITY,
        cost="arithmetic",
        year=2021,
        source="So et al. 2021 (Primer), arXiv:2109.08668",
        remark=marked("ReLU squared: no Lipschitz constant, so large inputs blow up quadratically."),
    ),
    Activation(
        key="absolute",
        name="Absolute value",
        family=marked("rectifier"),
        function=torch.abs,
        formula="Abs(z)",
        derivative="sign(z)",
        kinks=(0.0,),
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2009,
        source="Jarrett, Kavukcuoglu, Ranzato & LeCun 2009",
        remark=marked("Never dies and keeps the magnitude, but loses the sign."),
    ),
    Activation(
        key="crelu",
        name="CReLU",
        family=marked("rectifier"),
        function=crelu,
        formula="(Max(0, z), Max(0, -z))",
        derivative="(Piecewise((1, z > 0), (0, True)), Piecewise((-1, z < 0), (0, True)))",
        outputs=2,
        kinks=(0.0,),
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2016,
        source="Shang et al. 2016, arXiv:1603.05201",
        remark=marked(
            "Two outputs a unit, the positive and the negative part: one of them always passes the gradient."
        ),
    ),
)
