"""Formulas as text, as sympy expressions and typeset: all from `Activation.formula` and `Activation.derivative`.

The text is Python-like mathematics in z (z1 and z2 for units of two pre-activations), the parameters' names and the
entry's abbreviations, with the functions of `NAMES`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFunction
from sympy.parsing.sympy_parser import parse_expr
from sympy.printing.latex import LatexPrinter

from activations.functions.catalogue import CATALOGUE, Activation
from activations.language import translate as _


class sigma(sympy.Function):  # noqa: N801, the text's own word for the logistic sigmoid
    def fdiff(self, argindex=1):
        return self * (1 - self)


class Phi(sympy.Function):
    """Distribution function of the standard normal."""

    def fdiff(self, argindex=1):
        return phi(self.args[0])


class phi(sympy.Function):  # noqa: N801
    """Density of the standard normal."""

    def fdiff(self, argindex=1):
        z: Any = self.args[0]
        return -z * self


class softplus(sympy.Function):  # noqa: N801
    def fdiff(self, argindex=1):
        return sigma(self.args[0])


PRE_ACTIVATIONS = {name: sympy.Symbol(name, real=True) for name in ("z", "z1", "z2")}
FUNCTIONS = ("Abs", "Max", "Min", "Piecewise", "sign", "exp", "log", "sqrt", "sin", "cos", "tanh", "atan", "erf")
NAMES = (
    PRE_ACTIVATIONS
    | {name: getattr(sympy, name) for name in (*FUNCTIONS, "Eq", "Ne", "pi", "oo", "nan")}
    | {"sigma": sigma, "Phi": Phi, "phi": phi, "softplus": softplus}
)
MAXOUT_LATEX = r"\max_{1 \le j \le k} z_j"


@cache
def parsed(text: str, names: tuple[str, ...] = (), evaluate: bool = True) -> sympy.Basic:
    """The expression that `text` stands for, `names` being real symbols. `evaluate=False` keeps it as written."""
    return sympy.sympify(parse_expr(text, NAMES | symbols_of(names), evaluate=evaluate))


def symbols_of(names: Iterable[str]) -> dict[str, sympy.Symbol]:
    return {name: sympy.Symbol(name, real=True) for name in names}


def spelled_out(text: str, activation: Activation) -> sympy.Basic:
    """`text` with the abbreviations of the entry replaced by what they stand for."""
    names = names_in(activation)
    result = parsed(text, names)
    for name, _symbol, meaning in reversed(activation.abbreviations):  # a later one may use an earlier one
        result = result.subs(sympy.Symbol(name, real=True), parsed(meaning, names))
    return result


def names_in(activation: Activation) -> tuple[str, ...]:
    return (*activation.defaults, *(name for name, _symbol, _meaning in activation.abbreviations))


def expression(key: str) -> sympy.Basic:
    """f as a sympy expression; a Tuple for units of two outputs. Raises UnknownActivation."""
    return spelled_out(CATALOGUE[key].formula, CATALOGUE[key])


def derivative_expression(key: str) -> sympy.Basic:
    """f' as sympy; a Tuple of both partial derivatives for gated units. Raises ValueError for Maxout, which has k."""
    activation = CATALOGUE[key]
    if not activation.derivative:
        said = _("The derivative of {name} is only typeset: 1 for the largest piece, else 0.")
        raise ValueError(said.format(name=activation.name))
    return spelled_out(activation.derivative, activation)


def number(text: float | str, parameters: Mapping[str, float]) -> float:
    """The value of a claim (`Activation.range`, `.kinks`, `.jumps`) at these parameters; nan where there is none."""
    if not isinstance(text, str):
        return float(text)
    values: Any = {symbol: sympy.Float(parameters[name], 17) for name, symbol in symbols_of(parameters).items()}
    found: Any = parsed(text, tuple(parameters)).subs(values)
    return float(found)


def latex(key: str) -> str:
    """LaTeX of the right-hand side of f, with a symbol for each parameter.

    It stays within what KaTeX knows. Raises UnknownActivation.
    """
    activation = CATALOGUE[key]
    if not activation.derivative:
        return MAXOUT_LATEX
    return typeset(activation.formula, activation)


def latex_derivative(key: str) -> str:
    """LaTeX of the right-hand side of f'. Of gated units and Maxout: the partial derivatives, left-hand sides too."""
    activation = CATALOGUE[key]
    if not activation.derivative:
        largest = _(r"\text{if } z_j \text{ is the largest}")
        rows = rf"1 & {largest} \\ 0 & {otherwise()}"
        return rf"\frac{{\partial f}}{{\partial z_j}} = \begin{{cases}} {rows} \end{{cases}}"
    if activation.arity == 1:
        return typeset(activation.derivative, activation)
    compositor = FormulaPrinter(symbols_in_print(activation))
    partials: Any = parsed(activation.derivative, names_in(activation), evaluate=False)
    sides = (r"\frac{\partial f}{\partial a}", r"\frac{\partial f}{\partial b}")
    return r", \quad ".join(f"{side} = {compositor.doprint(part)}" for side, part in zip(sides, partials, strict=True))


def otherwise() -> str:
    return _(r"\text{otherwise}")


def typeset(text: str, activation: Activation) -> str:
    compositor = FormulaPrinter(symbols_in_print(activation))
    names = names_in(activation)
    main = parsed(text, names, evaluate=False)
    used = {str(symbol) for symbol in main.free_symbols}
    explained = []
    for name, symbol, meaning in reversed(activation.abbreviations):
        if name in used and not symbol.endswith("'"):  # P' speaks for itself beside P
            meant = parsed(meaning, names, evaluate=False)
            used |= {str(part) for part in meant.free_symbols}
            explained.insert(0, f"{symbol} = {compositor.doprint(meant)}")
    return r", \quad ".join([compositor.doprint(main), *explained])


def symbols_in_print(activation: Activation) -> dict[sympy.Symbol, str]:
    words = {name: symbol for name, symbol, _meaning in activation.abbreviations}
    words |= {parameter.name: parameter.symbol for parameter in activation.parameters}
    words |= {"z1": "a", "z2": "b"} if activation.arity > 1 else {}
    return {sympy.Symbol(name, real=True): word for name, word in words.items()}


def tidied(expression: sympy.Basic) -> sympy.Basic:
    """The unevaluated expression without the factors of 1 that the parser leaves in quotients."""
    if not expression.args or isinstance(expression, Relational | BooleanFunction):
        return expression
    parts = [tidied(part) for part in expression.args]
    if not isinstance(expression, sympy.Mul):
        keep = {"evaluate": False} if isinstance(expression, sympy.Expr) else {}
        return expression.func(*parts, **keep)
    flat: list[Any] = [factor for part in parts for factor in (part.args if isinstance(part, sympy.Mul) else (part,))]
    factors = [factor for factor in flat if factor != 1]
    if all(factor.is_Rational for factor in factors):
        return sympy.Mul(*factors)
    return factors[0] if len(factors) == 1 else sympy.Mul(*factors, evaluate=False)


def facing_z(condition: Any) -> Any:
    """A condition with z on its left side."""
    if not isinstance(condition, Relational):
        return condition
    z = set(PRE_ACTIVATIONS.values())
    if condition.rhs.free_symbols & z and not condition.lhs.free_symbols & z:
        condition = condition.reversed
    return condition.reversedsign if condition.lhs.could_extract_minus_sign() else condition


class FormulaPrinter(LatexPrinter):
    """LaTeX as a textbook sets it: terms in the order written, sigma(z) without braces, conditions led by z."""

    WORDS: ClassVar = {
        "sigma": r"\sigma",
        "Phi": r"\Phi",
        "phi": r"\varphi",
        "softplus": r"\operatorname{softplus}",
        "erf": r"\operatorname{erf}",
        "atan": r"\arctan",
        "sign": r"\operatorname{sgn}",
        "log": r"\ln",
        "Max": r"\max",
        "Min": r"\min",
    }

    def __init__(self, symbols: Mapping[sympy.Symbol, str]) -> None:
        super().__init__({"symbol_names": dict(symbols), "order": "none"})

    def doprint(self, expr) -> str:
        text = super().doprint(tidied(expr))
        return re.sub(r"\^\{\\frac\{(\d+)\}\{(\d+)\}\}", r"^{\1/\2}", text)  # powers such as 3/2 on one line

    def _print_Function(self, expr, exp=None):  # noqa: N802, sympy finds these methods by the class they print
        word = self.WORDS.get(expr.func.__name__, "\\" + expr.func.__name__)
        inner = ", ".join(self._print(argument) for argument in expr.args)
        tall = "\\frac" in inner or "\\sqrt" in inner or "(" in inner
        brackets = rf"\left({inner}\right)" if tall else f"({inner})"
        if exp is None:
            return word + brackets
        return f"{word}{brackets}^{{{exp}}}" if word in (r"\max", r"\min") else f"{word}^{{{exp}}}{brackets}"

    _print_log = _print_Max = _print_Min = _print_Function  # noqa: N815

    def _print_Abs(self, expr, exp=None):  # noqa: N802
        inner = self._print(expr.args[0])
        return (rf"\left|{inner}\right|" if "\\frac" in inner else f"|{inner}|") + (f"^{{{exp}}}" if exp else "")

    def _print_ExpBase(self, expr, exp=None):  # noqa: N802
        exponent = re.sub(r"\\frac\{([^{} ]+|\\[a-z]+)\}\{([^{} ]+)\}", r"\1 / \2", self._print(expr.args[0]))
        return f"e^{{{exponent}}}" if exp is None else rf"\left(e^{{{exponent}}}\right)^{{{exp}}}"

    _print_exp = _print_ExpBase

    def _print_Piecewise(self, expr):  # noqa: N802
        rows = []
        for value, condition in expr.args:
            when = otherwise() if condition == sympy.true else self._print(facing_z(condition))
            rows.append(f"{self._print(value)} & {when}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
