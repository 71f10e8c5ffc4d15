"""The formulas of the catalogue evaluated in mpmath, with how much of an error floating point may make of them.

400 digits, so that naive forms such as 1 + tanh(-300) keep digits to spare down to the smallest double.
"""

from collections.abc import Callable
from functools import cache

import mpmath
import sympy
import torch

from activations.functions.catalogue import CATALOGUE, Activation
from activations.functions.formula import PRE_ACTIVATIONS, derivative_expression, expression, symbols_of
from activations.functions.properties import jumps, kinks

mpmath.mp.dps = 400
STEP = mpmath.mpf("1e-30")  # of numerical derivatives: far below the spacing of floats, far above mpmath's
FAR = 1e4  # e^-FAR is below any float, and beyond it some functions of mpmath take long
BEYOND = mpmath.mpf("1e320")  # no float is as large
ROOT_TWO = mpmath.sqrt(2)
ROOT_TWO_PI = mpmath.sqrt(2 * mpmath.pi)


def exp(z: mpmath.mpf) -> mpmath.mpf:
    """Held beyond any float: exp(exp(1e10)) would take mpmath for ever."""
    return mpmath.exp(max(min(z, BEYOND), -BEYOND))


def limited(function: Callable) -> Callable:
    """A function that goes from -1 to 1, and is there to 400 digits at FAR."""
    return lambda z: function(z) if abs(z) < FAR else mpmath.sign(z)


FUNCTIONS = {
    "exp": exp,
    "tanh": limited(mpmath.tanh),
    "sigma": lambda z: 1 / (1 + exp(-z)),
    "Phi": lambda z: mpmath.erfc(-z / ROOT_TWO) / 2 if abs(z) < FAR else mpmath.mpf(z > 0),
    "phi": lambda z: exp(-z * z / 2) / ROOT_TWO_PI,
    "softplus": lambda z: mpmath.log(1 + exp(z)) if z < FAR else z,
    "erf": limited(mpmath.erf),
    "sign": mpmath.sign,
    "DiracDelta": lambda z: mpmath.mpf(0),  # sympy's derivative of sign, away from 0
}
SIZES = (
    *(
        1e-30,
        1e-8,
        1e-4,
        1e-3,
        0.01,
        0.1,
        0.25,
        0.4375,
        0.5,
        0.5625,
        0.75,
        1,
        1.25,
        1.5,
        2,
        2.25,
        2.5,
        3,
        3.5,
        4.5,
        5.5,
    ),
    *(6, 8, 10, 12, 14.5, 17, 20, 20.5, 25, 30, 40.5, 50, 88.5, 89, 104, 200, 500.25, 710, 999.875, 1000),
)
POINTS = (*(-size for size in reversed(SIZES)), 0.0, *SIZES)


def cases(keep: Callable[[Activation], bool] = lambda activation: True) -> list[tuple[str, dict[str, float]]]:
    """(key, parameters): every entry at its defaults and at both ends of each parameter's range."""
    found = []
    for activation in CATALOGUE.values():
        if not keep(activation):
            continue
        found.append((activation.key, activation.defaults))
        for parameter in activation.parameters:
            for end in (parameter.low, parameter.high):
                values = activation.defaults | {parameter.name: end}
                if activation.ordered:  # the other bound goes along where it must
                    first, second = activation.ordered
                    if values[first] > values[second]:
                        values[second if parameter.name == first else first] = end
                found.append((activation.key, values))
    return found


def identified(chosen: list[tuple[str, dict[str, float]]]) -> list[str]:
    names = []
    for key, values in chosen:
        changed = [f"{name}={value:g}" for name, value in values.items() if value != CATALOGUE[key].defaults[name]]
        names.append("-".join([key, *changed]))
    return names


@cache
def compiled(formula: sympy.Basic, key: str) -> Callable[..., mpmath.mpf]:
    """A function of (z, parameters...) or (z1, z2, parameters...) in mpmath."""
    activation = CATALOGUE[key]
    variables = [PRE_ACTIVATIONS[name] for name in (("z",) if activation.arity == 1 else ("z1", "z2"))]
    variables += list(symbols_of(activation.defaults).values()) if key != "maxout" else []
    return sympy.lambdify(variables, formula, modules=[FUNCTIONS, "mpmath"])


def formulas(key: str) -> list[sympy.Basic]:
    """One expression an output."""
    whole = expression(key)
    return list(whole) if isinstance(whole, sympy.Tuple) else [whole]


def slopes(key: str) -> list[sympy.Basic]:
    """One expression an output, or a pre-activation."""
    whole = derivative_expression(key)
    return list(whole) if isinstance(whole, sympy.Tuple) else [whole]


class Reference:
    """One expression at given parameters: its values and their condition, remembered for both dtypes."""

    def __init__(self, formula: sympy.Basic, key: str, parameters: dict[str, float]) -> None:
        self.function = compiled(formula, key)
        self.parameters = [mpmath.mpf(value) for value in parameters.values()] if key != "maxout" else []
        self.value = cache(self.value)
        self.condition = cache(self.condition)

    def value(self, z: tuple[float, ...]) -> mpmath.mpf:
        return mpmath.mpf(self.function(*map(mpmath.mpf, z), *self.parameters))

    def condition(self, z: tuple[float, ...]) -> mpmath.mpf:
        """By how much the value moves if each input moves by its own size: the sum of |input * partial derivative|."""
        inputs = [*map(mpmath.mpf, z), *self.parameters]
        moved = mpmath.mpf(0)
        for place, size in enumerate(inputs):
            if size:
                nearby = list(inputs)
                nearby[place] += STEP if size < 0 else -STEP  # towards 0, so that no end of a range is crossed
                slope = (self.function(*nearby) - self.value(z)) / STEP
                moved += abs(size * slope) if abs(slope) < 1 / mpmath.sqrt(STEP) else 0  # a jump has no slope
        return moved


def points(key: str, parameters: dict[str, float]) -> list[float]:
    """POINTS and the kinks and jumps with what lies just beside them; every one a float32, so exact in both dtypes."""
    places = [*kinks(key, **parameters), *jumps(key, **parameters)] if CATALOGUE[key].arity == 1 else []
    single = torch.tensor(places, dtype=torch.float32)
    exact = [place for place, rounded in zip(places, single.tolist(), strict=True) if place == rounded]
    beside = [place * share + nudge for place in places for share, nudge in ((0.99, -0.01), (1.01, 0.01))]
    chosen = set(torch.tensor([*POINTS, *exact, *beside], dtype=torch.float32).tolist())
    return sorted(chosen - (set(single.tolist()) - set(exact)))  # float32 and float64 compare 0.1 differently
