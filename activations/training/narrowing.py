"""Going on with some of the networks of a stack: the others have nothing left to show."""

import torch
from torch import Tensor

from activations.training.batches import Batches
from activations.training.initial import InputNoise
from activations.training.stack import NetworkStack
from activations.training.surgery import hold


@torch.no_grad()
def keep(stack: NetworkStack, places: list[int]) -> None:
    """Let every arm go on with the networks at these places of `stack.seeds`, at least one; the rest is forgotten.

    Weights, optimiser state, rates and all that was done to the networks stay. Numbers go on as they would have but for
    the rounding of matrix products, which differs with a network's place. `reset` starts the networks that are left.
    """
    old_each, arms = stack.each, len(stack.arms)
    before = [stack.layout.views(tensor) for tensor in (stack.flat, *stack.optimizer.state)]
    layers, steps, off = stack.layers, stack.optimizer.steps, [[part.off for part in la.parts] for la in stack.layers]
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
        if layer.norm is not None:
            for now, then in zip(layer.norm.running, earlier.norm.running, strict=True):
                now.copy_(then[rows])
        for part, those in zip(layer.parts, units, strict=True):
            for unit in those:
                part.switch(unit, False)
    stack.batches = Batches(*stack.batches.columns, stack.all_seeds, arms, stack.batch_size)
    stack.input_noise = InputNoise(stack.all_seeds, stack.inputs[0], stack.batch_size)
    if isinstance(stack.given_rate, Tensor):
        stack.given_rate = stack.given_rate[:, places]
    stack.set_rate(stack.given_rate)
    hold(stack)
