"""What can be checked outright: identities in sympy, and where floating-point numbers stop following them."""

from collections.abc import Callable
from typing import Any

import sympy
import torch
from torch import Tensor

from activations.functions.formula import Phi, derivative_expression, expression, phi, sigma, softplus

DTYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32, "float64": torch.float64}
Z = sympy.Symbol("z", real=True)


def identical(one: Any, other: Any) -> bool:
    """Whether two expressions in the real symbol z are the same function, by sympy's simplification of the difference.

    Text is read with z real. False only says that sympy did not find it.
    """
    read: Any = sympy.sympify
    first, second = (read(text, locals={"z": Z}) if isinstance(text, str) else text for text in (one, other))
    difference = (first - second).rewrite(sympy.exp)
    return sympy.simplify(sympy.expand(difference)) == 0 or sympy.simplify(difference) == 0


SPELLED_OUT = {  # the catalogue's abbreviations
    sigma: lambda x: 1 / (1 + sympy.exp(-x)),
    softplus: lambda x: sympy.log(1 + sympy.exp(x)),
    Phi: lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    phi: lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
}


def _spelled_out(found: Any) -> sympy.Expr:
    for name, meaning in SPELLED_OUT.items():
        found = found.replace(name, meaning)
    return found


def formula(key: str) -> sympy.Expr:
    """f of the catalogue as sympy, in `Z`."""
    return _spelled_out(sympy.sympify(expression(key)))


def slope_formula(key: str) -> sympy.Expr:
    """f' of the catalogue (written by hand there) as sympy, in `Z`."""
    return _spelled_out(sympy.sympify(derivative_expression(key)))


def slope(function: Callable[[Tensor], Tensor], z: float | Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """f'(z) as autograd has it."""
    at = torch.as_tensor(z, dtype=dtype).clone().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(function(at).sum(), at)
    return gradient


def first_where(condition: Callable[[Tensor], Tensor], high: float, dtype: torch.dtype) -> float:
    """The smallest x in [0, high] for which condition(x) holds, by bisection between neighbouring numbers of the dtype.

    It must not hold at 0, hold at `high`, and change once between. Infinity if it does not hold at `high`.
    """

    def holds(x: Tensor) -> bool:
        return bool(condition(x))

    low, top = torch.tensor(0.0, dtype=dtype), torch.tensor(high, dtype=dtype)
    if not holds(top):
        return float("inf")
    while True:
        middle = (low + top) / 2
        if not low < middle < top:
            return float(top)
        low, top = (low, middle) if holds(middle) else (middle, top)
