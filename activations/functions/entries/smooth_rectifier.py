"""Smooth rectifiers: with a curved left branch (ELU, softplus), and z times a gate of z (GELU, Mish)."""

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.functions.far import levels, straight
from activations.language import marked as N_

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


def rectified(z: Tensor) -> Tensor:
    """What z times a gate of z is far out."""
    return straight(z, 0.0, 1.0)


def squareplus_far(z: Tensor, b: float) -> Tensor:
    return rectified(z) + 0.25 * b / z.abs()


entry = partial(Activation, family=N_("smooth rectifier"), saturates="left", cost="one exponential")
ENTRIES = (
    entry(
        key="elu",
        name="ELU",
        colour="#698b4b",
        function=functional.elu,
        formula="Piecewise((z, z > 0), (alpha*(exp(z) - 1), True))",
        derivative="Piecewise((1, z > 0), (alpha*exp(z), True))",
        parameters=(Parameter("alpha", 1.0, low=0.01, high=5.0, meaning=N_("levels off at −α on the left")),),
        torch_line="torch.nn.ELU({alpha})",
        kinks=("Piecewise((0, Ne(alpha, 1)), (nan, True))",),
        range=("-alpha", INFINITY),
        smoothness="C1",
        source="Clevert, Unterthiner & Hochreiter 2015, arXiv:1511.07289",
        remark=N_("ReLU with an exponential left branch; differentiable at 0 only for α = 1."),
    ),
    entry(
        key="celu",
        name="CELU",
        colour="#dc7474",
        function=celu,
        formula="Piecewise((z, z > 0), (alpha*(exp(z/alpha) - 1), True))",
        derivative="Piecewise((1, z > 0), (exp(z/alpha), True))",
        parameters=(Parameter("alpha", 1.0, low=0.01, high=5.0, meaning=N_("levels off at −α on the left")),),
        torch_line="torch.nn.CELU({alpha})",
        range=("-alpha", INFINITY),
        smoothness="C1",
        source="Barron 2017, arXiv:1704.07483",
        remark=N_("ELU rescaled so that the slope is continuous at 0 for every α."),
    ),
    entry(
        key="selu",
        name="SELU",
        colour="#40774b",
        function=torch.selu,
        formula="Piecewise((scale*z, z > 0), (scale*alpha*(exp(z) - 1), True))",
        derivative="Piecewise((scale, z > 0), (scale*alpha*exp(z), True))",
        abbreviations=(("scale", r"\lambda", str(SELU_SCALE)), ("alpha", r"\alpha", str(SELU_ALPHA))),
        torch_line="torch.nn.SELU()",
        kinks=(0.0,),
        range=(-SELU_SCALE * SELU_ALPHA, INFINITY),
        zero_centred=True,
        smoothness="C0",
        lipschitz=SELU_SCALE * SELU_ALPHA,
        source="Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv:1706.02515",
        remark=N_("ELU with two constants chosen so that zero mean and unit variance are a fixed point."),
    ),
    entry(
        key="softplus",
        name="Softplus",
        colour="#982ff4",
        function=softplus,
        formula="log(1 + exp(beta*z))/beta",
        derivative="sigma(beta*z)",
        parameters=(
            Parameter("beta", 1.0, low=0.1, high=10.0, meaning=N_("sharpness; the larger, the closer to ReLU")),
        ),
        torch_line="torch.nn.Softplus({beta})",
        range=(0.0, INFINITY),
        cost="several transcendentals",
        source="Dugas, Bengio, Bélisle, Nadeau & Garcia 2001",
        remark=N_("A smooth ReLU whose derivative is the sigmoid; never 0."),
    ),
    entry(
        key="shifted_softplus",
        name="Shifted softplus",
        colour="#cb86a0",
        function=shifted_softplus,
        formula="log(1 + exp(z)) - log(2)",
        derivative="sigma(z)",
        range=("-log(2)", INFINITY),
        cost="several transcendentals",
        source="Schütt et al. 2017 (SchNet), arXiv:1706.08566",
        remark=N_("Softplus moved down by ln 2, so that it passes through the origin."),
    ),
    entry(
        key="squareplus",
        name="Squareplus",
        colour="#0f7a8a",
        function=squareplus,
        far=squareplus_far,
        formula="(z + sqrt(z**2 + b))/2",
        derivative="(1 + z/sqrt(z**2 + b))/2",
        parameters=(Parameter("b", 4.0, low=0.0, high=10.0, meaning=N_("roundness of the corner; 0 gives ReLU")),),
        kinks=("Piecewise((0, Eq(b, 0)), (nan, True))",),
        range=(0.0, INFINITY),
        cost="arithmetic",
        source="Barron 2021, arXiv:2112.11687",
        remark=N_("An algebraic softplus: no exponential."),
    ),
    entry(
        key="isrlu",
        name="ISRLU",
        colour="#707ac2",
        function=isrlu,
        far=lambda z, alpha: torch.relu(z) + levels(z, -(alpha**-0.5), 0.0),
        formula="Piecewise((z, z >= 0), (z/sqrt(1 + alpha*z**2), True))",
        derivative="Piecewise((1, z >= 0), (1/(1 + alpha*z**2)**(3/2), True))",
        parameters=(Parameter("alpha", 1.0, low=0.01, high=10.0, meaning=N_("levels off at −1/√α on the left")),),
        range=("-1/sqrt(alpha)", INFINITY),
        smoothness="C2",
        cost="arithmetic",
        source="Carlile et al. 2017, arXiv:1710.09967",
        remark=N_("An ELU-like shape without an exponential, smooth to the second derivative."),
    ),
    entry(
        key="bent_identity",
        name="Bent identity",
        colour="#8547eb",
        function=bent_identity,
        far=lambda z: straight(z, 0.5, 1.5),
        formula="(sqrt(z**2 + 1) - 1)/2 + z",
        derivative="z/(2*sqrt(z**2 + 1)) + 1",
        saturates="none",
        lipschitz=1.5,
        cost="arithmetic",
        source="–",
        remark=N_("Bends the identity: slope 1/2 far left, 1 at 0, 3/2 far right."),
    ),
    entry(
        key="gelu",
        name="GELU",
        colour="#f53df5",
        function=gelu,
        far=rectified,
        formula="z*Phi(z)",
        derivative="Phi(z) + z*phi(z)",
        torch_line="torch.nn.GELU()",
        range=(-0.16997120747990369, INFINITY),
        monotonic=False,
        lipschitz=1.128904145185155,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=N_("z weighted by the Gaussian probability of being below it; the classic of Transformers."),
    ),
    entry(
        key="gelu_tanh",
        name="GELU (tanh)",
        colour="#ab4993",
        function=gelu_tanh,
        far=rectified,
        formula="z/2*(1 + tanh(u))",
        derivative="(1 + tanh(u))/2 + z/2*(1 - tanh(u)**2)*sqrt(2/pi)*(1 + 0.134145*z**2)",
        abbreviations=(("u", "u", "sqrt(2/pi)*(z + 0.044715*z**3)"),),
        torch_line="torch.nn.GELU('tanh')",
        range=(-0.1700407505712541, INFINITY),
        monotonic=False,
        lipschitz=1.128993068658772,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=N_("The cheaper GELU of GPT-2; within 4.8e-4 of the exact one."),
    ),
    entry(
        key="quick_gelu",
        name="Quick GELU",
        colour="#a55c12",
        function=quick_gelu,
        far=rectified,
        formula="z*sigma(1.702*z)",
        derivative="sigma(1.702*z)*(1 + 1.702*z*(1 - sigma(1.702*z)))",
        range=("-0.2784645427610738/1.702", INFINITY),
        monotonic=False,
        lipschitz=1.099839320128867,
        source="Hendrycks & Gimpel 2016, arXiv:1606.08415",
        remark=N_("Swish with β = 1.702; the GELU of CLIP."),
    ),
    entry(
        key="silu",
        name="SiLU",
        colour="#8a6b0f",
        function=functional.silu,
        far=rectified,
        formula="z*sigma(z)",
        derivative="sigma(z)*(1 + z*(1 - sigma(z)))",
        torch_line="torch.nn.SiLU()",
        range=(-0.2784645427610738, INFINITY),
        monotonic=False,
        lipschitz=1.099839320128867,
        source="Elfwing, Uchibe & Doya 2017, arXiv:1702.03118; Ramachandran et al. 2017",
        remark=N_("z times its own sigmoid: a smooth ReLU with a dip below zero."),
    ),
    entry(
        key="swish",
        name="Swish",
        colour="#dc74b5",
        function=swish,
        far=lambda z, beta: rectified(z) if beta else 0.5 * z,
        formula="z*sigma(beta*z)",
        derivative="sigma(beta*z)*(1 + beta*z*(1 - sigma(beta*z)))",
        parameters=(
            Parameter(
                "beta", 1.0, low=0.0, high=10.0, learnable=True, meaning=N_("sharpness: 0 gives z/2, large values ReLU")
            ),
        ),
        range=("Piecewise((-0.2784645427610738/beta, beta > 0), (-oo, True))", INFINITY),
        monotonic=False,
        lipschitz=1.099839320128867,
        source="Ramachandran, Zoph & Le 2017, arXiv:1710.05941",
        remark=N_("SiLU with a learned sharpness."),
    ),
    entry(
        key="eswish",
        name="E-Swish",
        colour="#b9725b",
        function=eswish,
        far=lambda z, beta: straight(z, 0.0, beta),
        formula="beta*z*sigma(z)",
        derivative="beta*sigma(z)*(1 + z*(1 - sigma(z)))",
        parameters=(Parameter("beta", 1.5, low=1.0, high=2.0, meaning=N_("slope far right")),),
        range=("-0.2784645427610738*beta", INFINITY),
        monotonic=False,
        lipschitz=1.6497589801933008,
        source="Alcaide 2018, arXiv:1801.07145",
        remark=N_("SiLU times a constant between 1 and 2; the paper names no single default."),
    ),
    entry(
        key="aptx",
        name="APTx",
        colour="#c14015",
        function=aptx,
        far=lambda z, alpha, beta, gamma: straight(z, (alpha - 1) * gamma, (alpha + 1) * gamma),
        formula="(alpha + tanh(beta*z))*gamma*z",
        derivative="gamma*(alpha + tanh(beta*z) + beta*z*(1 - tanh(beta*z)**2))",
        parameters=(
            Parameter("alpha", 1.0, low=0.0, high=2.0, learnable=True, meaning=N_("1 closes the gate on the left")),
            Parameter("beta", 1.0, low=0.1, high=5.0, learnable=True, meaning=N_("sharpness of the gate")),
            Parameter("gamma", 0.5, low=0.1, high=2.0, learnable=True, meaning=N_("scale")),
        ),
        range=("Piecewise((-oo, alpha > 1), (-0.2784645427610738*gamma/beta, Eq(alpha, 1)), (nan, True))", INFINITY),
        monotonic=False,
        lipschitz=1.099839320128867,
        source="Kumar 2022, arXiv:2209.06119",
        remark=N_("A cheap look-alike of Mish; at its defaults exactly z σ(2z)."),
    ),
    entry(
        key="mish",
        name="Mish",
        colour="#a467ad",
        function=functional.mish,
        far=rectified,
        formula="z*tanh(softplus(z))",
        derivative="tanh(softplus(z)) + z*sigma(z)*(1 - tanh(softplus(z))**2)",
        torch_line="torch.nn.Mish()",
        range=(-0.30884341301725043, INFINITY),
        monotonic=False,
        lipschitz=1.088498161251728,
        cost="several transcendentals",
        source="Misra 2019, arXiv:1908.08681",
        remark=N_("A SiLU-like curve with tanh(softplus(z)) as its gate."),
    ),
    entry(
        key="serf",
        name="Serf",
        colour="#7e8df1",
        function=serf,
        far=rectified,
        formula="z*erf(softplus(z))",
        derivative="erf(softplus(z)) + 2/sqrt(pi)*z*sigma(z)*exp(-softplus(z)**2)",
        range=(-0.34843745875960647, INFINITY),
        monotonic=False,
        lipschitz=1.0861254441509973,
        cost="several transcendentals",
        source="Nag, Bhattacharyya, Mukherjee & Kundu 2021, arXiv:2108.09598",
        remark=N_("Mish with erf in place of tanh."),
    ),
    entry(
        key="logish",
        name="Logish",
        colour="#5b67b9",
        function=logish,
        far=lambda z: straight(z, 0.0, 0.6931471805599453),
        formula="z*log(1 + sigma(z))",
        derivative="log(1 + sigma(z)) + z*sigma(z)*(1 - sigma(z))/(1 + sigma(z))",
        range=(-0.2527688167894404, INFINITY),
        monotonic=False,
        lipschitz=0.7463111804127398,
        cost="several transcendentals",
        source="Zhu, Zeng, Liu & Zhang 2021, doi:10.1016/j.neucom.2021.06.067",
        remark=N_("Its slope tends to ln 2 on the right, not to 1, so it shrinks signals."),
    ),
    entry(
        key="smish",
        name="Smish",
        colour="#995cd6",
        function=smish,
        far=lambda z, alpha, beta: straight(z, 0.0, 0.6 * alpha),
        formula="alpha*z*tanh(log(1 + sigma(beta*z)))",
        derivative="alpha*tanh(u) + alpha*beta*z*(1 - tanh(u)**2)*s*(1 - s)/(1 + s)",
        abbreviations=(("s", "s", "sigma(beta*z)"), ("u", "u", "log(1 + s)")),
        parameters=(
            Parameter("alpha", 1.0, low=0.1, high=2.0, meaning=N_("scale")),
            Parameter("beta", 1.0, low=0.1, high=10.0, meaning=N_("sharpness of the gate")),
        ),
        range=("-0.24999366366012954*alpha/beta", INFINITY),
        monotonic=False,
        lipschitz=0.6368842228812264,
        cost="several transcendentals",
        source="Wang, Ren & Wang 2022, Electronics 11(4):540",
        remark=N_("Logish wrapped in a tanh; its slope tends to 0.6 on the right."),
    ),
    entry(
        key="tanh_exp",
        name="TanhExp",
        colour="#ee6386",
        function=tanh_exp,
        far=rectified,
        formula="z*tanh(exp(z))",
        derivative="tanh(exp(z)) + z*exp(z)*(1 - tanh(exp(z))**2)",
        range=(-0.3532857778482113, INFINITY),
        monotonic=False,
        lipschitz=1.061975308717916,
        cost="several transcendentals",
        source=N_("Liu & Di 2020, arXiv:2003.09855; again as TeLU, Fernandez & Mali 2024, arXiv:2412.20269"),
        remark=N_("Reaches the identity faster than Mish; published again as TeLU."),
    ),
    entry(
        key="phish",
        name="Phish",
        colour="#c2708f",
        function=phish,
        far=rectified,
        formula="z*tanh(z*Phi(z))",
        derivative="tanh(z*Phi(z)) + z*(1 - tanh(z*Phi(z))**2)*(Phi(z) + z*phi(z))",
        range=(0.0, INFINITY),
        monotonic=False,
        lipschitz=1.2983066733058117,
        cost="several transcendentals",
        source="Naveen 2022, doi:10.36227/techrxiv.17283824",
        remark=N_("z tanh(GELU(z)): never negative, like z²/2 at 0, with a small bump on the left."),
    ),
    entry(
        key="elish",
        name="ELiSH",
        colour="#417a1f",
        function=elish,
        far=rectified,
        formula="Piecewise((z*sigma(z), z >= 0), ((exp(z) - 1)*sigma(z), True))",
        derivative=(
            "Piecewise((sigma(z)*(1 + z*(1 - sigma(z))), z >= 0),"
            " (sigma(z)*(exp(z) + (exp(z) - 1)*(1 - sigma(z))), True))"
        ),
        range=(-0.1715728752538099, INFINITY),
        monotonic=False,
        smoothness="C1",
        lipschitz=1.099839320128867,
        cost="several transcendentals",
        source="Basirat & Roth 2018, arXiv:1808.00783",
        remark=N_("SiLU on the right, ELU times the sigmoid on the left."),
    ),
    entry(
        key="hard_elish",
        name="HardELiSH",
        colour="#ad43d0",
        function=hard_elish,
        far=rectified,
        formula="Piecewise((z*Min(1, (z + 1)/2), z >= 0), ((exp(z) - 1)*Max(0, (z + 1)/2), True))",
        derivative="Piecewise((1, z >= 1), (z + 1/2, z >= 0), (((z + 2)*exp(z) - 1)/2, z > -1), (0, True))",
        kinks=(-1.0, 1.0),
        range=(-0.09967315152874262, INFINITY),
        monotonic=False,
        smoothness="C0",
        can_die=True,
        lipschitz=1.5,
        source="Basirat & Roth 2018, arXiv:1808.00783",
        remark=N_("ELiSH with a hard sigmoid: exactly 0 below −1, the identity above 1."),
    ),
    entry(
        key="hardswish",
        name="Hardswish",
        colour="#ab5649",
        function=functional.hardswish,
        far=rectified,
        formula="z*Max(0, Min(6, z + 3))/6",
        derivative="Piecewise((0, z <= -3), ((2*z + 3)/6, z < 3), (1, True))",
        torch_line="torch.nn.Hardswish()",
        kinks=(-3.0, 3.0),
        range=(-0.375, INFINITY),
        monotonic=False,
        smoothness="C0",
        can_die=True,
        lipschitz=1.5,
        cost="arithmetic",
        source="Howard et al. 2019, arXiv:1905.02244",
        remark=N_("A piecewise-quadratic stand-in for SiLU: exactly 0 below −3, the identity above 3."),
    ),
    entry(
        key="lisht",
        name="LiSHT",
        colour="#d043d0",
        function=lisht,
        far=lambda z: straight(z, -1.0, 1.0),
        formula="z*tanh(z)",
        derivative="tanh(z) + z*(1 - tanh(z)**2)",
        range=(0.0, INFINITY),
        monotonic=False,
        saturates="none",
        lipschitz=1.199678640257734,
        source="Roy, Manna, Dubey & Chaudhuri 2019, arXiv:1901.05894",
        remark=N_("An even function: a smooth absolute value, flat at the origin."),
    ),
)
