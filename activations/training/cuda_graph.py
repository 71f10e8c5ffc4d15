"""A training step recorded once as a CUDA graph and replayed: one launch instead of some fifty from Python.

The recorded kernels read and write fixed memory. What changes from step to step (the batch, the learning rate, what the
optimiser works out for the step) is copied there before each replay. An intervention that changes what a step does
needs a new recording.
"""

from collections.abc import Callable

import torch
from torch import Tensor

WARM_UP = 3  # steps taken before recording, so that libraries have their workspaces


class CapturedStep:
    """`learn(inputs, targets, rate, factors)` as a graph, for batches of one shape."""

    def __init__(self, learn: Callable, inputs: Tensor, targets: Tensor, factors: int, changed: list[Tensor]) -> None:
        """`changed`: all tensors that a step changes and the next one reads; recording leaves them as they are."""
        self.inputs, self.targets = inputs.clone(), targets.clone()
        self.numbers = torch.zeros(1 + factors, dtype=inputs.dtype, device=inputs.device)  # rate, then factors
        self.numbers.fill_(0.5)  # any that divide and multiply harmlessly
        rate, *rest = self.numbers.unbind()
        kept = [tensor.clone() for tensor in changed]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP):
                learn(self.inputs, self.targets, rate, rest)
        torch.cuda.current_stream().wait_stream(stream)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            learn(self.inputs, self.targets, rate, rest)
        for tensor, value in zip(changed, kept, strict=True):
            tensor.copy_(value)

    def __call__(self, inputs: Tensor, targets: Tensor, rate: float, factors: tuple[float, ...]) -> None:
        """One step."""
        self.inputs.copy_(inputs)
        self.targets.copy_(targets)
        self.numbers.copy_(torch.tensor([rate, *factors], dtype=self.numbers.dtype))
        self.graph.replay()
