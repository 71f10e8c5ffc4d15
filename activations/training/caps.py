"""The limits of an experiment, in one place: checked when it is made, and stated in the page."""

import math
from numbers import Integral, Real

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
        "At most {arms} arms, {seeds} seeds, {layers} hidden layers of up to {width} units, {weights:,} weights over "
        "all networks, {work:,} million multiplications a step, {samples:,} samples, batches of {batch:,} and "
        "{steps:,} steps; a learning rate above 0 and up to {rate:g}."
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


def whole(name: str, value: object, low: int, high: int) -> int:
    """`value` as int. Raises ValueError that names the value and the allowed range; booleans and text are refused."""
    if isinstance(value, Real) and not isinstance(value, bool):
        if isinstance(value, Integral):
            number = int(value)
        else:
            number = int(value) if math.isfinite(value) and value == int(value) else None
        if number is not None and low <= number <= high:
            return number
    raise ValueError(
        _("{name} = {value!r} is not allowed: give a whole number from {low:,} to {high:,}.").format(
            name=name, value=value, low=low, high=high
        )
    )


def number(name: str, value: object, low: float, high: float, *, above: bool = False, below: bool = False) -> float:
    """`value` as float in [low, high]; `above` and `below` leave out the end. Raises ValueError, as `whole`."""
    if isinstance(value, Real) and not isinstance(value, bool):
        result = float(value)
        if low <= result <= high and not (above and result == low) and not (below and result == high):
            return result
    start = _("above {low:g}").format(low=low) if above else _("from {low:g}").format(low=low)
    end = _("below {high:g}").format(high=high) if below else _("up to {high:g}").format(high=high)
    raise ValueError(
        _("{name} = {value!r} is not allowed: give a number {start} and {end}.").format(
            name=name, value=value, start=start, end=end
        )
    )


def choice(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """`value`, one of `allowed`. Raises ValueError that lists them."""
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError(
        _("{name} = {value!r} is not known: choose one of {allowed}.").format(
            name=name, value=value, allowed=", ".join(allowed)
        )
    )


def switch(name: str, value: object) -> bool:
    """`value`, True or False. Raises ValueError on anything else."""
    if isinstance(value, bool):
        return value
    raise ValueError(_("{name} = {value!r} is not allowed: give True or False.").format(name=name, value=value))


def learning_rate(value: object) -> float:
    """A learning rate that may be used: above 0 and at most MOST_LEARNING_RATE. Raises ValueError otherwise."""
    return number("learning_rate", value, 0.0, MOST_LEARNING_RATE, above=True)
