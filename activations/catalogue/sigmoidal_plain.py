"""Sigmoidal functions without an exponential: straight pieces and algebraic ones."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import Activation, Parameter
from activations.language import marked


def hardsigmoid(z: Tensor) -> Tensor:
    # torch's own has no second derivative, and in float64 its first is off by 3e-8
    return functional.relu6(z + 3) / 6


def hardsigmoid_keras2(z: Tensor) -> Tensor:
    return functional.hardtanh(0.2 * z + 0.5, 0.0, 1.0)


def elliott(z: Tensor) -> Tensor:
    positive = torch.relu(z)
    # 2 max(0, z) - z is |z| with the left slope at 0, so that autograd finds 1/2 there.
    # This form keeps the left tail's digits.
    return (positive + 0.5) / (2 * positive - z + 1)


def isru(z: Tensor, alpha: float) -> Tensor:
    return z * torch.rsqrt(1 + alpha * (z * z))


def sqnl(z: Tensor) -> Tensor:
    inside = z.clamp(-2.0, 2.0)
    return inside - 0.25 * inside * inside.abs()


ENTRIES = (
    Activation(
        key="hardtanh",
        name="Hardtanh",
        family=marked("sigmoidal"),
        function=functional.hardtanh,
        formula="Max(-1, Min(1, z))",
        derivative="Piecewise((1, Abs(z) < 1), (0, True))",
        torch_line="torch.nn.Hardtanh()",
        kinks=(-1.0, 1.0),
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C0",
        saturates="both",
        can_die=True,
        lipschitz=1.0,
        cost="arithmetic",
        year=2004,
        source="Collobert 2004",
        remark=marked("The identity in the middle, flat outside: the cheapest bounded activation."),
    ),
    Activation(
        key="hardsigmoid",
        name="Hardsigmoid",
        family=marked("sigmoidal"),
        function=hardsigmoid,
        formula="Max(0, Min(1, z/6 + 1/2))",
        derivative="Piecewise((1/6, Abs(z) < 3), (0, True))",
        torch_line="torch.nn.Hardsigmoid()",
        kinks=(-3.0, 3.0),
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="both",
        can_die=True,
        lipschitz=1 / 6,
        cost="arithmetic",
        year=2015,
        source=marked("Courbariaux et al. 2015; the slope 1/6 of torch: Howard et al. 2019, arXiv:1905.02244"),
        remark=marked("Three straight pieces that reach 0 and 1 at z = −3 and z = 3."),
    ),
    Activation(
        key="hardsigmoid_keras2",
        name="Hard sigmoid (Keras 2)",
        family=marked("sigmoidal"),
        function=hardsigmoid_keras2,
        formula="Max(0, Min(1, z/5 + 1/2))",
        derivative="Piecewise((1/5, Abs(z) < 5/2), (0, True))",
        kinks=(-2.5, 2.5),
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C0",
        saturates="both",
        can_die=True,
        lipschitz=0.2,
        cost="arithmetic",
        year=2015,
        source=marked("Theano and Keras 1 to 2 (software); compare Courbariaux et al. 2015, arXiv:1511.00363"),
        remark=marked("The older hard sigmoid: steeper than torch's, so the two must not be mixed."),
    ),
    Activation(
        key="softsign",
        name="Softsign",
        family=marked("sigmoidal"),
        function=functional.softsign,
        formula="z/(1 + Abs(z))",
        derivative="1/(1 + Abs(z))**2",
        torch_line="torch.nn.Softsign()",
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C1",
        saturates="both",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2009,
        source="Bergstra et al. 2009; Glorot & Bengio 2010",
        remark=marked("Like tanh with polynomial tails, so it saturates much more slowly; f'' jumps at 0."),
    ),
    Activation(
        key="elliott",
        name="Elliott sigmoid",
        family=marked("sigmoidal"),
        function=elliott,
        formula="z/(2*(1 + Abs(z))) + 1/2",
        derivative="1/(2*(1 + Abs(z))**2)",
        range=(0.0, 1.0),
        zero_centred=False,
        monotonic=True,
        smoothness="C1",
        saturates="both",
        can_die=False,
        lipschitz=0.5,
        cost="arithmetic",
        year=1993,
        source="Elliott 1993, A better activation function for artificial neural networks",
        remark=marked("Softsign moved into (0, 1): a sigmoid without an exponential."),
    ),
    Activation(
        key="isru",
        name="ISRU",
        family=marked("sigmoidal"),
        function=isru,
        formula="z/sqrt(1 + alpha*z**2)",
        derivative="1/(1 + alpha*z**2)**(3/2)",
        parameters=(
            Parameter(
                name="alpha", default=1.0, low=0.01, high=10.0, symbol=r"\alpha", meaning=marked("levels off at ±1/√α")
            ),
        ),
        range=("-1/sqrt(alpha)", "1/sqrt(alpha)"),
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=2017,
        source="Carlile et al. 2017, arXiv:1710.09967",
        remark=marked("An algebraic sigmoid that needs one inverse square root."),
    ),
    Activation(
        key="sqnl",
        name="SQNL",
        family=marked("sigmoidal"),
        function=sqnl,
        formula="Piecewise((-1, z < -2), (z + z**2/4, z < 0), (z - z**2/4, z <= 2), (1, True))",
        derivative="Max(0, 1 - Abs(z)/2)",
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=True,
        smoothness="C1",
        saturates="both",
        can_die=True,
        lipschitz=1.0,
        cost="arithmetic",
        year=2018,
        source="Wuraola & Patel 2018, IJCNN",
        remark=marked("A tanh-like curve made of two parabolas, exactly flat beyond |z| = 2."),
    ),
)
