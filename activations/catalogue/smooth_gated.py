"""Smooth rectifiers that multiply z by a gate of z itself: GELU, SiLU and their kin."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter
from activations.language import marked


def gelu(z: Tensor) -> Tensor:
    # torch's own, 1 + erf, cancels on the left: at -5.5 its float32 value is 1.6 times too large.
    # This form costs 20 % more time.
    return 0.5 * z * torch.special.erfc(z * -0.7071067811865476)


def gelu_tanh(z: Tensor) -> Tensor:
    # (1 + tanh u) / 2 is the sigmoid of 2 u, which keeps the left tail's digits
    return z * torch.sigmoid(z * (1.5957691216057308 + 0.07135481627260026 * (z * z)))


def quick_gelu(z: Tensor) -> Tensor:
    return z * torch.sigmoid(1.702 * z)


def swish(z: Tensor, beta: float | Tensor) -> Tensor:
    return z * torch.sigmoid(beta * z)


def eswish(z: Tensor, beta: float) -> Tensor:
    return beta * functional.silu(z)


def aptx(z: Tensor, alpha: float | Tensor, beta: float | Tensor, gamma: float | Tensor) -> Tensor:
    if not isinstance(alpha, Tensor) and alpha == 1:
        return 2 * gamma * z * torch.sigmoid(2 * beta * z)  # 1 + tanh would lose the left tail
    return (alpha + torch.tanh(beta * z)) * gamma * z


ENTRIES = (
    Activation(
        key="gelu",
        name="GELU",
        family=marked("smooth rectifier"),
        function=gelu,
        formula="z*Phi(z)",
        derivative="Phi(z) + z*phi(z)",
        torch_line="torch.nn.GELU()",
        range=(-0.16997120747990369, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.128904145185155,
        cost="one exponential",
        year=2016,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=marked("z weighted by the Gaussian probability of being below it; the classic of Transformers."),
    ),
    Activation(
        key="gelu_tanh",
        name="GELU (tanh)",
        family=marked("smooth rectifier"),
        function=gelu_tanh,
        formula="z/2*(1 + tanh(u))",
        derivative="(1 + tanh(u))/2 + z/2*(1 - tanh(u)**2)*sqrt(2/pi)*(1 + 0.134145*z**2)",
        abbreviations=(("u", "u", "sqrt(2/pi)*(z + 0.044715*z**3)"),),
        torch_line="torch.nn.GELU('tanh')",
        range=(-0.1700407505712541, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.128993068658772,
        cost="one exponential",
        year=2016,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=marked("The cheaper GELU of GPT-2; within 4.8e-4 of the exact one."),
    ),
    Activation(
        key="quick_gelu",
        name="Quick GELU",
        family=marked("smooth rectifier"),
        function=quick_gelu,
        formula="z*sigma(1.702*z)",
        derivative="sigma(1.702*z)*(1 + 1.702*z*(1 - sigma(1.702*z)))",
        range=("-0.2784645427610738/1.702", INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.099839320128867,
        cost="one exponential",
        year=2016,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=marked("Swish with β = 1.702; the GELU of CLIP."),
    ),
    Activation(
        key="silu",
        name="SiLU",
        family=marked("smooth rectifier"),
        function=functional.silu,
        formula="z*sigma(z)",
        derivative="sigma(z)*(1 + z*(1 - sigma(z)))",
        torch_line="torch.nn.SiLU()",
        range=(-0.2784645427610738, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.099839320128867,
        cost="one exponential",
        year=2017,
        source="Elfwing, Uchibe & Doya 2017, arXiv:1702.03118; Ramachandran et al. 2017",
        remark=marked("z times its own sigmoid: a smooth ReLU with a dip below zero."),
    ),
    Activation(
        key="swish",
        name="Swish",
        family=marked("smooth rectifier"),
        function=swish,
        formula="z*sigma(beta*z)",
        derivative="sigma(beta*z)*(1 + beta*z*(1 - sigma(beta*z)))",
        parameters=(
            Parameter(
                name="beta",
                default=1.0,
                low=0.0,
                high=10.0,
                symbol=r"\beta",
                learnable=True,
                meaning=marked("sharpness: 0 gives z/2, large values ReLU"),
            ),
        ),
        range=("Piecewise((-0.2784645427610738/beta, beta > 0), (-oo, True))", INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.099839320128867,
        cost="one exponential",
        year=2017,
        source="Ramachandran, Zoph & Le 2017, arXiv:1710.05941",
        remark=marked("SiLU with a learned sharpness."),
    ),
    Activation(
        key="eswish",
        name="E-Swish",
        family=marked("smooth rectifier"),
        function=eswish,
        formula="beta*z*sigma(z)",
        derivative="beta*sigma(z)*(1 + z*(1 - sigma(z)))",
        parameters=(
            Parameter(name="beta", default=1.5, low=1.0, high=2.0, symbol=r"\beta", meaning=marked("slope far right")),
        ),
        range=("-0.2784645427610738*beta", INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.6497589801933008,
        cost="one exponential",
        year=2018,
        source="Alcaide 2018, arXiv:1801.07145",
        remark=marked("SiLU times a constant between 1 and 2; the paper names no single default."),
    ),
    Activation(
        key="aptx",
        name="APTx",
        family=marked("smooth rectifier"),
        function=aptx,
        formula="(alpha + tanh(beta*z))*gamma*z",
        derivative="gamma*(alpha + tanh(beta*z) + beta*z*(1 - tanh(beta*z)**2))",
        parameters=(
            Parameter(
                name="alpha",
                default=1.0,
                low=0.0,
                high=2.0,
                symbol=r"\alpha",
                learnable=True,
                meaning=marked("1 closes the gate on the left"),
            ),
            Parameter(
                name="beta",
                default=1.0,
                low=0.1,
                high=5.0,
                symbol=r"\beta",
                learnable=True,
                meaning=marked("sharpness of the gate"),
            ),
            Parameter(
                name="gamma", default=0.5, low=0.1, high=2.0, symbol=r"\gamma", learnable=True, meaning=marked("scale")
            ),
        ),
        range=("Piecewise((-oo, alpha > 1), (-0.2784645427610738*gamma/beta, Eq(alpha, 1)), (nan, True))", INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.099839320128867,
        cost="one exponential",
        year=2022,
        source="Kumar 2022, arXiv:2209.06119",
        remark=marked("A cheap look-alike of Mish; at its defaults exactly z σ(2z)."),
    ),
)
