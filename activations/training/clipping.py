"""Gradient clipping by the global norm of each network, as torch.nn.utils.clip_grad_norm_."""

import torch
from torch import Tensor

from activations.training.flat_layout import Layout

EPSILON = 1e-6  # added to the norm, as in torch


class Clipping:
    """Scales the gradients of every network of a stack whose norm is above a limit down to it.

    Squares are summed by folding rows in half, again and again: the order, and so the rounding, is the same wherever a
    network lies in the stack and whatever is beside it.
    """

    def __init__(self, layout: Layout, gradient: Tensor, each: int) -> None:
        """`each`: networks an arm. `gradient` is the flat tensor that `layout` describes."""
        views = layout.views(gradient)
        shared = [view.flatten(1) for key, view in views.items() if isinstance(key[1], str)]
        networks = len(shared[0])
        places, offset = [(view, slice(0, networks), view.shape[1]) for view in shared], 0
        ends: dict[int, int] = {}  # learnable parameters of each arm come after all weights
        for (_, owner, *_), view in views.items():
            if isinstance(owner, int):
                lines = view.view(each, -1)
                places.append((lines, slice(owner * each, (owner + 1) * each), lines.shape[1]))
                ends[owner] = ends.get(owner, 0) + lines.shape[1]
        base = sum(view.shape[1] for view in shared)
        width = 1 << (base + max(ends.values(), default=0) - 1).bit_length()
        self.squares = torch.zeros(networks, width, dtype=gradient.dtype, device=gradient.device)
        self.blocks: list[tuple[Tensor, slice, Tensor]] = []
        after = dict.fromkeys(ends, base)
        for view, rows, size in places:
            if rows == slice(0, networks) and offset < base:
                start, offset = offset, offset + size
            else:
                owner = rows.start // each
                start, after[owner] = after[owner], after[owner] + size
            self.blocks.append((view, rows, self.squares[rows, start : start + size]))

    def __call__(self, limit: float) -> Tensor:
        """Clip in place; the norms before it, [networks, 1]."""
        for view, _, squares in self.blocks:
            torch.mul(view, view, out=squares)
        total = self.squares
        while (half := total.shape[1] // 2) > 0:
            total = total[:, :half] + total[:, half:]
        norm = total.sqrt()
        factor = (limit / (norm + EPSILON)).clamp(max=1.0)
        for view, rows, _ in self.blocks:
            view.mul_(factor[rows])
        return norm
