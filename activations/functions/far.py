"""Functions far from 0, where z * z overflows, and a gate of 0 times an infinite z is NaN.

Training uses `Activation.function` alone, to the bit as it stands: a network that gets this far has diverged.
"""

from collections.abc import Callable

import torch
from torch import Tensor

# |z| from which `Activation.far` is used: there it equals f to rounding, and z**5 is still finite below.
REACH = {torch.float32: 1e7, torch.float64: 1e60}
Far = Callable[..., Tensor]  # of z (gated units: of value and gate) and the parameters


def with_far(function: Callable[[Tensor], Tensor], far: Callable[[Tensor], Tensor], z: Tensor) -> Tensor:
    """`function` near 0 and `far` beyond. Neither sees the other's z: an infinity times the 0 of the branch not taken
    would be NaN in the gradient."""
    reach = REACH[z.dtype]
    near = z.abs() <= reach
    return torch.where(near, function(z.clamp(-reach, reach)), far(torch.where(near, reach, z)))


def with_far_gate(function: Callable[[Tensor], Tensor], far: Callable[[Tensor, Tensor], Tensor], z: Tensor) -> Tensor:
    """The same for units of a value and a gate, where the gate is far out."""
    value, gate = z.unbind(-1)
    reach = REACH[z.dtype]
    near = gate.abs() <= reach
    held = torch.stack([value, gate.clamp(-reach, reach)], dim=-1)
    return torch.where(near, function(held), far(value, torch.where(near, reach, gate)))


def straight(z: Tensor, left: float, right: float) -> Tensor:
    """Two rays from the origin with these slopes; a slope of 0 is 0 for an infinite z too."""
    parts = [part * slope for part, slope in ((-torch.relu(-z), left), (torch.relu(z), right)) if slope]
    return sum(parts[1:], parts[0]) if parts else z.clamp(0.0, 0.0)


def levels(z: Tensor, left: float, right: float) -> Tensor:
    """`left` for z < 0 and `right` for z > 0, with the slope 0."""
    return torch.where(z < 0, z.clamp(left, left), z.clamp(right, right))
