"""The settings of a trial that a reader may change, with what is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from activations import checks
from activations.language import translate as _

Value = float | int | str | tuple
MAX_RATES = 8
Settings = Mapping[str, Any]  # every knob's value by name, as checked


@dataclass(frozen=True)
class Knob:
    """One setting: one of `choices`, or as `default` is, from low to high: a whole number, a number, learning rates."""

    name: str
    label: str  # marked
    default: Value = ()  # of choices the first, if not given
    _: KW_ONLY
    low: float = 0.0
    high: float = 0.0
    choices: tuple[tuple[str | int | float, str], ...] = ()  # (value, label marked)

    def __post_init__(self) -> None:
        if self.default == ():
            object.__setattr__(self, "default", self.choices[0][0])

    @property
    def kind(self) -> str:
        """ "choice", "rates", "whole" or "number"."""
        if self.choices:
            return "choice"
        if isinstance(self.default, tuple):
            return "rates"
        return "whole" if isinstance(self.default, int) else "number"

    def checked(self, value: Any) -> Value:
        """The value as it may be used. Raises ValueError that names it and what is allowed."""
        if self.kind == "whole":
            return checks.whole(self.name, value, int(self.low), int(self.high))
        if self.kind == "number":
            return checks.number(self.name, value, self.low, self.high)
        if self.kind == "choice":
            allowed = [one for one, _word in self.choices]
            if value not in allowed:
                said = _("{name} = {value!r} is not known: choose one of {allowed}.")
                raise ValueError(said.format(name=self.name, value=value, allowed=", ".join(map(str, allowed))))
            return value
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(_("{name} = {value!r} is not a list.", name=self.name, value=value))
        if not 1 <= len(value) <= MAX_RATES:
            said = _("{name} has {count} entries: give {least} to {most}.")
            raise ValueError(said.format(name=self.name, count=len(value), least=1, most=MAX_RATES))
        if len(set(value)) < len(value):
            said = _("{name} names the same thing twice: {values}.")
            raise ValueError(said.format(name=self.name, values=", ".join(map(str, value))))
        return tuple(sorted(checks.number(self.name, one, self.low, self.high, above=True) for one in value))


def checked_settings(knobs: Sequence[Knob], given: Mapping[str, object]) -> dict[str, Value]:
    """Every knob's value: as given, or its default. Raises ValueError on an unknown name or an impossible value."""
    known = {knob.name: knob for knob in knobs}
    for name in given:
        if name not in known:
            said = _("This trial has no setting {name!r}: its settings are {known}.")
            raise ValueError(said.format(name=name, known=", ".join(known) or _("none")))
    return {name: knob.checked(given.get(name, knob.default)) for name, knob in known.items()}
