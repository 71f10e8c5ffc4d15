"""Rectifiers with a curved left branch: the exponential, the softplus and the algebraic ones."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter
from activations.language import marked

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


def celu(z: Tensor, alpha: float) -> Tensor:
    return alpha * functional.elu(z / alpha)  # torch's own rounds 1 / alpha to float32 even in float64


def softplus(z: Tensor, beta: float) -> Tensor:
    # torch's own threshold of 20 is off by 2e-9 in float64; from 40 on, log(1 + e^z) is z to the last bit
    return functional.softplus(z, beta, threshold=40)


def shifted_softplus(z: Tensor) -> Tensor:
    return functional.softplus(z, threshold=40) - 0.6931471805599453


def squareplus(z: Tensor, b: float) -> Tensor:
    if b == 0:
        return torch.relu(z)  # what it is then, without sqrt's infinite slope at 0
    positive = torch.relu(z)
    # (z + sqrt(z^2 + b)) / 2 cancels for z < 0. Here 2 max(0, z) - z is |z| with the left slope at 0,
    # so that autograd is right there.
    return positive + 0.5 * b / (torch.sqrt(z * z + b) + (2 * positive - z))


def isrlu(z: Tensor, alpha: float) -> Tensor:
    positive = torch.relu(z)
    negative = z - positive
    return positive + negative * torch.rsqrt(1 + alpha * (negative * negative))


def bent_identity(z: Tensor) -> Tensor:
    square = z * z
    return z + 0.5 * square / (torch.sqrt(square + 1) + 1)  # sqrt(z^2 + 1) - 1 would lose small z


ENTRIES = (
    Activation(
        key="elu",
        name="ELU",
        family=marked("smooth rectifier"),
        function=functional.elu,
        formula="Piecewise((z, z > 0), (alpha*(exp(z) - 1), True))",
        derivative="Piecewise((1, z > 0), (alpha*exp(z), True))",
        parameters=(
            Parameter(
                name="alpha",
                default=1.0,
                low=0.01,
                high=5.0,
                symbol=r"\alpha",
                meaning=marked("levels off at −α on the left"),
            ),
        ),
        torch_line="torch.nn.ELU({alpha})",
        kinks=("Piecewise((0, Ne(alpha, 1)), (nan, True))",),
        range=("-alpha", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C1",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="one exponential",
        year=2015,
        source="Clevert, Unterthiner & Hochreiter 2015, arXiv:1511.07289",
        remark=marked("ReLU with an exponential left branch; differentiable at 0 only for α = 1."),
    ),
    Activation(
        key="celu",
        name="CELU",
        family=marked("smooth rectifier"),
        function=celu,
        formula="Piecewise((z, z > 0), (alpha*(exp(z/alpha) - 1), True))",
        derivative="Piecewise((1, z > 0), (exp(z/alpha), True))",
        parameters=(
            Parameter(
                name="alpha",
                default=1.0,
                low=0.01,
                high=5.0,
                symbol=r"\alpha",
                meaning=marked("levels off at −α on the left"),
            ),
        ),
        torch_line="torch.nn.CELU({alpha})",
        range=("-alpha", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C1",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="one exponential",
        year=2017,
        source="Barron 2017, arXiv:1704.07483",
        remark=marked("ELU rescaled so that the slope is continuous at 0 for every α."),
    ),
    Activation(
        key="selu",
        name="SELU",
        family=marked("smooth rectifier"),
        function=torch.selu,
        formula="Piecewise((scale*z, z > 0), (scale*alpha*(exp(z) - 1), True))",
        derivative="Piecewise((scale, z > 0), (scale*alpha*exp(z), True))",
        abbreviations=(("scale", r"\lambda", str(SELU_SCALE)), ("alpha", r"\alpha", str(SELU_ALPHA))),
        torch_line="torch.nn.SELU()",
        kinks=(0.0,),
        range=(-SELU_SCALE * SELU_ALPHA, INFINITY),
        zero_centred=True,
        monotonic=True,
        smoothness="C0",
        saturates="left",
        can_die=False,
        lipschitz=SELU_SCALE * SELU_ALPHA,
        cost="one exponential",
        year=2017,
        source="Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv:1706.02515",
        remark=marked("ELU with two constants chosen so that zero mean and unit variance are a fixed point."),
    ),
    Activation(
        key="softplus",
        name="Softplus",
        family=marked("smooth rectifier"),
        function=softplus,
        formula="log(1 + exp(beta*z))/beta",
        derivative="sigma(beta*z)",
        parameters=(
            Parameter(
                name="beta",
                default=1.0,
                low=0.1,
                high=10.0,
                symbol=r"\beta",
                meaning=marked("sharpness; the larger, the closer to ReLU"),
            ),
        ),
        torch_line="torch.nn.Softplus({beta})",
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="several transcendentals",
        year=2001,
        source="Dugas, Bengio, Bélisle, Nadeau & Garcia 2001",
        remark=marked("A smooth ReLU whose derivative is the sigmoid; never 0."),
    ),
    Activation(
        key="shifted_softplus",
        name="Shifted softplus",
        family=marked("smooth rectifier"),
        function=shifted_softplus,
        formula="log(1 + exp(z)) - log(2)",
        derivative="sigma(z)",
        range=("-log(2)", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="several transcendentals",
        year=2017,
        source="Schütt et al. 2017 (SchNet), arXiv:1706.08566",
        remark=marked("Softplus moved down by ln 2, so that it passes through the origin."),
    ),
    Activation(
        key="squareplus",
        name="Squareplus",
        family=marked("smooth rectifier"),
        function=squareplus,
        formula="(z + sqrt(z**2 + b))/2",
        derivative="(1 + z/sqrt(z**2 + b))/2",
        parameters=(
            Parameter(
                name="b",
                default=4.0,
                low=0.0,
                high=10.0,
                symbol=r"b",
                meaning=marked("roundness of the corner; 0 gives ReLU"),
            ),
        ),
        kinks=("Piecewise((0, Eq(b, 0)), (nan, True))",),
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2021,
        source="Barron 2021, arXiv:2112.11687",
        remark=marked("An algebraic softplus: no exponential."),
    ),
    Activation(
        key="isrlu",
        name="ISRLU",
        family=marked("smooth rectifier"),
        function=isrlu,
        formula="Piecewise((z, z >= 0), (z/sqrt(1 + alpha*z**2), True))",
        derivative="Piecewise((1, z >= 0), (1/(1 + alpha*z**2)**(3/2), True))",
        parameters=(
            Parameter(
                name="alpha",
                default=1.0,
                low=0.01,
                high=10.0,
                symbol=r"\alpha",
                meaning=marked("levels off at −1/√α on the left"),
            ),
        ),
        range=("-1/sqrt(alpha)", INFINITY),
        zero_centred=False,
        monotonic=True,
        smoothness="C2",
        saturates="left",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2017,
        source="Carlile et al. 2017, arXiv:1710.09967",
        remark=marked("An ELU-like shape without an exponential, smooth to the second derivative."),
    ),
    Activation(
        key="bent_identity",
        name="Bent identity",
        family=marked("smooth rectifier"),
        function=bent_identity,
        formula="(sqrt(z**2 + 1) - 1)/2 + z",
        derivative="z/(2*sqrt(z**2 + 1)) + 1",
        zero_centred=False,
        monotonic=True,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=1.5,
        cost="arithmetic",
        source="–",
        remark=marked("Bends the identity: slope 1/2 far left, 1 at 0, 3/2 far right."),
    ),
)
