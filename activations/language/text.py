"""Sentences with numbers in them, kept apart from their numbers so that they can be stored, sent and translated."""

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from activations import language
from activations.language import Translated

Value: TypeAlias = "bool | float | int | str | Verbatim | Text"  # of a template


class Verbatim(str):
    """What stands in a sentence as it is, whatever the template says of its format: "nan", "[1, 2]"."""

    def __format__(self, spec: str) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, init=False, eq=True)
class Text:
    """A template in English, marked for translation, and what stands in its braces: numbers, words or other Texts.

    Text(N_("{arm} needs {ratio:.2f}× the steps"), arm="tanh", ratio=0.86). They are put together by `+` and `join`
    as strings are; `plural` makes one that depends on a number. str(text) is the sentence in the language of now.
    """

    template: str
    values: tuple[tuple[str, Value], ...] = field(default=())
    many: str | None = None  # of a plural: the template for many things, and how many there are
    number: int | None = None

    def __init__(self, template: str, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple((name, _checked(value)) for name, value in values.items()))

    def render(self, spoken: str | None = None) -> str:
        """The sentence in the language `spoken`, or in the language of now."""
        with language.use(spoken or language.current()):
            return self._rendered()

    def _rendered(self) -> str:
        if self.many is None:
            template = language.translate(self.template)
        else:
            template = language.plural(self.template, self.many, self.number or 0)
        values = {name: value._rendered() if isinstance(value, Text) else value for name, value in self.values}
        return language.filled(str(template), **values) if values else str(template)

    def __str__(self) -> str:
        return self.render()

    def __add__(self, other: "Text") -> "Text":
        return Text("{first}{second}", first=self, second=other)

    def join(self, parts: Sequence[object]) -> "Text":
        """The parts one after the other with this text between them."""
        values = {f"part{place}": part for place, part in enumerate(parts)}
        return Text("{between}".join(f"{{{name}}}" for name in values), between=self, **values)

    @classmethod
    def of(cls, said: object) -> "Text":
        """What `_` has made of a text, taken apart again; of an error its own text. Any other str stays as it is."""
        if isinstance(said, Text):
            return said
        if isinstance(said, BaseException):
            text = getattr(said, "text", None)
            if isinstance(text, (Text, Translated)):
                return cls.of(text)
            return cls.of(said.args[0] if len(said.args) == 1 else str(said))
        if not isinstance(said, Translated):
            return cls("{said}", said=str(said))
        one, many, number = said.key
        values = {
            name: cls.of(value) if isinstance(value, Translated) else value for name, value in said.values.items()
        }
        return cls(one, **values)._for(many, number)

    def to_plain(self) -> dict:
        """As JSON can hold it."""
        plain: dict = {"text": self.template, "values": {name: _to_plain(value) for name, value in self.values}}
        return plain if self.many is None else plain | {"many": self.many, "number": self.number}

    @classmethod
    def from_plain(cls, plain: Mapping) -> "Text":
        """Inverse of `to_plain`."""
        values = {name: _from_plain(value) for name, value in plain["values"].items()}
        return cls(plain["text"], **values)._for(plain.get("many"), plain.get("number"))

    def _for(self, many: str | None, number: int | None) -> "Text":
        """The same as a plural of `number` things, if `many` is not None."""
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "number", None if number is None else int(number))
        return self


def plural(one: str, many: str, number: int, **values: object) -> Text:
    """A Text for `number` things, whose templates for one and for many are marked by standing here."""
    return Text(one, **values)._for(many, number)


def _checked(value: object) -> Value:
    """As it can be sent: numbers that JSON cannot hold and all other things as they are printed."""
    if isinstance(value, (Text, Verbatim, bool)):
        return value
    if isinstance(value, Translated):
        return Text.of(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) and math.isfinite(value):
        return float(value)
    return Verbatim(float(value) if isinstance(value, numbers.Real) else repr(value))


def _to_plain(value: Value) -> object:
    if isinstance(value, Text):
        return value.to_plain()
    return {"verbatim": str(value)} if isinstance(value, Verbatim) else value


def _from_plain(plain: Any) -> Value:
    if isinstance(plain, Mapping):
        return Verbatim(plain["verbatim"]) if "verbatim" in plain else Text.from_plain(plain)
    return plain
