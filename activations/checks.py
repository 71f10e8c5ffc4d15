"""Checks of single values: each gives the value back, or raises InvalidSetting with its name and what is allowed."""

import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from activations.language import translate as _


class InvalidSetting(ValueError):  # noqa: N818  # it is what a page shows, not a failure
    """A value that is not allowed. `field`: the name of what it was given for. As text: what is allowed."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field, text)
        self.field = field

    def __str__(self) -> str:
        return self.args[1]


def as_float(value: Real) -> float:
    """`value` as float; NaN where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.nan


def items(value: object) -> tuple[Any, ...] | None:
    """What a list, an array or another iterable holds; None for text, bytes, a mapping and what holds nothing."""
    if isinstance(value, (str, bytes, bytearray, Mapping)) or not isinstance(value, Iterable):
        return None
    try:
        return tuple(value)
    except TypeError:  # an array or a tensor without dimensions
        return None


def whole(name: str, value: object, low: int, high: int) -> int:
    """`value` as int. Raises InvalidSetting with the name and the allowed range; booleans and text are refused."""
    if isinstance(value, Real) and not isinstance(value, bool):
        if isinstance(value, Integral):
            number = int(value)
        else:
            number = int(real) if math.isfinite(real := as_float(value)) and real == int(real) else None
        if number is not None and low <= number <= high:
            return number
    said = _("{name} = {value!r} is not allowed: give a whole number from {low:,} to {high:,}.")
    raise InvalidSetting(name, said.format(name=name, value=value, low=low, high=high))


def number(name: str, value: object, low: float, high: float, *, above: bool = False, below: bool = False) -> float:
    """`value` as float in [low, high]; `above` and `below` leave out the end. Raises InvalidSetting, as `whole`."""
    if isinstance(value, Real) and not isinstance(value, bool):
        result = as_float(value)
        if low <= result <= high and not (above and result == low) and not (below and result == high):
            return result
    start = _("above {low:g}", low=low) if above else _("from {low:g}", low=low)
    end = _("below {high:g}", high=high) if below else _("up to {high:g}", high=high)
    said = _("{name} = {value!r} is not allowed: give a number {start} and {end}.")
    raise InvalidSetting(name, said.format(name=name, value=value, start=start, end=end))


def choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """`value`, one of `allowed`. Raises InvalidSetting that lists them."""
    allowed = tuple(allowed)
    if isinstance(value, str) and value in allowed:
        return value
    said = _("{name} = {value!r} is not known: choose one of {allowed}.")
    raise InvalidSetting(name, said.format(name=name, value=value, allowed=", ".join(allowed)))


def text_length(name: str, text: str, most: int) -> str:
    """`text`, of at most `most` characters: checked before anything reads it. Raises InvalidSetting."""
    if len(text) <= most:
        return text
    raise InvalidSetting(
        name,
        _("{name} has {count:,} characters: at most {most:,} are allowed.").format(
            name=name, count=len(text), most=most
        ),
    )


def switch(name: str, value: object) -> bool:
    """`value`, True or False. Raises InvalidSetting on anything else."""
    if isinstance(value, bool):
        return value
    said = _("{name} = {value!r} is not allowed: give True or False.")
    raise InvalidSetting(name, said.format(name=name, value=value))
