"""The values of an activation function and its derivatives at given points: what every picture of one is drawn from."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from activations.functions.catalogue import CATALOGUE, Activation
from activations.functions.formula import derivative_expression
from activations.language import translate as _

SECTIONS = ("diagonal", "value", "gate")  # of a gated unit: a = b = x; a = x, b held; a held, b = x
ABSOLUTE_VALUE = ((1.0, -1.0), (0.0, 0.0))  # Maxout's two lines, slopes and offsets, when none are given


def curve(
    key: str,
    x: Sequence[float] | np.ndarray | Tensor,
    order: int = 1,
    *,
    section: str | None = None,
    held: float = 1.0,
    weights: Sequence[float] | None = None,
    biases: Sequence[float] | None = None,
    **parameters: float,
) -> pd.DataFrame:
    """f and its derivatives at x: columns x, f, df and, with order 2, d2f; all float64, in the order of x.

    df is autograd's, so at a kink it follows torch's convention (0 for ReLU at 0, the slope for Leaky ReLU). Only where
    training uses a surrogate gradient (step, sign) df and d2f are those of f itself: 0.

    `parameters` are those of CATALOGUE[key]. Further keywords and columns:
    - gated units: `section` "diagonal" (a = b = x, the default), "value" (a = x, b = `held`) or "gate" (a = `held`,
      b = x);
    - Maxout: the lines z_j = weights[j] x + biases[j], the two of |x| by default, also as columns z1 to zk;
    - CReLU: f, df (d2f) of its first output and f2, df2 (d2f2) of its second.

    Raises ValueError on an unknown key or parameter, an x that is empty, not one-dimensional or not finite, an order
    other than 0, 1 or 2, and on keywords that the function does not have.
    """
    columns = curve_columns(key, x, order, section=section, held=held, weights=weights, biases=biases, **parameters)
    return pd.DataFrame(columns)


def curve_columns(
    key: str,
    x: Sequence[float] | np.ndarray | Tensor,
    order: int = 1,
    *,
    section: str | None = None,
    held: float = 1.0,
    weights: Sequence[float] | None = None,
    biases: Sequence[float] | None = None,
    **parameters: float,
) -> dict[str, np.ndarray]:
    """The columns of `curve`, without a table: to make one takes longer than to compute most functions."""
    activation = CATALOGUE[key]
    if order not in (0, 1, 2):
        raise ValueError(_("order = {order!r}: a curve has order 0 (f), 1 (and f') or 2 (and f'').", order=order))
    points = validated_points(x).requires_grad_()
    if activation.key != "maxout" and (weights is not None or biases is not None):
        raise ValueError(_("{name} has no lines: weights and biases belong to Maxout.", name=activation.name))
    if activation.key == "maxout":
        z = maxout_lines(points, weights, biases, parameters)
        extra = {f"z{piece + 1}": column.numpy(force=True) for piece, column in enumerate(z.unbind(-1))}
    elif activation.arity > 1:
        z, extra = gated_section(activation, points, section or "diagonal", held), {}
    else:
        z, extra = points, {}
    if section is not None and (activation.arity == 1 or activation.key == "maxout"):
        raise ValueError(_("{name} has no section: only gated units have a value and a gate.", name=activation.name))
    columns = {"x": points.numpy(force=True)}
    for number, output in enumerate(outputs(activation, z, parameters), start=1):
        suffix = "" if number == 1 else str(number)
        for name, values in zip(("f", "df", "d2f"), derivatives(activation, output, points, order), strict=False):
            columns[name + suffix] = values.numpy(force=True)
    return columns | extra


def validated_points(x: Any) -> Tensor:
    try:
        if not isinstance(x, Tensor):  # torch.as_tensor would round Python's numbers to float32
            given = np.asarray(x)
            if given.dtype.kind not in "biufO":
                raise ValueError
            if given.dtype.kind == "O":  # whole numbers too large for NumPy; its own way makes None NaN
                given = np.frompyfunc(float, 1, 1)(given)
            x = torch.from_numpy(np.array(given, dtype=np.float64))
        if x.is_complex():
            raise ValueError
        points = x.detach().to(device="cpu", dtype=torch.float64, copy=True)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise ValueError(_("x must be numbers: a list, an array or a tensor of one dimension.")) from None
    if points.ndim != 1 or len(points) == 0:
        said = _("x has the shape {shape}; it must have one dimension and at least one point.")
        raise ValueError(said.format(shape=tuple(points.shape)))
    if not torch.isfinite(points).all():
        bad = points[~torch.isfinite(points)][0].item()
        raise ValueError(_("x holds {bad}; every point must be a finite number.", bad=bad))
    return points


def maxout_lines(
    points: Tensor, weights: Sequence[float] | None, biases: Sequence[float] | None, parameters: dict[str, float]
) -> Tensor:
    """Pre-activations [points, k] of the lines. Without weights: |x| for k = 2, else tangents of a parabola."""
    pieces = parameters.get("k")
    if weights is None and biases is None:
        weights, biases = (
            ABSOLUTE_VALUE if pieces in (None, 2) else tangents(int(CATALOGUE["maxout"].validated(parameters)["k"]))
        )
    weights = [0.0] * len(biases or ()) if weights is None else list(weights)
    biases = [0.0] * len(weights) if biases is None else list(biases)
    if len(weights) != len(biases):
        said = _("Maxout: {weights} weights and {biases} biases; each line needs one of both.")
        raise ValueError(said.format(weights=len(weights), biases=len(biases)))
    low, high = (
        int(limit) for limit in (CATALOGUE["maxout"].parameters[0].low, CATALOGUE["maxout"].parameters[0].high)
    )
    if not low <= len(weights) <= high:
        said = _("Maxout: {count} lines given; it takes {low} to {high}.")
        raise ValueError(said.format(count=len(weights), low=low, high=high))
    if not all(math.isfinite(value) for value in (*weights, *biases)):
        raise ValueError(_("Maxout: every weight and bias must be a finite number."))
    slopes, offsets = torch.tensor([weights, biases], dtype=torch.float64)
    return points[:, None] * slopes + offsets


def tangents(pieces: int) -> tuple[list[float], list[float]]:
    """Slopes and offsets of `pieces` lines that touch x^2 / 4 at places spread evenly over [-2, 2]."""
    places = [4 * piece / (pieces - 1) - 2 for piece in range(pieces)]
    return [place / 2 for place in places], [-place * place / 4 for place in places]


def gated_section(activation: Activation, points: Tensor, section: str, held: float) -> Tensor:
    if section not in SECTIONS:
        said = _("{name}: section = {section!r} is not one of {sections}.")
        raise ValueError(said.format(name=activation.name, section=section, sections=", ".join(SECTIONS)))
    if not math.isfinite(held):
        raise ValueError(_("{name}: held = {held!r} must be a finite number.", name=activation.name, held=held))
    fixed = torch.full_like(points, held).detach()
    pairs = {"diagonal": (points, points), "value": (points, fixed), "gate": (fixed, points)}
    return torch.stack(pairs[section], dim=-1)


def outputs(activation: Activation, z: Tensor, parameters: dict[str, float]) -> tuple[Tensor, ...]:
    if activation.outputs == 1:
        return (activation(z, **parameters),)
    return activation(z[:, None], **parameters).unbind(-1)  # one unit a row, two outputs each


def derivatives(activation: Activation, output: Tensor, points: Tensor, order: int) -> list[Tensor]:
    """f, f', ... up to `order`. Each output depends on its own point alone, so the sum mixes nothing."""
    results = [output]
    for _derivative in range(order):
        if activation.surrogate_gradient:
            slope = float(str(derivative_expression(activation.key)))  # a constant; autograd would give the estimator's
            results.append(torch.full_like(points, slope))
        elif not results[-1].requires_grad:  # constant already
            results.append(torch.zeros_like(points))
        else:
            (slope,) = torch.autograd.grad(results[-1].sum(), points, create_graph=True, allow_unused=True)
            results.append(torch.zeros_like(points) if slope is None else slope)
    return results
