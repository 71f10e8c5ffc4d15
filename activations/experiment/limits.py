"""The limits of an experiment, in one place: checked when it is made, and stated in the page."""

from activations import checks
from activations.language import translate as _

MOST_SEEDS = 64
MOST_ARMS = 12
MOST_WIDTH = 256
MOST_HIDDEN_LAYERS = 50
MOST_LEARNING_RATE = 100.0
MOST_WEIGHTS = 5_000_000  # numbers trained in all: networks (arms x seeds) x those of one network
MOST_WORK = 1_000_000_000  # multiplications a step, forwards: about a second for a step with its gradients
MOST_EVALUATED = 5_000_000_000  # multiplications an evaluation of all samples
SAMPLES = (50, 5000)
MOST_STEPS = 100_000
MOST_BATCH = 1024
LARGEST_SEED = 2**31 - 1


def in_words() -> str:
    """The limits in a sentence."""
    return _(
        "At most {arms} arms, {seeds} seeds, {layers} hidden layers of up to {width} units, {weights:,} "
        "weights over all networks, {work:,} million multiplications per step, {samples:,} samples, batches "
        "of {batch:,} and {steps:,} steps; a learning rate above 0 and up to {rate:g}."
    ).format(
        arms=MOST_ARMS,
        seeds=MOST_SEEDS,
        layers=MOST_HIDDEN_LAYERS,
        width=MOST_WIDTH,
        weights=MOST_WEIGHTS,
        work=MOST_WORK // 10**6,
        samples=SAMPLES[1],
        batch=MOST_BATCH,
        steps=MOST_STEPS,
        rate=MOST_LEARNING_RATE,
    )


def learning_rate(value: object) -> float:
    """A learning rate that may be used: above 0 and at most MOST_LEARNING_RATE. Raises ValueError otherwise."""
    return checks.number("learning_rate", value, 0.0, MOST_LEARNING_RATE, above=True)
