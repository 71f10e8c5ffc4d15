"""What can be done to the networks of a stack between two steps, an arm at a time; the other arms' numbers stay."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from activations.experiment.arm import Arm
from activations.experiment.intervention import Intervention
from activations.training.batches import Batches
from activations.training.initialisation import InputNoise, seeded_torch, shaped
from activations.training.stack import NetworkStack
from activations.turns import breathe

DEAD = 1e-6  # a unit is dead when |f'(z)| is at most this on every training sample


def operate(stack: NetworkStack, numbers: Sequence[int], act: Intervention) -> None:
    """Do what an intervention says to a stack that holds the arms `numbers` of its experiment; the rate is not its."""
    needed: Any = act  # what its kind needs is there: Intervention has checked it
    if act.do == "noise":
        stack.noise = needed.value
    elif act.do in ("freeze", "unfreeze"):
        stack.freeze(needed.layer, act.do == "freeze")
    for number in (numbers.index(arm) for arm in act.arms if arm in numbers):
        if act.do == "spike":
            stack.spikes[number] = needed.value
        elif act.do == "bias":
            set_biases(stack, number, needed.value)
        elif act.do == "revive":
            revive(stack, number, act.step)
        elif act.do == "swap":
            swap(stack, number, needed.to)
        else:
            stack.layers[needed.layer].slices[number].switch(needed.unit, act.do == "on")
            stack.recapture()


@torch.no_grad()
def set_biases(stack: NetworkStack, number: int, value: float) -> None:
    """Set all biases of an arm's hidden layers; with a norm its shifts, since it takes away what is added before it."""
    block = slice(number * stack.each, (number + 1) * stack.each)
    for layer in stack.layers[:-1]:
        (layer.bias if layer.norm is None else layer.norm.shift)[block] = value
    hold(stack)


@torch.no_grad()
def swap(stack: NetworkStack, number: int, arm: Arm) -> None:
    """Give an arm another activation of the same shape. Weights, biases, their optimiser state and switches are kept.

    Learnable parameters of the new activation start at its values, with nothing in the optimiser's memory.
    """
    views, layers, optimizer = stack.layout.views, stack.layers, stack.optimizer
    before = [views(tensor) for tensor in (stack.flat, *optimizer.state)]
    stack.arms = (*stack.arms[:number], arm, *stack.arms[number + 1 :])
    stack.allocate()
    stack.optimizer.steps = optimizer.steps
    for old, tensor in zip(before, (stack.flat, *stack.optimizer.state), strict=True):
        for key, view in stack.layout.views(tensor).items():
            if key[1] != number:
                view.copy_(old[key])
    for layer, earlier in zip(stack.layers[:-1], layers, strict=False):
        if layer.norm is not None and earlier.norm is not None:
            layer.norm.running = earlier.norm.running
        layer.slices[number].start()
        for one, other in zip(layer.slices, earlier.slices, strict=True):
            for unit in other.off:
                one.switch(unit, False)
    stack.set_rate(stack.given_rate)
    hold(stack)


def hold(stack: NetworkStack) -> None:
    """Let frozen layers stay where they are now: after their numbers were changed on purpose."""
    for place in tuple(stack.frozen):
        stack.freeze(place)


@torch.no_grad()
def dead_units(stack: NetworkStack, number: int) -> list[Tensor]:
    """For each hidden layer [seeds, units], bool: dead on all training samples."""
    dead = [torch.ones(len(stack.seeds), width, dtype=torch.bool) for width in stack.widths[:-1]]
    for columns in stack.training_columns():
        for place, before in enumerate(stack.rows_before(number, columns)):
            if place < len(dead):
                slope = stack.layers[place].slices[number].slope(before)[: len(stack.seeds)]
                dead[place] &= (slope <= DEAD).all(2).cpu()
                breathe()
    return dead


@torch.no_grad()
def revive(stack: NetworkStack, number: int, step: int) -> int:
    """Start an arm's dead units afresh; how many there were, over all seeds.

    Incoming weights are drawn as at the start, from a generator keyed by seed, layer, unit and step; the bias is 0, a
    norm's scale and statistics start again, and the optimiser remembers nothing of them. Outgoing weights and learnable
    parameters are kept.
    """
    count = 0
    views = [stack.layout.views(tensor) for tensor in (stack.flat, *stack.optimizer.state)]
    for place, dead in enumerate(dead_units(stack, number)):
        layer = stack.layers[place]
        for index, unit in dead.nonzero().tolist():
            source = seeded_torch("revive", stack.seeds[index], place, unit, step)
            drawn = torch.randn(stack.layer_pieces[place], stack.inputs[place], dtype=torch.float64, generator=source)
            network, rows = number * stack.each + index, slice(unit, None, stack.widths[place])
            for view in views:
                for name in ("weight", "bias") + (("scale", "shift") if layer.norm else ()):
                    view[place, name][network, rows] = 0
            drawn = (shaped(drawn, stack.build.init) * stack.deviation(number, place, index)).to(stack.dtype)
            layer.weight[network, rows] = drawn.to(stack.device)
            if layer.norm is not None:
                layer.norm.start((network, rows))
            count += 1
            breathe()
    hold(stack)
    return count


@torch.no_grad()
def keep(stack: NetworkStack, places: list[int]) -> None:
    """Let every arm go on with the networks at these places of `stack.seeds`, at least one; the rest is forgotten.

    Weights, optimiser state, rates and all that was done to the networks stay. Numbers go on as they would have but for
    the rounding of matrix products, which differs with a network's place. `reset` starts the networks that are left.
    """
    old_each, arms = stack.each, len(stack.arms)
    before = [stack.layout.views(tensor) for tensor in (stack.flat, *stack.optimizer.state)]
    layers, steps, off = stack.layers, stack.optimizer.steps, [[one.off for one in la.slices] for la in stack.layers]
    stack.take(places)
    stack.allocate()
    stack.optimizer.steps = steps
    spare = stack.each - len(places)
    chosen = torch.tensor([*places, *[places[-1]] * spare], device=stack.device)
    rows = torch.cat([chosen + number * old_each for number in range(arms)])
    for old, tensor in zip(before, (stack.flat, *stack.optimizer.state), strict=True):
        for key, view in stack.layout.views(tensor).items():
            view.copy_(old[key][rows if isinstance(key[1], str) else chosen])
    for layer, earlier, units in zip(stack.layers, layers, off, strict=True):
        if layer.norm is not None and earlier.norm is not None:
            for now, then in zip(layer.norm.running, earlier.norm.running, strict=True):
                now.copy_(then[rows])
        for one, those in zip(layer.slices, units, strict=True):
            for unit in those:
                one.switch(unit, False)
    stack.batches = Batches(*stack.batches.columns, stack.all_seeds, arms, stack.batch_size)
    stack.input_noise = InputNoise(stack.all_seeds, stack.inputs[0], stack.batch_size)
    if isinstance(stack.given_rate, Tensor):
        stack.given_rate = stack.given_rate[:, places]
    stack.set_rate(stack.given_rate)
    hold(stack)
