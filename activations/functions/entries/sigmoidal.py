"""Sigmoidal functions: monotonic, and flat on at least one side. Those with exponentials first, then piecewise ones."""

import math
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.functions.far import levels
from activations.language import marked as N_


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


def elliott_far(z: Tensor) -> Tensor:
    missing = 0.5 / (1 + z.abs())
    return torch.where(z < 0, missing, 1 - missing)


def softsign_far(z: Tensor) -> Tensor:
    missing = 1 / (1 + z.abs())
    return torch.where(z < 0, missing - 1, 1 - missing)


entry = partial(Activation, family=N_("sigmoidal"), saturates="both", cost="one exponential")
ENTRIES = (
    entry(
        key="sigmoid",
        name="Sigmoid",
        colour="#c2477a",
        function=torch.sigmoid,
        formula="1/(1 + exp(-z))",
        derivative="sigma(z)*(1 - sigma(z))",
        torch_line="torch.nn.Sigmoid()",
        range=(0.0, 1.0),
        lipschitz=0.25,
        year=1986,
        source=N_("logistic function: Verhulst 1838; in networks: Rumelhart, Hinton & Williams 1986"),
        remark=N_("Squashes any input into (0, 1); its slope never exceeds 1/4, so gradients shrink with depth."),
    ),
    entry(
        key="tanh",
        name="Tanh",
        colour="#de8316",
        function=torch.tanh,
        formula="tanh(z)",
        derivative="1 - tanh(z)**2",
        torch_line="torch.nn.Tanh()",
        range=(-1.0, 1.0),
        zero_centred=True,
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp",
        remark=N_("A zero-centred sigmoid, tanh(z) = 2σ(2z) − 1, with slope 1 at the origin."),
    ),
    entry(
        key="lecun_tanh",
        name="LeCun's tanh",
        colour="#25936a",
        function=lecun_tanh,
        formula="1.7159*tanh(2*z/3)",
        derivative="3.4318*(1 - tanh(2*z/3)**2)/3",
        range=(-1.7159, 1.7159),
        zero_centred=True,
        lipschitz=1.7159 * 2 / 3,
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp",
        remark=N_("Constants chosen so that f(1) is about 1 and unit-variance inputs keep a variance near 1."),
    ),
    entry(
        key="bipolar_sigmoid",
        name="Bipolar sigmoid",
        colour="#ad5bb9",
        function=bipolar_sigmoid,
        formula="(1 - exp(-z))/(1 + exp(-z))",
        derivative="(1 - tanh(z/2)**2)/2",
        range=(-1.0, 1.0),
        zero_centred=True,
        lipschitz=0.5,
        source=N_("classical; e.g. Fausett 1994"),
        remark=N_("The same curve as tanh(z/2), half as steep as tanh."),
    ),
    entry(
        key="log_sigmoid",
        name="LogSigmoid",
        colour="#6374ee",
        function=functional.logsigmoid,
        formula="log(sigma(z))",
        derivative="1/(1 + exp(z))",
        torch_line="torch.nn.LogSigmoid()",
        range=(-INFINITY, 0.0),
        saturates="right",
        cost="several transcendentals",
        source=N_("torch.nn; the log-likelihood of the logistic model"),
        remark=N_("Minus the softplus of −z; used in losses rather than in hidden layers."),
    ),
    entry(
        key="arctan",
        name="Arctan",
        colour="#dc1849",
        function=torch.atan,
        formula="atan(z)",
        derivative="1/(1 + z**2)",
        range=(-math.pi / 2, math.pi / 2),
        zero_centred=True,
        source=N_("classical; compared in Kamruzzaman & Aziz 2002"),
        remark=N_("Tails that decay slowly, towards ±π/2."),
    ),
    entry(
        key="erf",
        name="Error function",
        colour="#658137",
        function=torch.erf,
        formula="erf(z)",
        derivative="2/sqrt(pi)*exp(-z**2)",
        range=(-1.0, 1.0),
        zero_centred=True,
        lipschitz=2 / math.sqrt(math.pi),
        source=N_("classical; Williams 1998, Computation with infinite neural networks"),
        remark=N_("The sigmoid with an exact Gaussian-process kernel; it saturates very fast."),
    ),
    entry(
        key="cloglog",
        name="Complementary log-log",
        colour="#c418dc",
        function=cloglog,
        formula="1 - exp(-exp(z))",
        derivative="exp(z - exp(z))",
        range=(0.0, 1.0),
        lipschitz=math.exp(-1),
        cost="several transcendentals",
        source="Gomes & Ludermir 2008",
        remark=N_("An asymmetric sigmoid: it nears 1 double-exponentially and 0 only exponentially."),
    ),
    entry(
        key="laplace",
        name="Laplace (MEGA)",
        colour="#ee63dc",
        function=laplace,
        formula="Phi((z - mu)/scale)",
        derivative="phi((z - mu)/scale)/scale",
        parameters=(
            Parameter("mu", math.sqrt(0.5), low=-2.0, high=2.0, meaning=N_("where f is 1/2")),
            Parameter(
                "scale", math.sqrt(0.25 / math.pi), low=0.05, high=2.0, symbol="s", meaning=N_("width of the rise")
            ),
        ),
        range=(0.0, 1.0),
        lipschitz=math.sqrt(2),
        source="Ma et al. 2022 (MEGA), arXiv:2209.10655",
        remark=N_("A Gaussian distribution function, placed to mimic squared ReLU in its useful range."),
    ),
    entry(
        key="soft_clipping",
        name="Soft clipping",
        colour="#ba86cb",
        function=soft_clipping,
        formula="log((1 + exp(p*z))/(1 + exp(p*(z - 1))))/p",
        derivative="sigma(p*z) - sigma(p*(z - 1))",
        parameters=(Parameter("p", 50.0, low=0.5, high=50.0, meaning=N_("sharpness of the corners")),),
        range=(0.0, 1.0),
        lipschitz=math.tanh(12.5),
        cost="several transcendentals",
        source="Klimek & Perelstein 2018, arXiv:1810.11509",
        remark=N_("Nearly straight on [0, 1] and softly clipped outside; 50 and 0.5 are both in use as defaults."),
    ),
    entry(
        key="hardtanh",
        name="Hardtanh",
        colour="#c431b1",
        function=functional.hardtanh,
        formula="Max(-1, Min(1, z))",
        derivative="Piecewise((1, Abs(z) < 1), (0, True))",
        torch_line="torch.nn.Hardtanh()",
        kinks=(-1.0, 1.0),
        range=(-1.0, 1.0),
        zero_centred=True,
        smoothness="C0",
        can_die=True,
        cost="arithmetic",
        source="Collobert 2004",
        remark=N_("The identity in the middle, flat outside: the cheapest bounded activation."),
    ),
    entry(
        key="hardsigmoid",
        name="Hardsigmoid",
        colour="#cb63ee",
        function=hardsigmoid,
        formula="Max(0, Min(1, z/6 + 1/2))",
        derivative="Piecewise((1/6, Abs(z) < 3), (0, True))",
        torch_line="torch.nn.Hardsigmoid()",
        kinks=(-3.0, 3.0),
        range=(0.0, 1.0),
        smoothness="C0",
        can_die=True,
        lipschitz=1 / 6,
        cost="arithmetic",
        source=N_("Courbariaux et al. 2015; the slope 1/6 of torch: Howard et al. 2019, arXiv:1905.02244"),
        remark=N_("Three straight pieces that reach 0 and 1 at z = −3 and z = 3."),
    ),
    entry(
        key="hardsigmoid_keras2",
        name="Hard sigmoid (Keras 2)",
        colour="#1596c1",
        function=hardsigmoid_keras2,
        formula="Max(0, Min(1, z/5 + 1/2))",
        derivative="Piecewise((1/5, Abs(z) < 5/2), (0, True))",
        kinks=(-2.5, 2.5),
        range=(0.0, 1.0),
        smoothness="C0",
        can_die=True,
        lipschitz=0.2,
        cost="arithmetic",
        source=N_("Theano and Keras 1 to 2 (software); compare Courbariaux et al. 2015, arXiv:1511.00363"),
        remark=N_("The older hard sigmoid: steeper than torch's, so the two must not be mixed."),
    ),
    entry(
        key="softsign",
        name="Softsign",
        colour="#a59312",
        function=functional.softsign,
        far=softsign_far,
        formula="z/(1 + Abs(z))",
        derivative="1/(1 + Abs(z))**2",
        torch_line="torch.nn.Softsign()",
        range=(-1.0, 1.0),
        zero_centred=True,
        smoothness="C1",
        cost="arithmetic",
        source="Bergstra et al. 2009; Glorot & Bengio 2010",
        remark=N_("Like tanh with polynomial tails, so it saturates much more slowly; f'' jumps at 0."),
    ),
    entry(
        key="elliott",
        name="Elliott sigmoid",
        colour="#187adc",
        function=elliott,
        far=elliott_far,
        formula="z/(2*(1 + Abs(z))) + 1/2",
        derivative="1/(2*(1 + Abs(z))**2)",
        range=(0.0, 1.0),
        smoothness="C1",
        lipschitz=0.5,
        cost="arithmetic",
        source="Elliott 1993, A better activation function for artificial neural networks",
        remark=N_("Softsign moved into (0, 1): a sigmoid without an exponential."),
    ),
    entry(
        key="isru",
        name="ISRU",
        colour="#2bab7b",
        function=isru,
        far=lambda z, alpha: levels(z, -(alpha**-0.5), alpha**-0.5),
        formula="z/sqrt(1 + alpha*z**2)",
        derivative="1/(1 + alpha*z**2)**(3/2)",
        parameters=(Parameter("alpha", 1.0, low=0.01, high=10.0, meaning=N_("levels off at ±1/√α")),),
        range=("-1/sqrt(alpha)", "1/sqrt(alpha)"),
        zero_centred=True,
        cost="arithmetic",
        source="Carlile et al. 2017, arXiv:1710.09967",
        remark=N_("An algebraic sigmoid that needs one inverse square root."),
    ),
    entry(
        key="sqnl",
        name="SQNL",
        colour="#968140",
        function=sqnl,
        formula="Piecewise((-1, z < -2), (z + z**2/4, z < 0), (z - z**2/4, z <= 2), (1, True))",
        derivative="Max(0, 1 - Abs(z)/2)",
        range=(-1.0, 1.0),
        zero_centred=True,
        smoothness="C1",
        can_die=True,
        cost="arithmetic",
        source="Wuraola & Patel 2018, IJCNN",
        remark=N_("A tanh-like curve made of two parabolas, exactly flat beyond |z| = 2."),
    ),
)
