"""Widgets bound to the link that collect the values of one Experiment, each error beside the control it is of."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language import translate as _
from pages import link

ONE_ARM = (Arm("relu"),)
TABLE_FIELDS = ("data", "table", "target", "features", "target_kind")  # they make sense together only
LARGEST = 10**15  # a browser holds whole numbers up to here


class Form:
    """Collects values control by control, and shows a control's error right below it."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.places: dict[str, Any] = {}
        self.failed = False

    def add(self, field: str, value: Any, read: Callable[[Any], Any] = lambda value: value) -> None:
        self.places[field] = st.container()
        try:
            self.values[field] = read(value)
        except ValueError as error:
            self.say(field, str(error))

    def say(self, field: str, sentence: str) -> None:
        self.failed = True
        self.places[field].error(sentence)

    def _control_of(self, sentence: str) -> str:
        """The control that a sentence of Experiment is about: it begins with a field's name, or its singular."""
        fields = sorted(self.places, key=len, reverse=True)
        return next((field for field in fields if sentence.startswith(field.removesuffix("s"))), "arms")

    def experiment(self) -> Experiment | None:
        """All values together, or None. Each control that holds something impossible is told so, not only the first."""
        for field, value in self.values.items():
            if field not in ("arms", "batch_size", "interventions", *TABLE_FIELDS):
                self._try(field, **{field: value})
        return None if self.failed else self._try("", **self.values)

    def _try(self, field: str, **values: Any) -> Experiment | None:
        try:
            return Experiment(**{"arms": ONE_ARM, **values})
        except ValueError as error:
            self.say(field or self._control_of(str(error)), str(error))
            return None

    # -- controls -----------------------------------------------------------------------------------------------------

    def choose(self, field: str, label: str, names: dict[str, str], **more: Any) -> str:
        """A selectbox of the keys of `names`, whose words are marked, and translated here."""
        value = choose(label, list(names), field, link.worded(field, names), **more)
        self.add(field, value)
        return value

    def number(self, field: str, label: str, value: float, **more: Any) -> float:
        given = number(label, value, field, **more)
        self.add(field, given)
        return given

    def switch(self, field: str, label: str, **more: Any) -> None:
        link.warn(link.bad_switch(field, label, default=False))
        self.add(field, st.toggle(label, False, key=field, bind="query-params", **more))

    def text(
        self, field: str, label: str, value: str, read: Callable[[str], Any] = str, key: str | None = None, **more: Any
    ) -> None:
        self.add(field, st.text_input(label, value, key=key or field, bind="query-params", **more), read)


def choose(label: str, options: list, key: str, names: Callable[[Any], str], **more: Any) -> Any:
    """A selectbox bound to the link; a choice in the link that is not there gets a sentence."""
    labels = [names(option) for option in options]
    link.warn(link.bad_choice(key, label, labels, _("{name} is used.").format(name=labels[0])))
    return st.selectbox(label, options, format_func=names, key=key, bind="query-params", **more)


def number(label: str, value: float, key: str, **more: Any) -> float:
    """A number input bound to the link, without limits of its own: the experiment says in words what is allowed."""
    whole = isinstance(value, int)
    sentence = link.bad_number(key, label, -LARGEST, LARGEST, value, integer=whole, limits_told=False)
    if sentence:
        link.warn(sentence)
        del st.query_params[key]  # Streamlit cannot read it either
    given = st.number_input(label, value=value, key=key, bind="query-params", format=None if whole else "%g", **more)
    return value if given is None or not math.isfinite(given) else given


def whole_numbers(text: str) -> tuple[int, ...]:
    """ "16, 16" -> (16, 16). Raises ValueError with what is allowed."""
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        return tuple(int(part) for part in parts)
    except ValueError:
        said = _("Hidden layers are whole numbers with commas between, such as 8, 8; got {text!r}.")
        raise ValueError(said.format(text=text)) from None
