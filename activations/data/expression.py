"""A function of x typed by the reader, to be learnt in a regression: read safely, evaluated by numpy in float64.

The text is read by Python's own grammar and never run: only the numbers, names, operators and calls listed here are
let through, one node of the syntax tree at a time. Everything is computed in float64, where 9**9**9 is infinite and
refused at once, so that the cost is bounded by the length of the text.
"""

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache, reduce

import numpy as np

from activations import checks
from activations.language import translate as _

CONSTANTS = {"pi": np.pi, "e": np.e}
FUNCTIONS: dict[str, Callable] = {
    **{
        name: getattr(np, name)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "sign", "floor")
    },
    **{name: getattr(np, "arc" + name[1:]) for name in ("asin", "acos", "atan")},
    "abs": np.abs,
    "min": lambda *values: reduce(np.minimum, values),
    "max": lambda *values: reduce(np.maximum, values),
}
OPERATORS: dict[type, Callable] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.UAdd: lambda a: +a,
    ast.USub: lambda a: -a,
}

LOW, HIGH = -2.0, 2.0  # where x lies
MAX_LENGTH = 200  # characters
MAX_DEPTH = 30  # levels of the syntax tree
MAX_EXPONENT = 100  # of a power with a fixed exponent
MAX_VALUE = 1e100  # its square is still a float64
GRID = np.linspace(LOW, HIGH, 4001)  # holds -2, -1, 0, 1 and 2, where poles like to be
POLE_GROWTH = 1e6  # |f| close to a place, as a multiple of |f| at the grid's points around it, that tells a pole
ZOOMS, ZOOM_POINTS = 8, 101
SEVERAL = ("min", "max")  # take two arguments or more; the others take one


@dataclass(frozen=True)
class TypedFunction:
    """f, finite on [-2, 2]. Call it with x [samples]; it answers in float64."""

    text: str
    tree: ast.expr = field(repr=False, compare=False)
    centre: float = field(compare=False)  # mean of f over [-2, 2]
    scale: float = field(compare=False)  # its standard deviation there; 1 for a constant

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return values(self.tree, np.asarray(x, dtype=np.float64))

    def standardised(self, x: np.ndarray) -> np.ndarray:
        """(f - centre) / scale: mean 0 and standard deviation 1 over [-2, 2]; 0 for a constant."""
        return (self(x) - self.centre) / self.scale


@lru_cache(maxsize=64)
def typed_function(text: str) -> TypedFunction:
    """The function that `text` writes in x. Raises ValueError if it is not one, or not finite on all of [-2, 2].

    `^` is read as `**`, and the signs −, × and · as -, * and *.
    """
    tree = parsed(text)
    sampled = values(tree, GRID)
    check_finite(text, tree, sampled)
    centre = float(sampled.mean())
    if np.ptp(sampled) <= 1e-12 * np.abs(sampled).max():
        return TypedFunction(text, tree, float(sampled[0]), 1.0)
    return TypedFunction(text, tree, centre, float((sampled - centre).std()))


# -- reading ----------------------------------------------------------------------------------------------------------


def checked_text(text: object) -> str:
    """The text, if it is one of a reasonable length. Raises ValueError; what it means is not looked at."""
    if not isinstance(text, str):
        raise ValueError(_("formula = {text!r} is no text: type a function of x, such as sin(3*x).", text=text))
    return checks.text_length("formula", text, MAX_LENGTH)


def parsed(text: str) -> ast.expr:
    """The syntax tree, every node of which is allowed. Raises ValueError."""
    if not checked_text(text).strip():
        raise ValueError(_("formula = {text!r} is empty: type a function of x, such as sin(3*x).", text=text))
    plain = re.sub("[×·]", "*", text.replace("−", "-")).replace("^", "**").strip()
    strange = re.search(r"[^A-Za-z0-9_.+\-*/(), ]", plain)
    if strange:
        said = _("formula = {text!r} has the character {strange!r}, which has no meaning here. {allowed}")
        raise ValueError(said.format(text=text, strange=strange[0], allowed=allowed()))
    missing = re.search(r"(?<![A-Za-z0-9_.])[0-9.]+ *(?!e[+\-]?[0-9])[A-Za-z(]|\) *[A-Za-z0-9(]|\bx *\(", plain)
    if missing:
        said = _("formula = {text!r} lacks a sign at {missing!r}: write 3*x, not 3x.")
        raise ValueError(said.format(text=text, missing=missing[0]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd spellings such as 3or x, which are refused below
            tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        said = _("formula = {text!r} cannot be read: check its brackets and operators, as in sin(3*x) + x**2/2.")
        raise ValueError(said.format(text=text)) from None
    check(text, tree, 1)
    return tree


def allowed() -> str:
    return _(
        "Allowed are numbers, x, {constants}, + - * / ** with brackets, and {functions} (of one value; min and max of "
        "several)."
    ).format(constants=", ".join(CONSTANTS), functions=", ".join(FUNCTIONS))


def check(text: str, node: ast.expr, depth: int) -> None:
    """Raise ValueError at the first node that is not allowed."""
    if depth > MAX_DEPTH:
        said = _("formula = {text!r} is nested more than {deepest} levels deep: write a simpler one.")
        raise ValueError(said.format(text=text, deepest=MAX_DEPTH))
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            inner = [left, right]
        case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
            inner = [operand]
        case ast.Call(func=ast.Name(id=name), args=inner, keywords=[]):
            check_call(text, name, len(inner))
        case ast.Name(id=name):
            check_name(text, name)
            return
        case ast.Constant(value=bool() | complex()) | ast.Constant(value=str()):
            said = _("formula = {text!r} holds {node!r}, which is not a number. {allowed}")
            raise ValueError(said.format(text=text, node=ast.unparse(node), allowed=allowed()))
        case ast.Constant(value=int() | float()):
            check_size(text, node)
            return
        case _:
            said = _("formula = {text!r} holds {node!r}, which is not allowed. {allowed}")
            raise ValueError(said.format(text=text, node=shown(node), allowed=allowed()))
    for part in inner:
        check(text, part, depth + 1)
    if not uses_x(node):
        check_size(text, node)
    match node:
        case ast.BinOp(op=ast.Pow(), right=exponent) if not uses_x(exponent):
            size = float(values(exponent, np.zeros(1))[0])
            if abs(size) > MAX_EXPONENT:
                said = _(
                    "formula = {text!r} has the exponent {exponent}: allowed are exponents from "
                    "-{largest} to {largest}."
                )
                raise ValueError(said.format(text=text, exponent=shown(exponent), largest=MAX_EXPONENT))


def check_name(text: str, name: str) -> None:
    if name in FUNCTIONS:
        said = _("formula = {text!r} uses {name} without its brackets: write {name}(x).")
        raise ValueError(said.format(text=text, name=name))
    if name != "x" and name not in CONSTANTS:
        said = _("formula = {text!r} uses {name!r}, which is not known.{hint} {allowed}")
        raise ValueError(said.format(text=text, name=name, hint=nearest(name), allowed=allowed()))


def check_call(text: str, name: str, arguments: int) -> None:
    if name not in FUNCTIONS:
        said = _("formula = {text!r} calls {name!r}, which is no known function.{hint} {allowed}")
        raise ValueError(said.format(text=text, name=name, hint=nearest(name), allowed=allowed()))
    if name in SEVERAL and arguments < 2:
        said = _("formula = {text!r} gives {name} {arguments} value: it takes two or more.")
        raise ValueError(said.format(text=text, name=name, arguments=arguments))
    if name not in SEVERAL and arguments != 1:
        said = _("formula = {text!r} gives {name} {arguments} values: it takes one.")
        raise ValueError(said.format(text=text, name=name, arguments=arguments))


def check_size(text: str, node: ast.expr) -> None:
    """What does not depend on x must be a number of a reasonable size by itself."""
    try:
        size = float(values(node, np.zeros(1))[0])
    except OverflowError:  # a whole number with hundreds of digits
        size = float("inf")
    if not abs(size) <= MAX_VALUE:
        said = _("formula = {text!r} holds {node}, which is not a finite number up to {largest:g}.")
        raise ValueError(said.format(text=text, node=shown(node), largest=MAX_VALUE))


def nearest(name: str) -> str:
    near = get_close_matches(name.lower(), ["x", *CONSTANTS, *FUNCTIONS], n=1)
    return _(" Did you mean {name}?", name=near[0]) if near else ""


def shown(node: ast.expr) -> str:
    written = ast.unparse(node)
    return written if len(written) <= 40 else written[:39] + "…"


def uses_x(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "x" for part in ast.walk(node))


# -- what it gives ----------------------------------------------------------------------------------------------------


def check_finite(text: str, tree: ast.expr, sampled: np.ndarray) -> None:
    """Raise ValueError if f has no finite value somewhere on the grid, or grows without bound between its points."""
    where = _("formula = {text!r} is not finite on all of [{low:g}, {high:g}]", text=text, low=LOW, high=HIGH)
    lost = ~np.isfinite(sampled)
    if lost.any():
        if np.isnan(sampled[lost][0]):
            said = _("{where}: it has no value at x = {x:.4g}. Change it so that it has a value everywhere.")
        else:
            said = _("{where}: it is infinite at x = {x:.4g}. Change it so that it has a value everywhere.")
        raise ValueError(said.format(where=where, x=GRID[lost][0]))
    if np.abs(sampled).max() > MAX_VALUE:
        said = _("{where}: its values reach {most:.3g}, beyond {largest:g}.")
        raise ValueError(said.format(where=where, most=np.abs(sampled).max(), largest=MAX_VALUE))
    heights = np.abs(sampled)
    peaks = 1 + np.flatnonzero((heights[1:-1] >= heights[:-2]) & (heights[1:-1] >= heights[2:]))
    for peak in peaks[np.argsort(heights[peaks])[-20:]]:
        low, high = GRID[peak - 1], GRID[peak + 1]
        for _zoom in range(ZOOMS):
            x = np.linspace(low, high, ZOOM_POINTS)
            found = np.abs(values(tree, x))
            place = int(np.nanargmax(found)) if not np.isnan(found).all() else 0
            if not np.isfinite(found).all() or found[place] > POLE_GROWTH * max(heights[peak], 1e-300):
                raise ValueError(_("{where}: it grows without bound near x = {x:.4g}.", where=where, x=x[place]))
            low, high = x[max(place - 1, 0)], x[min(place + 1, ZOOM_POINTS - 1)]


def values(tree: ast.expr, x: np.ndarray) -> np.ndarray:
    """float64 [samples]; inf or NaN where the function has no value."""

    def value(node: ast.expr):
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](value(left), value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return OPERATORS[type(op)](value(operand))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name](*map(value, arguments))
            case ast.Name(id="x"):
                return x
            case ast.Name(id=name):
                return np.float64(CONSTANTS[name])
            case ast.Constant(value=int() | float() as number):
                return np.float64(number)
        raise AssertionError(node)  # `checked` lets nothing else through

    with np.errstate(all="ignore"):
        return np.broadcast_to(value(tree), x.shape).astype(np.float64)
