"""Functions typed by the reader: what numpy makes of them, and a sentence for everything that is not one."""

import time

import numpy as np
import pytest

from activations.data.expression import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, typed_function

X = np.linspace(-2, 2, 101)


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("sin(3*x)", lambda x: np.sin(3 * x)),
        ("x^2/2 − 3", lambda x: x**2 / 2 - 3),
        ("-x**2", lambda x: -(x**2)),
        ("2**-x", lambda x: 2.0**-x),
        ("x - 1 - x", lambda x: -np.ones_like(x)),
        ("max(x, 0) + min(1, x, -x)", lambda x: np.maximum(x, 0) + np.minimum(1, np.minimum(x, -x))),
        ("exp(-x*x)*cos(4·pi·x)", lambda x: np.exp(-x * x) * np.cos(4 * np.pi * x)),
        ("e**x", np.exp),
        ("sqrt(abs(x)) × sign(x)", lambda x: np.sqrt(np.abs(x)) * np.sign(x)),
        ("1/(1 + 1e3*x**2) + .5", lambda x: 1 / (1 + 1000 * x**2) + 0.5),
        ("asin(x/2) + acos(x/2)", lambda x: np.full_like(x, np.pi / 2)),
        ("7", lambda x: np.full_like(x, 7)),
    ],
)
def test_it_says_what_it_means(text, function):
    typed = typed_function(text)
    assert typed(X).dtype == np.float64
    np.testing.assert_allclose(typed(X), function(X), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_that_is_offered_works(name):
    text = f"{name}(x/5 + 0.55)" if name not in ("min", "max") else f"{name}(x, 0.5)"
    assert np.isfinite(typed_function(text)(X)).all()


def test_it_is_standardised_over_its_range():
    values = typed_function("10 + 5*x").standardised(np.linspace(-2, 2, 4001))
    assert values.mean() == pytest.approx(0, abs=1e-12)
    assert values.std() == pytest.approx(1)
    assert not typed_function("0.1*3").standardised(X).any()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty: type a function of x"),
        ("  ", "is empty"),
        (None, "formula = None is no text"),
        ("x + " * 50 + "x", f"has 201 characters: at most {MAX_LENGTH} are allowed"),
        ("1/x", r"not finite on all of \[-2, 2\]: it is infinite at x = 0"),
        ("log(x)", "it has no value at x = -2"),
        ("sqrt(x)", "it has no value at x = -2"),
        ("tan(x)", r"it grows without bound near x = (-)?1\.571"),
        ("1/(x - 0.1234567)", r"it grows without bound near x = 0\.1235"),
        ("exp(1000*x)", "it is infinite at x = 0.71"),
        ("exp(120*x)", "its values reach .*, beyond 1e"),
        ("9**9**9", r"holds 9 \*\* 9 \*\* 9, which is not a finite number"),
        ("exp(-9**9**9**9)", "which is not a finite number"),
        ("0/0 + x", "holds 0 / 0, which is not a finite number"),
        ("1" * 190, "which is not a finite number"),
        ("x**1000", "has the exponent 1000: allowed are exponents from -100 to 100"),
        ("x**(10**9)", r"has the exponent 10 \*\* 9"),
        ("3x", "lacks a sign at '3x': write 3"),
        ("2(x+1)", "lacks a sign"),
        ("(x)(x)", "lacks a sign"),
        ("sin(x", "cannot be read: check its brackets"),
        ("x +", "cannot be read"),
        ("sin x", "cannot be read"),
        ("sin", r"uses sin without its brackets: write sin\(x\)"),
        ("y + 1", "uses 'y', which is not known. Allowed are numbers, x, pi, e"),
        ("True", "holds 'True', which is not a number"),
        ("sine(x)", "calls 'sine', which is no known function. Did you mean sin?"),
        ("sin(x, x)", "gives sin 2 values: it takes one"),
        ("min(x)", "gives min 1 value: it takes two or more"),
        ("-" * 60 + "x", f"is nested more than {MAX_DEPTH} levels deep"),
        ("(" * 98 + "x" + ")" * 98, None),
        ("x.real", "holds 'x.real', which is not allowed"),
        ("x.__class__.__mro__", "which is not allowed"),
        ("__import__('os')", "has the character"),
        ("eval(x)", "calls 'eval', which is no known function"),
        ("x if x else 1", "which is not allowed"),
        ("[x]", "has the character"),
        ("lambda x: x", "has the character ':'"),
        ("x < 1", "has the character '<'"),
        ("x // 2", "which is not allowed"),
        ("sin(*x)", "which is not allowed"),
    ],
)
def test_what_is_not_a_function_gets_a_sentence_at_once(text, sentence):
    started = time.perf_counter()
    if sentence is None:
        assert np.array_equal(typed_function(text)(X), X)
    else:
        with pytest.raises(ValueError, match=sentence):
            typed_function(text)
    assert time.perf_counter() - started < 1


def test_a_spike_that_is_finite_is_no_pole():
    assert typed_function("1/((x - 0.12345)**2 + 1e-6)")(np.array([0.12345]))[0] == pytest.approx(1e6)
