"""The slope of an activation of which 5 % count as saturated: the largest, or less where a smaller one lasts."""

import math
from functools import lru_cache

import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.functions.properties import RAYS, SATURATED, WINDOW, largest_slope, lasting_slope
from activations.training.activation_slice import ActivationSlice

POINTS = 801  # over the window; even a sine of 30 z has 8 of them a period


def max_slope(activation_slice: ActivationSlice, arm: Arm, networks: int) -> Tensor:
    """For each of the first `networks` of a slice, on the CPU, at the current values of what is learnable: max |f'|, or
    20 times the slope that lasts for ever, where that is less.

    [networks, 1], or [networks, units] if each unit has its own parameters.

    Over all z by `properties.largest_slope`. Measured on the window [-10, 10] instead, as the regions shaded on the
    Curves page are, where the parameters learn, where |f'| grows without end (ReLU squared, GLU), and where f jumps and
    autograd gives the slopes beside the jump or those of a straight-through estimator. Of several pre-activations: the
    largest partial derivative over pairs on the axes and diagonals.
    """
    learnable = {name: values[:networks] for name, values in activation_slice.learnable.items()}
    if not learnable:
        return constant(arm).expand(networks, 1)
    like = next(iter(learnable.values()))
    return torch.minimum(on_window(activation_slice, learnable, like), lasting(activation_slice, learnable, like))


@lru_cache(maxsize=256)
def constant(arm: Arm) -> Tensor:
    """max |f'| of an arm without learnable parameters, [1, 1]."""
    with torch.enable_grad():
        largest = largest_slope(arm.key, **arm.parameters)
    one, like = ActivationSlice(arm, {}), torch.zeros(1, 1, 1, dtype=torch.float64)
    found = torch.tensor([[largest]]) if math.isfinite(largest) else on_window(one, {}, like).float()
    return torch.minimum(found, lasting(one, {}, like).float())


def lasting(activation_slice: ActivationSlice, learnable: dict[str, Tensor], like: Tensor) -> Tensor:
    """Where a slope above 0 lasts for ever, that slope over SATURATED: shaped as `on_window`."""
    if activation_slice.pieces > 1:  # the largest partial derivative is that of the active line, or grows with a gate
        return torch.tensor(math.inf, dtype=like.dtype)
    z = torch.tensor(RAYS).to(like).expand(len(like), like.shape[1], -1)
    slopes = torch.stack([one.abs() for one in activation_slice.value_and_slopes(z, learnable)[1]]).amax(0)
    kept = [[lasting_slope(unit) for unit in network] for network in slopes.double().cpu().numpy()]
    return (torch.tensor(kept) / SATURATED).to(like.dtype)


def on_window(activation_slice: ActivationSlice, learnable: dict[str, Tensor], like: Tensor) -> Tensor:
    """max |f'| on the window, for parameters (and dtype and device) like [networks, units or 1, 1]."""
    z = window(activation_slice.pieces).to(like).expand(len(like), activation_slice.pieces * like.shape[1], -1)
    sizes = [slope.abs().nan_to_num(0, 0, 0) for slope in activation_slice.value_and_slopes(z, learnable)[1]]
    return torch.stack(sizes).amax((0, 3)).unflatten(1, (activation_slice.pieces, -1)).amax(1).cpu()


@lru_cache(maxsize=8)
def window(pieces: int) -> Tensor:
    """Rows before the function, [1, pieces, points]: z over the window, or tuples of pre-activations from it."""
    line = torch.linspace(-WINDOW, WINDOW, POINTS, dtype=torch.float64)
    if pieces == 1:
        return line.view(1, 1, -1)
    partners = (0 * line, 1 + 0 * line, -1 + 0 * line, line, -line)
    tuples = [
        torch.stack([line if place == moved else partner for place in range(pieces)])
        for partner in partners
        for moved in range(pieces)
    ]
    return torch.cat(tuples, dim=1)[None]
