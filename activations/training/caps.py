"""The limits of an experiment, in one place: checked when it is made, and stated in the page."""

import math
from numbers import Integral, Real

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

CAPS = (
    f"At most {MOST_ARMS} arms, {MOST_SEEDS} seeds, {MOST_HIDDEN_LAYERS} hidden layers of up to {MOST_WIDTH} units, "
    f"{MOST_WEIGHTS:,} weights over all networks, {MOST_WORK // 10**6:,} million multiplications a step, "
    f"{SAMPLES[1]:,} samples, batches of {MOST_BATCH:,} and {MOST_STEPS:,} steps; a learning rate above 0 and up to "
    f"{MOST_LEARNING_RATE:g}."
)


def whole(name: str, value: object, low: int, high: int) -> int:
    """`value` as int. Raises ValueError that names the value and the allowed range; booleans and text are refused."""
    if isinstance(value, Real) and not isinstance(value, bool):
        if isinstance(value, Integral):
            number = int(value)
        else:
            number = int(value) if math.isfinite(value) and value == int(value) else None
        if number is not None and low <= number <= high:
            return number
    raise ValueError(f"{name} = {value!r} is not allowed: give a whole number from {low:,} to {high:,}.")


def number(name: str, value: object, low: float, high: float, *, above: bool = False, below: bool = False) -> float:
    """`value` as float in [low, high]; `above` and `below` leave out the end. Raises ValueError, as `whole`."""
    if isinstance(value, Real) and not isinstance(value, bool):
        result = float(value)
        if low <= result <= high and not (above and result == low) and not (below and result == high):
            return result
    start = f"above {low:g}" if above else f"from {low:g}"
    end = f"below {high:g}" if below else f"up to {high:g}"
    raise ValueError(f"{name} = {value!r} is not allowed: give a number {start} and {end}.")


def choice(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """`value`, one of `allowed`. Raises ValueError that lists them."""
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError(f"{name} = {value!r} is not known: choose one of {', '.join(allowed)}.")


def switch(name: str, value: object) -> bool:
    """`value`, True or False. Raises ValueError on anything else."""
    if isinstance(value, bool):
        return value
    raise ValueError(f"{name} = {value!r} is not allowed: give True or False.")


def learning_rate(value: object) -> float:
    """A learning rate that may be used: above 0 and at most MOST_LEARNING_RATE. Raises ValueError otherwise."""
    return number("learning_rate", value, 0.0, MOST_LEARNING_RATE, above=True)
