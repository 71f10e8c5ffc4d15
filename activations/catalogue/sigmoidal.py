"""Sigmoidal functions with exponentials in them: monotonic, and flat on at least one side."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter
from activations.language import marked


def lecun_tanh(z: Tensor) -> Tensor:
    return 1.7159 * torch.tanh(z * (2 / 3))


def bipolar_sigmoid(z: Tensor) -> Tensor:
    return torch.tanh(0.5 * z)  # (1 - e^-z) / (1 + e^-z) would be NaN at -100


def cloglog(z: Tensor) -> Tensor:
    return -torch.expm1(
        -torch.exp(z.clamp(max=20.0))
    )  # beyond 20 the result is 1, and e^z would overflow in the gradient


def laplace(z: Tensor, mu: float, scale: float) -> Tensor:
    return 0.5 * torch.special.erfc((mu - z) / (scale * math.sqrt(2)))  # 1 + erf would lose the left tail


def soft_clipping(z: Tensor, p: float) -> Tensor:
    # f(1 - z) = 1 - f(z): the left half alone keeps p z small, where the two softplus terms do not cancel
    right = z > 0.5
    left_half = torch.where(right, 1 - z, z)
    scaled = p * left_half
    rise = (functional.softplus(scaled, threshold=40) - functional.softplus(scaled - p, threshold=40)) / p
    return torch.where(right, 1 - rise, rise)


ENTRIES = (
    Activation(
        key="sigmoid",
        name="Sigmoid",
        family=marked("sigmoidal"),
        function=torch.sigmoid,
        formula="1/(1 + exp(-z))",
        derivative="sigma(z)*(1 - sigma(z))",
        torch_line="torch.nn.Sigmoid()",
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=0.25,
        cost="one exponential",
        year=1986,
        source=marked("logistic function: Verhulst 1838; in networks: Rumelhart, Hinton & Williams 1986"),
        remark=marked("Squashes any input into (0, 1); its slope never exceeds 1/4, so gradients shrink with depth."),
    ),
    Activation(
        key="tanh",
        name="Tanh",
        family=marked("sigmoidal"),
        function=torch.tanh,
        formula="tanh(z)",
        derivative="1 - tanh(z)**2",
        torch_line="torch.nn.Tanh()",
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=1.0,
        cost="one exponential",
        year=1998,
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp",
        remark=marked("A zero-centred sigmoid, tanh(z) = 2σ(2z) − 1, with slope 1 at the origin."),
    ),
    Activation(
        key="lecun_tanh",
        name="LeCun's tanh",
        family=marked("sigmoidal"),
        function=lecun_tanh,
        formula="1.7159*tanh(2*z/3)",
        derivative="3.4318*(1 - tanh(2*z/3)**2)/3",
        range=(-1.7159, 1.7159),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=1.7159 * 2 / 3,
        cost="one exponential",
        year=1998,
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp",
        remark=marked("Constants chosen so that f(1) is about 1 and unit-variance inputs keep a variance near 1."),
    ),
    Activation(
        key="bipolar_sigmoid",
        name="Bipolar sigmoid",
        family=marked("sigmoidal"),
        function=bipolar_sigmoid,
        formula="(1 - exp(-z))/(1 + exp(-z))",
        derivative="(1 - tanh(z/2)**2)/2",
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=0.5,
        cost="one exponential",
        year=1994,
        source=marked("classical; e.g. Fausett 1994"),
        remark=marked("The same curve as tanh(z/2), half as steep as tanh."),
    ),
    Activation(
        key="log_sigmoid",
        name="LogSigmoid",
        family=marked("sigmoidal"),
        function=functional.logsigmoid,
        formula="log(sigma(z))",
        derivative="1/(1 + exp(z))",
        torch_line="torch.nn.LogSigmoid()",
        range=(-INFINITY, 0.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="right",
        can_die=False,
        lipschitz=1.0,
        cost="several transcendentals",
        source=marked("torch.nn; the log-likelihood of the logistic model"),
        remark=marked("Minus the softplus of −z; at home inside losses rather than in hidden layers."),
    ),
    Activation(
        key="arctan",
        name="Arctan",
        family=marked("sigmoidal"),
        function=torch.atan,
        formula="atan(z)",
        derivative="1/(1 + z**2)",
        range=(-math.pi / 2, math.pi / 2),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=1.0,
        cost="one exponential",
        year=2002,
        source=marked("classical; compared in Kamruzzaman & Aziz 2002"),
        remark=marked("Tails that decay slowly, towards ±π/2."),
    ),
    Activation(
        key="erf",
        name="Error function",
        family=marked("sigmoidal"),
        function=torch.erf,
        formula="erf(z)",
        derivative="2/sqrt(pi)*exp(-z**2)",
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=2 / math.sqrt(math.pi),
        cost="one exponential",
        year=1998,
        source=marked("classical; Williams 1998, Computation with infinite neural networks"),
        remark=marked("The sigmoid with an exact Gaussian-process kernel; it saturates very fast."),
    ),
    Activation(
        key="cloglog",
        name="Complementary log-log",
        family=marked("sigmoidal"),
        function=cloglog,
        formula="1 - exp(-exp(z))",
        derivative="exp(z - exp(z))",
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=math.exp(-1),
        cost="several transcendentals",
        year=2008,
        source="Gomes & Ludermir 2008",
        remark=marked("An asymmetric sigmoid: it nears 1 double-exponentially and 0 only exponentially."),
    ),
    Activation(
        key="laplace",
        name="Laplace (MEGA)",
        family=marked("sigmoidal"),
        function=laplace,
        formula="Phi((z - mu)/scale)",
        derivative="phi((z - mu)/scale)/scale",
        parameters=(
            Parameter(
                name="mu", default=math.sqrt(0.5), low=-2.0, high=2.0, symbol=r"\mu", meaning=marked("where f is 1/2")
            ),
            Parameter(
                name="scale",
                default=math.sqrt(0.25 / math.pi),
                low=0.05,
                high=2.0,
                symbol="s",
                meaning=marked("width of the rise"),
            ),
        ),
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=math.sqrt(2),
        cost="one exponential",
        year=2022,
        source="Ma et al. 2022 (MEGA), arXiv:2209.10655",
        remark=marked("A Gaussian distribution function, placed to mimic squared ReLU in its useful range."),
    ),
    Activation(
        key="soft_clipping",
        name="Soft clipping",
        family=marked("sigmoidal"),
        function=soft_clipping,
        formula="log((1 + exp(p*z))/(1 + exp(p*(z - 1))))/p",
        derivative="sigma(p*z) - sigma(p*(z - 1))",
        parameters=(
            Parameter(
                name="p", default=50.0, low=0.5, high=50.0, symbol="p", meaning=marked("sharpness of the corners")
            ),
        ),
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=math.tanh(12.5),
        cost="several transcendentals",
        year=2018,
        source="Klimek & Perelstein 2018, arXiv:1810.11509",
        remark=marked("Nearly straight on [0, 1] and softly clipped outside; 50 and 0.5 are both in use as defaults."),
    ),
)
