"""Shrinkage functions: flat around zero, straight far away."""

from torch.nn import functional

from activations.catalogue.activation import INFINITY, Activation, Parameter

ENTRIES = (
    Activation(
        key="softshrink",
        name="Softshrink",
        family="shrinkage",
        function=functional.softshrink,
        formula="Piecewise((z - lambd, z > lambd), (z + lambd, z < -lambd), (0, True))",
        derivative="Piecewise((1, Abs(z) > lambd), (0, True))",
        parameters=(
            Parameter(
                name="lambd", default=0.5, low=0.0, high=3.0, symbol=r"\lambda", meaning="half width of the flat part"
            ),
        ),
        torch_line="torch.nn.Softshrink({lambd})",
        kinks=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        zero_centred=True,
        monotonic=True,
        smoothness="C0",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="arithmetic",
        year=1995,
        source="Donoho 1995",
        remark="Pulls everything towards zero by λ and zeroes the small; the proximal map of the L1 norm.",
    ),
    Activation(
        key="hardshrink",
        name="Hardshrink",
        family="shrinkage",
        function=functional.hardshrink,
        formula="Piecewise((z, Abs(z) > lambd), (0, True))",
        derivative="Piecewise((1, Abs(z) > lambd), (0, True))",
        parameters=(
            Parameter(
                name="lambd", default=0.5, low=0.0, high=3.0, symbol=r"\lambda", meaning="half width of the flat part"
            ),
        ),
        torch_line="torch.nn.Hardshrink({lambd})",
        kinks=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        jumps=("Piecewise((-lambd, lambd > 0), (nan, True))", "Piecewise((lambd, lambd > 0), (nan, True))"),
        zero_centred=True,
        monotonic=True,
        smoothness="discontinuous",
        saturates="none",
        can_die=False,
        lipschitz=INFINITY,
        cost="arithmetic",
        year=1994,
        source="Donoho & Johnstone 1994",
        remark="Zeroes the small and keeps the rest, with a jump at ±λ.",
    ),
    Activation(
        key="tanhshrink",
        name="Tanhshrink",
        family="shrinkage",
        function=functional.tanhshrink,
        formula="z - tanh(z)",
        derivative="tanh(z)**2",
        torch_line="torch.nn.Tanhshrink()",
        zero_centred=True,
        monotonic=True,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=1.0,
        cost="one exponential",
        source="torch.nn",
        remark="Cubic and almost flat around zero, straight far away.",
    ),
)
