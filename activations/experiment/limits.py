"""The limits of an experiment: checked when it is made, and stated in the page."""

from activations import checks

MAX_SEEDS = 64
MAX_ARMS = 12
MAX_WIDTH = 256
MAX_HIDDEN_LAYERS = 50
MAX_LEARNING_RATE = 100.0
MAX_WEIGHTS = 5_000_000  # numbers trained in all: networks (arms x seeds) x those of one network
# These bound how long a step and an evaluation take, about a second each, and how much memory: the networks of a run
# share the trainer process with all others.
MAX_WORK = 1_000_000_000  # multiplications a step, forwards
MAX_EVALUATED = 5_000_000_000  # multiplications an evaluation of all samples
# These two were chosen after the times of steps and evaluations had been measured.
MAX_ACTIVATIONS = 20_000_000  # a step: batch x units x networks, before the function and after it
MAX_EVALUATED_ACTIVATIONS = 500_000_000  # an evaluation: samples x units x networks, likewise
SAMPLES = (50, 5000)
MAX_STEPS = 100_000
MAX_BATCH = 1024
LARGEST_SEED = 2**31 - 1


def learning_rate(value: object) -> float:
    """A learning rate that may be used: above 0 and at most MAX_LEARNING_RATE. Raises ValueError otherwise."""
    return checks.number("learning_rate", value, 0.0, MAX_LEARNING_RATE, above=True)
