"""Formulas: what is typeset is what was meant, and the hand-written derivative is the derivative."""

import re

import mpmath
import pytest
import sympy

from activations.functions.catalogue import CATALOGUE
from activations.functions.formula import (
    PRE_ACTIVATIONS,
    derivative_expression,
    expression,
    latex,
    latex_derivative,
    names_in,
    number,
    parsed,
    spelled_out,
    tidied,
)
from tests.functions.reference import cases, compiled, formulas, identified, slopes

WITH_FORMULA = cases(lambda activation: bool(activation.derivative))
PLACES = (-7.3, -3.2, -2.2, -1.31, -0.83, -0.41, -0.07, 0.04, 0.3, 0.62, 0.97, 1.7, 2.3, 3.1, 6.4)
KATEX = re.compile(  # control words and symbols that KaTeX knows, of those that may occur here
    r"\\(frac|left|right|begin|end|text|quad|sqrt|pi|max|min|le|leq|geq|wedge|partial|cdot|sigma|Phi|varphi|operatorname"
    r"|tanh|sin|cos|arctan|ln|alpha|beta|gamma|lambda|omega|theta|mu|,| |\\)"
)


@pytest.mark.parametrize(("key", "parameters"), WITH_FORMULA, ids=identified(WITH_FORMULA))
def test_the_derivative_is_that_of_the_formula(key, parameters):
    """Numerical differentiation of the formula, away from its joints, against the closed form written by hand."""
    activation = CATALOGUE[key]
    values = [mpmath.mpf(value) for value in parameters.values()]
    checked = 0
    with mpmath.workdps(60):
        for first in PLACES:
            z = [mpmath.mpf(first)] if activation.arity == 1 else [mpmath.mpf(first), mpmath.mpf("0.7") - first / 2]
            if key == "soft_exponential" and 1 - values[0] * (z[0] + values[0]) <= 0:
                continue
            closed = [compiled(slope, key)(*z, *values) for slope in slopes(key)]
            for place, slope in enumerate(closed):
                function = compiled(formulas(key)[place if activation.outputs > 1 else 0], key)
                moved = place if activation.arity > 1 else 0
                step = mpmath.mpf("1e-15")
                around = [
                    function(*[part + side * step * (spot == moved) for spot, part in enumerate(z)], *values)
                    for side in (-1, 1)
                ]
                numerical = (around[1] - around[0]) / (2 * step)
                assert abs(numerical - slope) < 1e-15 * (1 + abs(slope))
                checked += 1
    assert checked >= 5


@pytest.mark.parametrize(("key", "parameters"), WITH_FORMULA, ids=identified(WITH_FORMULA))
def test_sympy_differentiates_to_the_same(key, parameters):
    activation = CATALOGUE[key]
    z = [PRE_ACTIVATIONS[name] for name in (("z",) if activation.arity == 1 else ("z1", "z2"))]
    wholes = formulas(key)
    derived = [sympy.diff(whole, variable) for whole in wholes for variable in z]
    with mpmath.workdps(60):
        values = [mpmath.mpf(value) for value in parameters.values()]
        for first in PLACES[::3]:
            if key == "soft_exponential" and 1 - values[0] * (first + values[0]) <= 0:
                continue
            inputs = [mpmath.mpf(first), mpmath.mpf("0.7") - first / 2][: activation.arity]
            for ours, theirs in zip(slopes(key), derived, strict=True):
                expected = compiled(theirs.doit(), key)(*inputs, *values)
                assert abs(compiled(ours, key)(*inputs, *values) - expected) < 1e-40 * (1 + abs(expected))


@pytest.mark.parametrize("key", [key for key, activation in CATALOGUE.items() if activation.derivative])
@pytest.mark.parametrize("which", ["formula", "derivative"])
def test_tidying_for_print_does_not_change_the_value(key, which):
    activation = CATALOGUE[key]
    names = names_in(activation)
    written = tidied(parsed(getattr(activation, which), names, evaluate=False))
    for name, _, meaning in reversed(activation.abbreviations):
        written = written.subs(sympy.Symbol(name, real=True), tidied(parsed(meaning, names, evaluate=False)))
    meant = spelled_out(getattr(activation, which), activation)
    pairs = zip(written, meant, strict=True) if isinstance(meant, sympy.Tuple) else [(written, meant)]
    with mpmath.workdps(60):
        for printed, evaluated in pairs:
            for first in PLACES[::2]:
                inputs = [mpmath.mpf(first), mpmath.mpf("0.7") - first / 2][: activation.arity]
                values = [mpmath.mpf(value) for value in activation.defaults.values()]
                expected = compiled(evaluated, key)(*inputs, *values)
                assert abs(compiled(printed, key)(*inputs, *values) - expected) < 1e-14 * (1 + abs(expected))


@pytest.mark.parametrize("typeset", [latex, latex_derivative])
@pytest.mark.parametrize("key", CATALOGUE)
def test_latex_is_well_formed_for_katex(key, typeset):
    text = typeset(key)
    bare = re.sub(r"\\text\{[^}]*\}", r"\\text{}", text)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")
    assert text.count(r"\begin{cases}") == text.count(r"\end{cases}")
    assert all(KATEX.fullmatch(word) for word in re.findall(r"\\(?:[A-Za-z]+|.)", bare))
    assert not re.search(r"\b1 \\frac|1 \\cdot|\\left\(-1\\right\)|for\\:", text), text
    assert len(text) < 260


@pytest.mark.parametrize("key", [key for key, activation in CATALOGUE.items() if activation.parameters])
def test_every_parameter_has_its_symbol_in_the_formula(key):
    text = latex(key)
    for parameter in CATALOGUE[key].parameters:
        assert parameter.symbol in re.sub(r"\\(?![a-z])|\\(?:max|min|left|right|frac|begin|end|cases|text)", " ", text)


@pytest.mark.parametrize(
    ("key", "formula", "slope"),
    [
        ("sigmoid", r"\frac{1}{1 + e^{- z}}", r"\sigma(z) \left(1 - \sigma(z)\right)"),
        ("relu", r"\max(0, z)", r"\begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases}"),
        (
            "leaky_relu",
            r"\max(0, z) + \alpha \min(0, z)",
            r"\begin{cases} 1 & z > 0 \\ \alpha & \text{otherwise} \end{cases}",
        ),
        (
            "elu",
            r"\begin{cases} z & z > 0 \\ \alpha \left(e^{z} - 1\right) & \text{otherwise} \end{cases}",
            r"\begin{cases} 1 & z > 0 \\ \alpha e^{z} & \text{otherwise} \end{cases}",
        ),
        ("gelu", r"z \Phi(z)", r"\Phi(z) + z \varphi(z)"),
        ("isru", r"\frac{z}{\sqrt{1 + \alpha z^{2}}}", r"\frac{1}{\left(1 + \alpha z^{2}\right)^{3/2}}"),
        ("squared_relu", r"\max(0, z)^{2}", r"2 \max(0, z)"),
        (
            "softshrink",
            r"\begin{cases} z - \lambda & z > \lambda \\ z + \lambda & z < - \lambda \\"
            r" 0 & \text{otherwise} \end{cases}",
            r"\begin{cases} 1 & |z| > \lambda \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            "glu",
            r"a \sigma(b)",
            r"\frac{\partial f}{\partial a} = \sigma(b), \quad "
            r"\frac{\partial f}{\partial b} = a \sigma(b) \left(1 - \sigma(b)\right)",
        ),
        (
            "maxout",
            r"\max_{1 \le j \le k} z_j",
            r"\frac{\partial f}{\partial z_j} = \begin{cases} 1 & \text{if } z_j \text{ is the largest} \\"
            r" 0 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_formula_reads_as_in_a_textbook(key, formula, slope):
    assert latex(key) == formula
    assert latex_derivative(key) == slope


def test_abbreviations_are_explained_after_the_formula():
    assert latex("gelu_tanh").endswith(r", \quad u = \sqrt{\frac{2}{\pi}} \left(z + 0.044715 z^{3}\right)")
    assert r"P' = " not in latex_derivative("rational")
    assert r"\quad Q = " in latex_derivative("rational")


def test_expressions_are_in_z_and_the_parameters():
    assert {str(symbol) for symbol in expression("elu").free_symbols} == {"z", "alpha"}
    assert {str(symbol) for symbol in derivative_expression("swiglu").free_symbols} == {"z1", "z2"}


def test_bad_requests_get_a_sentence():
    with pytest.raises(ValueError, match="No activation function is called 'nonsense'"):
        latex("nonsense")
    with pytest.raises(ValueError, match="The derivative of Maxout is only typeset"):
        derivative_expression("maxout")


def test_number_reads_claims():
    assert number("-1/sqrt(alpha)", {"alpha": 4.0}) == -0.5
    assert number("Piecewise((-oo, slope > 0), (0, True))", {"slope": 0.1}) == float("-inf")
    assert number(2, {}) == 2.0
