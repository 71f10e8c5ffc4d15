"""One arm's slice of one hidden layer: the activation function on its own slice, differentiated by autograd."""

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.training.initialisation import function_parameters
from activations.training.tape import Tape, trace


class ActivationSlice:
    """Applies an arm's activation to its networks' rows of a layer, forwards and backwards.

    Rows are [networks, pieces * units, batch] (piece after piece) before the function, [networks, outputs * units,
    batch] after it. The function sees [networks, units, batch], or [networks, units, batch, pieces] for gated functions
    and Maxout, or [networks, batch, units] for CReLU, which joins its outputs along the last axis.
    """

    def __init__(self, arm: Arm, learnable: dict[str, Tensor]) -> None:
        """`learnable`: for each learnable parameter its current values, updated from outside: [networks], or [networks,
        units] if each unit has its own.
        """
        self.function, self.pieces, self.outputs = arm.entry.function, arm.pre_activations, arm.outputs
        fixed = function_parameters(arm)
        self.learnable = {name: values.view(len(values), -1, 1) for name, values in learnable.items()}
        self.starts = {name: fixed[name] for name in learnable}
        self.start()
        self.fixed = {name: value for name, value in fixed.items() if name not in learnable}
        self.tape: Tape | None = None  # until `bind`
        self.off: set[int] = set()  # units whose output is held at 0
        self.silent: Tensor | None = (
            None  # [outputs * units, 1], True in the rows of those units; None if there are none
        )

    def start(self) -> None:
        """Set the learnable parameters to the arm's values."""
        for name, values in self.learnable.items():
            values.fill_(self.starts[name])

    def seen(self, rows: Tensor) -> Tensor:
        """Rows before the function in the shape that the function sees; a view."""
        if self.pieces > 1:
            return rows.unflatten(1, (self.pieces, -1)).movedim(1, -1)
        return rows.transpose(1, 2) if self.outputs > 1 else rows

    def unseen(self, gradient: Tensor) -> Tensor:
        """Inverse of `seen`; a view if it can be."""
        if self.pieces > 1:
            return gradient.movedim(-1, 1).flatten(1, 2)
        return gradient.transpose(1, 2) if self.outputs > 1 else gradient

    def given(self, value: Tensor) -> Tensor:
        """The function's result as rows after it; a view. Its own inverse."""
        return value.transpose(1, 2) if self.outputs > 1 else value

    def value(self, rows: Tensor, network: int | None = None) -> Tensor:
        """Rows after the function, for these rows before it, without a derivative; of one network only if given."""
        chosen = slice(None) if network is None else slice(network, network + 1)
        learnable = {name: values[chosen] for name, values in self.learnable.items()}
        return self.silenced(self.given(self.function(self.seen(rows), **self.fixed, **learnable)))

    def slope(self, rows: Tensor) -> Tensor:
        """|f'| as autograd has it, for these rows before the function: [networks, units, samples].

        Of a unit with several pre-activations or outputs it is the largest partial derivative.
        """
        _value, slopes = self.value_and_slopes(rows, self.learnable)
        return torch.stack([one for slope in slopes for one in slope.abs().chunk(self.pieces, dim=1)]).amax(0)

    def value_and_slopes(self, rows: Tensor, learnable: dict[str, Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Rows after the function, and of each output of a unit its partial derivatives in the shape of `rows`.

        By autograd, as in training: torch's convention at kinks, the surrogate of a step function. `learnable`: the
        learnable parameters of the networks whose rows these are.
        """
        leaf = self.seen(rows).detach().requires_grad_()
        tape = self.tape if self.outputs == 1 else None
        with torch.enable_grad():
            if tape is not None:  # the tape was traced with all parameters as leaves
                learnable = {name: values.detach().requires_grad_() for name, values in learnable.items()}
            result = self.function(leaf, **self.fixed, **learnable)
        with torch.no_grad():
            value = self.silenced(self.given(result.detach()))
            if tape is not None:
                return value, [self.unseen(tape.gradients(result, ones(result.shape, result.dtype, result.device))[0])]
            slopes = []
            for place in range(self.outputs):  # the outputs are the blocks of the last axis
                outside = torch.zeros_like(result)
                outside.chunk(self.outputs, dim=-1)[place].fill_(1)
                (slope,) = torch.autograd.grad(
                    result, leaf, outside, retain_graph=place + 1 < self.outputs, materialize_grads=True
                )
                slopes.append(self.unseen(slope))
        return value, slopes

    def switch(self, unit: int, on: bool) -> None:
        """Hold the output of one unit of all networks at 0, or let it go again."""
        self.off = self.off - {unit} if on else self.off | {unit}
        rows = self.gradient_rows.shape[1]
        units = torch.arange(rows, device=self.gradient_rows.device) % (rows // self.outputs)
        chosen = torch.tensor(sorted(self.off), device=units.device, dtype=units.dtype)
        self.silent = torch.isin(units, chosen)[:, None] if self.off else None

    def let_go(self) -> None:
        """Switch every unit on."""
        self.off, self.silent = set(), None

    def silenced(self, rows: Tensor) -> Tensor:
        return rows if self.silent is None else rows.masked_fill(self.silent, 0.0)

    def bind(self, before: Tensor, gradient_after: Tensor, gradients: dict[str, Tensor]) -> None:
        """Fix the rows that `forward` reads, the rows that `backward` reads, and where it puts learnable gradients."""
        self.leaf = self.seen(before).detach().requires_grad_()
        self.gradient_rows, self.gradient_after = gradient_after, self.given(gradient_after)
        self.leaves = {name: values.detach().requires_grad_() for name, values in self.learnable.items()}
        self.gradients = [gradients[name].view_as(leaf) for name, leaf in self.leaves.items()]
        names = tuple(self.leaves)
        self.tape = trace(
            lambda z, *values: self.function(z, **self.fixed, **dict(zip(names, values, strict=True))),
            (self.leaf, *self.leaves.values()),
        )

    def forward(self) -> Tensor:
        """The function's result, with its graph kept for `backward`. Call with gradients enabled."""
        self.result = self.function(self.leaf, **self.fixed, **self.leaves)
        return self.silenced(self.given(self.result))

    def backward(self) -> Tensor:
        """Gradient of the rows before the function. Call with gradients disabled, once after each `forward`."""
        result: Any = self.result
        self.result = None
        outside = self.gradient_after
        if self.silent is not None:  # a copy: a residual connection needs the whole
            outside = self.given(self.gradient_rows.masked_fill(self.silent, 0.0))
        if self.tape is not None:
            gradient, *learnable = self.tape.gradients(result, outside)
        else:
            gradient, *learnable = torch.autograd.grad(
                result, (self.leaf, *self.leaves.values()), outside, materialize_grads=True
            )
        for target, value in zip(self.gradients, learnable, strict=True):
            target.copy_(value.sum_to_size(target.shape))
        return self.unseen(gradient)


@lru_cache(maxsize=8)
def ones(shape: torch.Size, dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.ones(shape, dtype=dtype, device=device)
