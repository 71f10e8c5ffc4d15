"""The network of most trials: hidden layers of 32 units on the handwritten digits, 32 samples per step."""

from collections.abc import Iterable

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment

TARGET = 0.1  # training loss of networks that have learned


def digits(arms: Iterable[Arm], depth: int = 1, **fields) -> Experiment:
    """With `depth` hidden layers; further fields as in Experiment."""
    usual = {"widths": (32,) * depth, "batch_size": 32}
    return Experiment(arms=tuple(arms), data="digits", noise=0.0, **usual | fields)
