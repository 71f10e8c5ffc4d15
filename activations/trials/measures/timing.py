"""What functions cost: interleaved timings, and ratios of them that a busy machine moves as little as possible.

Every round times all candidates one after the other in an order drawn again; what is averaged are ratios within a
round, by their median. Timings are of this machine and this moment: their intervals are over rounds, not over seeds.
"""

import time
from collections.abc import Callable, Generator, Mapping

import numpy as np
import torch
from torch import Tensor, nn

from activations.experiment.arm import Arm
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import function_parameters
from activations.training.numerics import steady
from activations.trials.intervals import Found, level, seeded_numpy
from activations.trials.measures.deciding import Decide, known
from activations.trials.result import Estimate, Progress

# The thread's own time, where it is fine enough: what other processes take in between is not in it. Everything timed
# here runs on the thread that asks for it.
CLOCK = time.thread_time if time.get_clock_info("thread_time").resolution <= 1e-6 else time.perf_counter
SHORTEST = 1e-3  # seconds a candidate runs in a round, repeated as often as that takes
Candidates = Mapping[str, Callable[[], object]]


def timed(
    candidates: Candidates, rounds: int, span: tuple[float, float] = (0.0, 1.0)
) -> Generator[Progress, None, dict[str, np.ndarray]]:
    """`times = yield from timed({"relu": call, ...}, 41)`: seconds a call, [rounds], of every candidate."""
    doing = Text(N_("Timing on one thread"))
    draws, names = seeded_numpy(), list(candidates)
    repeats = {}
    for name in names:  # twice, the first to warm up
        with steady():
            _seconds(candidates[name], 1)
            repeats[name] = max(1, round(SHORTEST / max(_seconds(candidates[name], 2), 1e-9)))
        yield Progress(done=span[0], doing=doing)
    times = {name: np.empty(rounds) for name in names}
    for turn in range(rounds):
        for place in draws.permutation(len(names)):
            name = names[place]
            with steady():
                times[name][turn] = _seconds(candidates[name], repeats[name])
        yield Progress(done=span[0] + (span[1] - span[0]) * (turn + 1) / rounds, doing=doing)
    return times


def _seconds(call: Callable[[], object], repeats: int) -> float:
    began = CLOCK()
    for _ in range(repeats):
        call()
    return (CLOCK() - began) / repeats


def cost_ratio(times: Mapping[str, np.ndarray], one: str, other: str) -> Found:
    """Median over rounds of one candidate's time over another's in the same round."""
    return level(times[one] / times[other], "median")


def cost_row(times: Mapping[str, np.ndarray], arm: Arm, decide: Decide | None = None) -> Estimate:
    """The time of one arm's function over ReLU's, as a row."""
    return known(cost_ratio(times, arm.key, "relu"), arm.label, decide, arm=arm.key)


def _function(arm: Arm) -> Callable[[Tensor], Tensor]:
    fixed = function_parameters(arm)
    return lambda z: arm.entry.function(z, **fixed)


def inputs(arm: Arm, count: int) -> Tensor:
    """Standard normal pre-activations for `count` units."""
    shape = (count, arm.pre_activations) if arm.pre_activations > 1 else (count,)
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def forward(arm: Arm, count: int) -> Callable[[], object]:
    """A candidate: the function of `count` numbers."""
    function, z = _function(arm), inputs(arm, count)

    def call() -> Tensor:
        with torch.no_grad():
            return function(z)

    return call


def forward_backward(arm: Arm, count: int) -> Callable[[], object]:
    """A candidate: the function of `count` numbers, and the gradient by autograd."""
    function, z = _function(arm), inputs(arm, count).requires_grad_()
    with torch.no_grad():
        outside = torch.ones_like(function(z))

    def call() -> object:
        return torch.autograd.grad(function(z), z, outside)

    return call


class _Units(nn.Module):
    def __init__(self, arm: Arm) -> None:
        super().__init__()
        self.pieces, self.function = arm.pre_activations, _function(arm)

    def forward(self, z: Tensor) -> Tensor:
        return self.function(z.unflatten(-1, (-1, self.pieces)) if self.pieces > 1 else z)


def train_step(arm: Arm, width: int) -> Callable[[], object]:
    """A candidate: one step of SGD in plain PyTorch on 32 samples; 3 hidden layers of `width` units, 64 inputs, 10
    classes.

    A function with several pre-activations a unit has that many times the weights.
    """
    draws = torch.Generator().manual_seed(0)
    modules: list[nn.Module] = []
    for place in range(3):
        modules += [nn.Linear(width if place else 64, width * arm.pre_activations), _Units(arm)]
    network = nn.Sequential(*modules, nn.Linear(width, 10))
    with torch.no_grad():
        for one in network.parameters():
            one.copy_(torch.randn(one.shape, generator=draws) * 0.05)
    weights = list(network.parameters())  # stepped by hand: torch.optim takes seconds to import
    x = torch.randn(32, 64, generator=draws)
    y = torch.randint(10, (32,), generator=draws)

    def call() -> None:
        gradients = torch.autograd.grad(nn.functional.cross_entropy(network(x), y), weights)
        with torch.no_grad():
            for one, gradient in zip(weights, gradients, strict=True):
                one.sub_(gradient, alpha=1e-4)

    return call
