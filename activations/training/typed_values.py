"""Values and typeset form of a typed function, from its syntax tree, which typed_function has checked."""

import ast
from collections.abc import Callable
from functools import reduce

import numpy as np
import sympy

CONSTANTS = {"pi": (np.pi, sympy.pi), "e": (np.e, sympy.E)}
FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    **{
        name: (getattr(np, name), getattr(sympy, name))
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "sign", "floor")
    },
    **{name: (getattr(np, "arc" + name[1:]), getattr(sympy, name)) for name in ("asin", "acos", "atan")},
    "abs": (np.abs, sympy.Abs),
    "min": (lambda *values: reduce(np.minimum, values), sympy.Min),
    "max": (lambda *values: reduce(np.maximum, values), sympy.Max),
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


def values(tree: ast.expr, x: np.ndarray) -> np.ndarray:
    """float64 [samples]; inf or NaN where the function has no value."""

    def value(node: ast.expr):
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](value(left), value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return OPERATORS[type(op)](value(operand))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name][0](*map(value, arguments))
            case ast.Name(id="x"):
                return x
            case ast.Name(id=name):
                return np.float64(CONSTANTS[name][0])
            case ast.Constant(value=number):
                return np.float64(number)

    with np.errstate(all="ignore"):
        return np.broadcast_to(value(tree), x.shape).astype(np.float64)


def symbolic(node: ast.expr) -> sympy.Expr:
    """The tree as a sympy expression, for typesetting; call under `sympy.evaluate(False)`."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return sympy.Add(symbolic(left), sympy.Mul(-1, symbolic(right)))
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Div(), right=right):
            return sympy.Pow(symbolic(right), -1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return sympy.Mul(symbolic(left), sympy.Pow(symbolic(right), -1))
        case ast.BinOp(left=left, op=op, right=right):
            made = {ast.Add: sympy.Add, ast.Mult: sympy.Mul, ast.Pow: sympy.Pow}[type(op)]
            return made(symbolic(left), symbolic(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return sympy.Mul(-1, symbolic(operand))
        case ast.UnaryOp(operand=operand):
            return symbolic(operand)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name][1](*map(symbolic, arguments))
        case ast.Name(id="x"):
            return sympy.Symbol("x", real=True)
        case ast.Name(id=name):
            return CONSTANTS[name][1]
        case ast.Constant(value=int() as number):
            return sympy.Integer(number)
        case ast.Constant(value=number):
            return sympy.Float(repr(number))
