"""Schedules of the learning rate."""

import math

SCHEDULES = ("constant", "step", "cosine", "warmup")


def schedule_factor(schedule: str, length: int, steps: int, step: int) -> float:
    """What the learning rate of step `step` (from 0) is multiplied with.

    "step": a tenth every `length` steps. "cosine": from 1 to 0 over the run's `steps`, 0 after it. "warmup": from
    1/length in equal strides to 1 over `length` steps, then 1. As torch.optim.lr_scheduler's StepLR, CosineAnnealingLR
    and LinearLR.
    """
    if schedule == "step":
        return 0.1 ** (step // length)
    if schedule == "cosine":
        return (1 + math.cos(math.pi * min(step / steps, 1.0))) / 2
    return min((step + 1) / length, 1.0) if schedule == "warmup" else 1.0
