"""Schedules of the learning rate."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from activations.language import marked as N_


@dataclass(frozen=True)
class Schedule:
    """`factor(length, steps, step)`: what the learning rate of step `step` (from 0) of `steps` is multiplied with."""

    label: str  # marked
    factor: Callable[[int, int, int], float]
    uses_length: bool = False  # whether `length` (Experiment.schedule_steps) matters


# Keys of Experiment.schedule; as torch.optim.lr_scheduler's StepLR, CosineAnnealingLR and LinearLR.
SCHEDULES = {
    "constant": Schedule(N_("constant"), lambda length, steps, step: 1.0),
    "step": Schedule(  # a tenth every `length` steps
        N_("step: divided by 10 every N steps"), lambda length, steps, step: 0.1 ** (step // length), uses_length=True
    ),
    "cosine": Schedule(  # from 1 to 0 over the run's steps, 0 after it
        N_("cosine"), lambda length, steps, step: (1 + math.cos(math.pi * min(step / steps, 1.0))) / 2
    ),
    "warmup": Schedule(  # from 1/length in equal strides to 1 over `length` steps, then 1
        N_("warm-up"), lambda length, steps, step: min((step + 1) / length, 1.0), uses_length=True
    ),
}
