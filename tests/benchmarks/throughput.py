"""Optimiser steps a second: stacked training against a loop of nn.Modules and against torch.func.vmap, in one run.

    python -m tests.benchmarks.throughput

8 activations x 8 seeds, networks 2-8-8-8-1, SGD, one intra-op thread, batches of 10 and 64. The three take turns, and
ratios are taken turn by turn; printed are the medians and, in brackets, the lowest and the highest turn.
"""

import statistics
import time
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn import functional

from activations import Arm, Experiment, Trainer

KEYS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "mish")
MODULES = (nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Mish)  # torch's own, same order
SEEDS, WIDTHS, RATE = 8, (8, 8, 8), 0.03
TURNS = 9
STEPS = {"stacked": 128, "loop": 8, "vmap": 24}  # about a quarter of a second each


def network(activation: type[nn.Module]) -> nn.Sequential:
    sizes = (2, *WIDTHS, 1)
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def stacked(batch_size: int) -> Callable[[int], None]:
    """Steps of the lab's own trainer, its choice of batches included."""
    arms = [Arm(key) for key in KEYS]
    trainer = Trainer(Experiment(arms=arms, widths=WIDTHS, seeds=SEEDS, learning_rate=RATE, batch_size=batch_size))
    return trainer.advance


def batches(batch_size: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Cut beforehand, so that the others spend nothing on it."""
    x = torch.randn(16 * batch_size, 2)
    y = (x[:, :1] * x[:, 1:] > 0).float()
    return list(zip(x.split(batch_size), y.split(batch_size), strict=True))


def loop(batch_size: int) -> Callable[[int], None]:
    """Every network an nn.Sequential with a torch.optim.SGD of its own."""
    pairs = [(module, torch.optim.SGD(module.parameters(), lr=RATE)) for module in map(network, MODULES * SEEDS)]
    data = batches(batch_size)

    def advance(steps: int) -> None:
        for step in range(steps):
            x, y = data[step % len(data)]
            for module, optimizer in pairs:
                optimizer.zero_grad(set_to_none=True)
                functional.binary_cross_entropy_with_logits(module(x), y).backward()
                optimizer.step()

    return advance


def vectorised(batch_size: int) -> Callable[[int], None]:
    """PyTorch's model ensembling: one vmap of functional_call an activation, over the seeds."""
    ensembles = []
    for activation in MODULES:
        modules = [network(activation) for _ in range(SEEDS)]
        parameters, _ = stack_module_state(modules)
        skeleton = network(activation).to("meta")

        def loss(values, x, y, skeleton=skeleton):
            return functional.binary_cross_entropy_with_logits(functional_call(skeleton, values, (x,)), y)

        ensembles.append(
            ({name: value.detach() for name, value in parameters.items()}, vmap(grad(loss), (0, None, None)))
        )
    data = batches(batch_size)

    def advance(steps: int) -> None:
        for step in range(steps):
            x, y = data[step % len(data)]
            for parameters, gradients in ensembles:
                found = gradients(parameters, x, y)
                torch._foreach_add_(list(parameters.values()), [found[name] for name in parameters], alpha=-RATE)

    return advance


def measure(batch_size: int, turns: int = TURNS) -> dict[str, list[float]]:
    """Seconds a step of each, turn by turn."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        runs = {"stacked": stacked(batch_size), "loop": loop(batch_size), "vmap": vectorised(batch_size)}
        for name, advance in runs.items():  # to warm up
            advance(STEPS[name] // 4)
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(turns):
            for name, advance in runs.items():
                started = time.perf_counter()
                advance(STEPS[name])
                seconds[name].append((time.perf_counter() - started) / STEPS[name])
        return seconds
    finally:
        torch.set_num_threads(threads)


def ratios(seconds: dict[str, list[float]], other: str) -> list[float]:
    """How many times faster stacked training was than `other`, turn by turn."""
    return [theirs / ours for theirs, ours in zip(seconds[other], seconds["stacked"], strict=True)]


def main() -> None:
    print(f"{len(KEYS)} activations x {SEEDS} seeds, 2-{'-'.join(map(str, WIDTHS))}-1, SGD, one thread")
    for batch_size in (10, 64):
        seconds = measure(batch_size)
        step = statistics.median(seconds["stacked"])
        samples = len(KEYS) * SEEDS * batch_size / step
        print(f"batch {batch_size}: {step * 1e3:.2f} ms a step of all networks, {samples / 1e6:.2f} M samples a second")
        for other, words in (("loop", "a loop of nn.Modules with torch.optim.SGD"), ("vmap", "torch.func.vmap")):
            found = ratios(seconds, other)
            print(f"  {statistics.median(found):.1f} times [{min(found):.1f}, {max(found):.1f}] {words}")


if __name__ == "__main__":
    main()
