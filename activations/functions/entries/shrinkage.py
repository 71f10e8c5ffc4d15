"""Shrinkage functions: flat around zero, straight far away."""

from functools import partial

from torch.nn import functional

from activations.functions.activation import INFINITY, Activation, Parameter
from activations.language import marked as N_

entry = partial(Activation, family=N_("shrinkage"))
ENTRIES = (
    entry(
        key="softshrink",
        name="Softshrink",
        colour="#eb7047",
        function=functional.softshrink,
        formula="Piecewise((z - lambd, z > lambd), (z + lambd, z < -lambd), (0, True))",
        derivative="Piecewise((1, Abs(z) > lambd), (0, True))",
        parameters=(
            Parameter("lambd", 0.5, low=0.0, high=3.0, symbol=r"\lambda", meaning=N_("half width of the flat part")),
        ),
        torch_line="torch.nn.Softshrink({lambd})",
        kinks=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        zero_centred=True,
        smoothness="C0",
        source="Donoho 1995",
        remark=N_("Pulls everything towards zero by λ and zeroes the small; the proximal map of the L1 norm."),
    ),
    entry(
        key="hardshrink",
        name="Hardshrink",
        colour="#12a512",
        function=functional.hardshrink,
        formula="Piecewise((z, Abs(z) > lambd), (0, True))",
        derivative="Piecewise((1, Abs(z) > lambd), (0, True))",
        parameters=(
            Parameter("lambd", 0.5, low=0.0, high=3.0, symbol=r"\lambda", meaning=N_("half width of the flat part")),
        ),
        torch_line="torch.nn.Hardshrink({lambd})",
        kinks=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        jumps=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        zero_centred=True,
        smoothness="discontinuous",
        lipschitz=INFINITY,
        source="Donoho & Johnstone 1994",
        remark=N_("Zeroes the small and keeps the rest, with a jump at ±λ."),
    ),
    entry(
        key="tanhshrink",
        name="Tanhshrink",
        colour="#d65cb8",
        function=functional.tanhshrink,
        formula="z - tanh(z)",
        derivative="tanh(z)**2",
        torch_line="torch.nn.Tanhshrink()",
        zero_centred=True,
        cost="one exponential",
        source="torch.nn",
        remark=N_("Cubic and almost flat around zero, straight far away."),
    ),
)
