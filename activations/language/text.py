"""Sentences with numbers in them, kept apart from their numbers so that they can be stored and translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, init=False, eq=True)
class Text:
    """A template in English, marked for translation, and what stands in its braces: numbers, words or other Texts.

    Text(N_("{arm} needs {ratio:.2f}× the steps"), arm="tanh", ratio=0.86).
    """

    template: str
    values: tuple[tuple[str, "float | int | str | Text"], ...] = field(default=())

    def __init__(self, template: str, **values: "float | int | str | Text") -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(values.items()))

    def render(self, translate=lambda text: text) -> str:
        """The sentence; `translate` turns the template (and words among the values) into the reader's language."""
        values = {name: value.render(translate) if isinstance(value, Text) else value for name, value in self.values}
        return translate(self.template).format(**values) if values else translate(self.template)

    def __str__(self) -> str:
        return self.render()

    def to_plain(self) -> dict:
        """As JSON can hold it."""
        values = {name: value.to_plain() if isinstance(value, Text) else value for name, value in self.values}
        return {"text": self.template, "values": values}

    @classmethod
    def from_plain(cls, plain: Mapping) -> "Text":
        """Inverse of `to_plain`."""
        values = {
            name: cls.from_plain(value) if isinstance(value, Mapping) else value
            for name, value in plain["values"].items()
        }
        return cls(plain["text"], **values)
