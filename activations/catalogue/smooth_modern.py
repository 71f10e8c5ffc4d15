"""Smooth rectifiers with composed gates: Mish and those that came after it."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter
from activations.catalogue.smooth_gated import gelu
from activations.language import marked


def serf(z: Tensor) -> Tensor:
    return z * torch.erf(functional.softplus(z, threshold=40))


def logish(z: Tensor) -> Tensor:
    return z * torch.log1p(torch.sigmoid(z))


def smish(z: Tensor, alpha: float, beta: float) -> Tensor:
    return alpha * z * torch.tanh(torch.log1p(torch.sigmoid(beta * z)))


def tanh_exp(z: Tensor) -> Tensor:
    return z * torch.tanh(
        torch.exp(z.clamp(max=20.0))
    )  # the gate is 1 long before, and e^z would overflow in the gradient


def phish(z: Tensor) -> Tensor:
    return z * torch.tanh(gelu(z))


def elish(z: Tensor) -> Tensor:
    positive = torch.relu(z)
    return (positive + torch.expm1(z - positive)) * torch.sigmoid(z)


def hard_elish(z: Tensor) -> Tensor:
    positive = torch.relu(z)
    return (positive + torch.expm1(z - positive)) * functional.hardtanh(0.5 * z + 0.5, 0.0, 1.0)


def lisht(z: Tensor) -> Tensor:
    return z * torch.tanh(z)


ENTRIES = (
    Activation(
        key="mish",
        name="Mish",
        family=marked("smooth rectifier"),
        function=functional.mish,
        formula="z*tanh(softplus(z))",
        derivative="tanh(softplus(z)) + z*sigma(z)*(1 - tanh(softplus(z))**2)",
        torch_line="torch.nn.Mish()",
        range=(-0.30884341301725043, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.088498161251728,
        cost="several transcendentals",
        year=2019,
        source="Misra 2019, arXiv:1908.08681",
        remark=marked("A SiLU-like curve with tanh(softplus(z)) as its gate."),
    ),
    Activation(
        key="serf",
        name="Serf",
        family=marked("smooth rectifier"),
        function=serf,
        formula="z*erf(softplus(z))",
        derivative="erf(softplus(z)) + 2/sqrt(pi)*z*sigma(z)*exp(-softplus(z)**2)",
        range=(-0.34843745875960647, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.0861254441509973,
        cost="several transcendentals",
        year=2021,
        source="Nag, Bhattacharyya, Mukherjee & Kundu 2021, arXiv:2108.09598",
        remark=marked("Mish with erf in place of tanh."),
    ),
    Activation(
        key="logish",
        name="Logish",
        family=marked("smooth rectifier"),
        function=logish,
        formula="z*log(1 + sigma(z))",
        derivative="log(1 + sigma(z)) + z*sigma(z)*(1 - sigma(z))/(1 + sigma(z))",
        range=(-0.2527688167894404, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=0.7463111804127398,
        cost="several transcendentals",
        year=2021,
        source="Zhu, Zeng, Liu & Zhang 2021, doi:10.1016/j.neucom.2021.06.067",
        remark=marked("Its slope tends to ln 2 on the right, not to 1, so it shrinks signals."),
    ),
    Activation(
        key="smish",
        name="Smish",
        family=marked("smooth rectifier"),
        function=smish,
        formula="alpha*z*tanh(log(1 + sigma(beta*z)))",
        derivative="alpha*tanh(u) + alpha*beta*z*(1 - tanh(u)**2)*s*(1 - s)/(1 + s)",
        abbreviations=(("s", "s", "sigma(beta*z)"), ("u", "u", "log(1 + s)")),
        parameters=(
            Parameter(name="alpha", default=1.0, low=0.1, high=2.0, symbol=r"\alpha", meaning=marked("scale")),
            Parameter(
                name="beta", default=1.0, low=0.1, high=10.0, symbol=r"\beta", meaning=marked("sharpness of the gate")
            ),
        ),
        range=("-0.24999366366012954*alpha/beta", INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=0.6368842228812264,
        cost="several transcendentals",
        year=2022,
        source="Wang, Ren & Wang 2022, Electronics 11(4):540",
        remark=marked("Logish wrapped in a tanh; its slope tends to 0.6 on the right."),
    ),
    Activation(
        key="tanh_exp",
        name="TanhExp",
        family=marked("smooth rectifier"),
        function=tanh_exp,
        formula="z*tanh(exp(z))",
        derivative="tanh(exp(z)) + z*exp(z)*(1 - tanh(exp(z))**2)",
        range=(-0.3532857778482113, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.061975308717916,
        cost="several transcendentals",
        year=2020,
        source=marked("Liu & Di 2020, arXiv:2003.09855; again as TeLU, Fernandez & Mali 2024, arXiv:2412.20269"),
        remark=marked("Reaches the identity faster than Mish; published again as TeLU."),
    ),
    Activation(
        key="phish",
        name="Phish",
        family=marked("smooth rectifier"),
        function=phish,
        formula="z*tanh(z*Phi(z))",
        derivative="tanh(z*Phi(z)) + z*(1 - tanh(z*Phi(z))**2)*(Phi(z) + z*phi(z))",
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="left",
        can_die=False,
        lipschitz=1.2983066733058117,
        cost="several transcendentals",
        year=2022,
        source="Naveen 2022, doi:10.36227/techrxiv.17283824",
        remark=marked("z tanh(GELU(z)): never negative, like z²/2 at 0, with a small bump on the left."),
    ),
    Activation(
        key="elish",
        name="ELiSH",
        family=marked("smooth rectifier"),
        function=elish,
        formula="Piecewise((z*sigma(z), z >= 0), ((exp(z) - 1)*sigma(z), True))",
        derivative=(
            "Piecewise((sigma(z)*(1 + z*(1 - sigma(z))), z >= 0),"
            " (sigma(z)*(exp(z) + (exp(z) - 1)*(1 - sigma(z))), True))"
        ),
        range=(-0.1715728752538099, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C1",
        saturates="left",
        can_die=False,
        lipschitz=1.099839320128867,
        cost="several transcendentals",
        year=2018,
        source="Basirat & Roth 2018, arXiv:1808.00783",
        remark=marked("SiLU on the right, ELU times the sigmoid on the left."),
    ),
    Activation(
        key="hard_elish",
        name="HardELiSH",
        family=marked("smooth rectifier"),
        function=hard_elish,
        formula="Piecewise((z*Min(1, (z + 1)/2), z >= 0), ((exp(z) - 1)*Max(0, (z + 1)/2), True))",
        derivative="Piecewise((1, z >= 1), (z + 1/2, z >= 0), (((z + 2)*exp(z) - 1)/2, z > -1), (0, True))",
        kinks=(-1.0, 1.0),
        range=(-0.09967315152874262, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C0",
        saturates="left",
        can_die=True,
        lipschitz=1.5,
        cost="one exponential",
        year=2018,
        source="Basirat & Roth 2018, arXiv:1808.00783",
        remark=marked("ELiSH with a hard sigmoid: exactly 0 below −1, the identity above 1."),
    ),
    Activation(
        key="hardswish",
        name="Hardswish",
        family=marked("smooth rectifier"),
        function=functional.hardswish,
        formula="z*Max(0, Min(6, z + 3))/6",
        derivative="Piecewise((0, z <= -3), ((2*z + 3)/6, z < 3), (1, True))",
        torch_line="torch.nn.Hardswish()",
        kinks=(-3.0, 3.0),
        range=(-0.375, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C0",
        saturates="left",
        can_die=True,
        lipschitz=1.5,
        cost="arithmetic",
        year=2019,
        source="Howard et al. 2019, arXiv:1905.02244",
        remark=marked("A piecewise-quadratic stand-in for SiLU: exactly 0 below −3, the identity above 3."),
    ),
    Activation(
        key="lisht",
        name="LiSHT",
        family=marked("smooth rectifier"),
        function=lisht,
        formula="z*tanh(z)",
        derivative="tanh(z) + z*(1 - tanh(z)**2)",
        range=(0.0, INFINITY),
        zero_centred=False,
        monotonic=False,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=1.199678640257734,
        cost="one exponential",
        year=2019,
        source="Roy, Manna, Dubey & Chaudhuri 2019, arXiv:1901.05894",
        remark=marked("An even function: a smooth absolute value, flat at the origin."),
    ),
)
