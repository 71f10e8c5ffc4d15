"""A field of Experiment, declared once: from it come the check, JSON, the form, the link and the sentence of limits."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Generic, TypeVar

from activations import checks
from activations.language import translate as _

T = TypeVar("T")

Chosen = Mapping[str, Any]  # what controls further up in the form hold, by field


@dataclass(frozen=True)
class Kind(ABC, Generic[T]):
    """What the values of a field are: how they are checked, and how JSON and a control (and so the link) hold them."""

    @abstractmethod
    def check(self, name: str, value: Any) -> T:
        """`value` as it may be used. Raises ValueError that says what is allowed."""

    def to_plain(self, value: T) -> Any:
        """As JSON can hold it."""
        return value

    def from_plain(self, name: str, plain: Any) -> Any:
        """Inverse of `to_plain`; what it gives is still to be checked. Raises ValueError."""
        return plain

    def to_control(self, value: T) -> Any:
        """As a control holds it: a switch, a number, a text, or a list of texts."""
        return value

    def from_control(self, held: Any) -> Any:
        """Inverse of `to_control`; what it gives is still to be checked. Raises ValueError."""
        return held

    def limits(self) -> dict[str, float]:
        """What the words of `Setting.limit` may name."""
        return {}


@dataclass(frozen=True)
class Number(Kind[float]):
    """A number from `low` to `high`; `above` and `below` leave out the end. `slider`: drawn as one."""

    low: float
    high: float
    step: float = 0.1  # of the control's buttons
    above: bool = False
    below: bool = False
    slider: bool = False

    def check(self, name: str, value: Any) -> float:
        return checks.number(name, value, self.low, self.high, above=self.above, below=self.below)

    def limits(self) -> dict[str, float]:
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Whole(Kind[int]):
    """A whole number from `low` to `high`."""

    low: int
    high: int
    step: int = 1

    def check(self, name: str, value: Any) -> int:
        return checks.whole(name, value, self.low, self.high)

    def limits(self) -> dict[str, float]:
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One key of a table. `table` gives it: keys with their labels (marked), or with entries that have a `label`."""

    table: Callable[[], Mapping[str, Any]]

    def labels(self) -> dict[str, str]:
        """Key -> label (marked), read again each time, so that a new entry of the table is an option at once."""
        return {key: getattr(entry, "label", entry) for key, entry in self.table().items()}

    def check(self, name: str, value: Any) -> str:
        return checks.choice(name, value, self.table())


@dataclass(frozen=True)
class Switch(Kind[bool]):
    """True or False."""

    def check(self, name: str, value: Any) -> bool:
        return checks.switch(name, value)


@dataclass(frozen=True)
class Written(Kind[Any]):
    """Anything that people write as text: `write` and `read` turn it into one and back, `plain` into JSON and back."""

    checked: Callable[[str, Any], Any]
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda text: text
    plain: tuple[Callable[[Any], Any], Callable[[str, Any], Any]] = (lambda value: value, lambda name, plain: plain)
    placeholder: str = ""  # marked; of an empty control
    most: Mapping[str, float] = field(default_factory=dict)

    def check(self, name: str, value: Any) -> Any:
        return self.checked(name, value)

    def to_plain(self, value: Any) -> Any:
        return self.plain[0](value)

    def from_plain(self, name: str, plain: Any) -> Any:
        return self.plain[1](name, plain)

    def to_control(self, value: Any) -> Any:
        return self.write(value)

    def from_control(self, held: Any) -> Any:
        return self.read(held)

    def limits(self) -> dict[str, float]:
        return dict(self.most)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is to be known of a field. Texts are marked; `help` and `limit` may name what Kind.limits gives."""

    kind: Kind
    label: str = ""  # "": it has no control
    help: str | Callable[[Chosen], str] = ""
    examples: str = ""  # stands in the help where it says {examples}
    group: str = ""  # key in experiment.GROUPS
    shown: Callable[[Chosen], bool] = lambda chosen: True
    link: str | None = ""  # its name in a link; "": as the field; None: it is not in the link
    limit: str = ""  # its part of the sentence of limits
    together: bool = False  # it makes sense together with other fields only, and is not checked on its own in the form

    def helped(self, chosen: Chosen) -> str | None:
        """The translated help, or None."""
        words = self.help(chosen) if callable(self.help) else self.help
        return _(words, **self.kind.limits(), examples=self.examples) if words else None


def setting(kind: Kind[T], default: Any = ..., **more: Any) -> Any:
    """A dataclass field with its Setting; without a default it must be given."""
    metadata = {"setting": Setting(kind=kind, **more)}
    return field(metadata=metadata) if default is ... else field(default=default, metadata=metadata)


@cache
def settings_of(kind: type) -> dict[str, Setting]:
    """The settings of a dataclass's fields, by name."""
    return {one.name: one.metadata["setting"] for one in fields(kind)}
