"""Autograd's derivative of a small function, taken again and again without the engine's cost around it."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.graph import Node

MAX_TRIED = 2**16  # elements that a function is tried on


class Tape:
    """The order in which to call the nodes of autograd's graph, found once for a function that always builds the same.

    torch.autograd.grad spends about 35 microseconds on a call and 10 on a node, many times what the arithmetic of a
    small layer takes. The nodes hold autograd's own derivative formulas and can be called themselves.
    """

    def __init__(self, result: Tensor, leaves: tuple[Tensor, ...]) -> None:
        """Raises TypeError if the graph holds a node that cannot be called so."""
        self.leaves = len(leaves)
        order: list[Node] = []
        if result.grad_fn is not None:
            visit(result.grad_fn, order, set())
        order.reverse()  # from the result to the leaves: a node comes after all that feed it
        place = {node: number for number, node in enumerate(order)}
        self.steps: list[
            list[tuple[int, int, int]]
        ] = []  # a node: (which of its gradients, target, slot of the target)
        self.slots = [1] * len(order)
        for node in order:
            edges = []
            for which, (following, slot) in enumerate(node.next_functions):
                if following is None:
                    continue
                variable = getattr(following, "variable", None)
                if variable is not None:
                    target = next((-1 - n for n, leaf in enumerate(leaves) if leaf is variable), None)
                    if target is None:
                        raise TypeError("The graph reaches a tensor that is not among the leaves.")
                else:
                    target = place[following]
                    self.slots[target] = max(self.slots[target], slot + 1)
                edges.append((which, target, slot))
            self.steps.append(edges)
        self.single = len(order) == 1 and self.steps[0] == [(0, -1, 0)] and len(order[0].next_functions) == 1

    def gradients(self, result: Tensor, outside: Tensor) -> list[Any]:
        """Gradients of the leaves, for the gradient `outside` of a result built as the one traced. With gradients off.

        A leaf that was broadcast gets the gradient before it is summed to the leaf's shape.
        """
        grad_fn: Any = result.grad_fn
        if self.single:
            return [grad_fn(outside)]
        found: list[Any] = [None] * self.leaves
        if not self.steps:  # the identity
            return [outside]
        nodes: list[Any] = [None] * len(self.steps)
        waiting: list[list[Any]] = [[None] * slots for slots in self.slots]
        nodes[0], waiting[0][0] = grad_fn, outside
        for number, edges in enumerate(self.steps):
            node = nodes[number]
            given = node(*waiting[number])
            following = node.next_functions
            if len(following) == 1:
                given = (given,)
            for which, target, slot in edges:
                gradient = given[which]
                holder, index = (found, -1 - target) if target < 0 else (waiting[target], slot)
                holder[index] = gradient if holder[index] is None else holder[index] + gradient
                if target >= 0:
                    nodes[target] = following[which][0]
        return found


def visit(node: Node, order: list[Node], seen: set[Node]) -> None:
    """Append the nodes behind `node`, then itself; leaves' own nodes are left out."""
    seen.add(node)
    for following, _ in node.next_functions:
        if following is not None and following not in seen and not hasattr(following, "variable"):
            visit(following, order, seen)
    order.append(node)


def trace(function, leaves: tuple[Tensor, ...]) -> Tape | None:
    """A tape for `function(*leaves)`, or None if it does not give just what torch.autograd.grad gives on trial."""
    # In float64 whatever the training uses: the graph is the same, and rounding cannot hide or feign a difference.
    device = "cpu" if leaves[0].device.type == "mps" else leaves[0].device
    like = {"dtype": torch.float64, "device": device}
    some = max(2, MAX_TRIED * len(leaves[0]) // max(leaves[0].numel(), 1))  # networks: the others are built alike
    leaves = tuple(leaf[:some] for leaf in leaves)
    trial = [torch.linspace(-2, 2, leaves[0].numel(), **like).view(leaves[0].shape)]
    trial += [leaf.detach().to(**like, copy=True) for leaf in leaves[1:]]
    trial = tuple(leaf.requires_grad_() for leaf in trial)
    with torch.enable_grad():
        result = function(*trial)
    outside = torch.linspace(1, 2, result.numel(), dtype=result.dtype, device=result.device).view(result.shape)
    try:
        tape = Tape(result, trial)
        with torch.no_grad():
            found = tape.gradients(result, outside)
    except (RuntimeError, TypeError):  # a node written in Python, such as a straight-through estimator's
        return None
    expected = torch.autograd.grad(result, trial, outside, allow_unused=True)
    for ours, theirs in zip(found, expected, strict=True):
        if ours is None or theirs is None:
            return None
        if not torch.allclose(ours.sum_to_size(theirs.shape), theirs, rtol=1e-10, atol=1e-10):
            return None
    return tape
