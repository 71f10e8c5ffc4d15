"""The controls of one Experiment, each drawn from its Setting and bound to the link, with its error beside it."""

from dataclasses import replace
from typing import Any

import streamlit as st

from activations.checks import InvalidSetting
from activations.experiment.experiment import USUAL, Experiment
from activations.experiment.setting import Choice, Number, Setting, Switch, Whole, Written
from activations.language import marked as N_
from activations.language import translate as _
from pages import link, sentences

EMPTY = {  # field -> what an empty control asks for
    "arms": N_("Choose at least one activation function."),
    "formula": N_("Type a function of x, such as sin(3*x)."),
    "widths": N_("Type the units of each hidden layer, such as 8, 8."),
}


def usual(name: str) -> Any:
    """What the control of a field holds when the page opens."""
    return USUAL.settings()[name].kind.to_control(getattr(USUAL, name))


def name_in_link(name: str, setting: Setting) -> str:
    """The name of a field's control, which is that in the link."""
    return setting.link or name


def names_in_link() -> list[str]:
    """Of all fields that a link can set."""
    return [name_in_link(name, one) for name, one in USUAL.settings().items() if one.link is not None]


def controls_of(experiment: Experiment) -> dict[str, Any]:
    """What the controls hold that together make this experiment."""
    return {
        name_in_link(name, one): one.kind.to_control(getattr(experiment, name))
        for name, one in experiment.settings().items()
        if one.link is not None
    }


def set_by_link(experiment: Experiment) -> dict[str, Any]:
    """What a link to a race of this experiment sets: all that the controls do not hold when the page opens."""
    usually = controls_of(USUAL)
    return {name: held for name, held in controls_of(experiment).items() if held != usually[name]}


class Form:
    """Collects values control by control, and shows a control's error right below it."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}  # what the controls hold
        self.values: dict[str, Any] = {}  # what it means, where it is possible
        self.places: dict[str, Any] = {}
        self.failed = False
        self.awaited = False  # something is not given yet: nothing is wrong, but there is no experiment either

    def add(self, name: str, held: Any) -> None:
        """What the control of a field holds; a field that makes sense alone is checked here."""
        setting = USUAL.settings()[name]
        self.held[name], self.places[name] = held, st.container()
        try:
            value = setting.kind.from_control(held)
            self.values[name] = value if setting.together else USUAL.checked(name, value)
        except ValueError as error:
            self.say(name, str(error))

    def say(self, name: str, sentence: str) -> None:
        """Show why a field is not possible, where its control is; an empty control is asked to be filled instead."""
        held = self.held.get(name)
        if name in EMPTY and not (held.strip() if isinstance(held, str) else held):
            self.awaited = True
            with self.places[name]:
                sentences.info(_(EMPTY[name]))
            return
        self.failed = True
        with self.places.get(name, self.places["arms"]):
            sentences.error(sentence)

    def experiment(self) -> Experiment | None:
        """All values together, or None. Each control that holds something impossible is told so, not only the first."""
        if self.failed or self.awaited:
            return None
        try:
            return replace(USUAL, **self.values)
        except InvalidSetting as error:
            self.say(error.field, str(error))
            return None

    def group(self, group: str) -> None:
        """The controls of one group, in the order of the fields."""
        for name, setting in USUAL.settings().items():
            if setting.group == group and setting.shown(self.held):
                self.control(name, setting)

    def control(self, name: str, setting: Setting) -> None:
        """One control, by the kind of its field."""
        kind, default, key = setting.kind, usual(name), name_in_link(name, setting)
        label = _(setting.label)
        more: dict[str, Any] = {"help": setting.helped(self.held)}
        if isinstance(kind, Choice):
            held = link.selectbox(label, key, kind.labels(), default, **more)
        elif isinstance(kind, Switch):
            held = link.toggle(label, key, default, **more)
        elif isinstance(kind, Number) and kind.slider:
            held = link.slider(label, key, default, kind.low, kind.high, step=kind.step, **more)
        elif isinstance(kind, Number | Whole):
            held = free_number(label, key, default, step=kind.step, **more)
        else:
            placeholder = _(kind.placeholder) if isinstance(kind, Written) else ""
            held = link.text_input(label, key, default, placeholder=placeholder or None, **more)
        self.add(name, held)


def free_number(label: str, key: str, default: float, **more: Any) -> Any:
    """A number input without limits of its own: the experiment says in words what is allowed."""
    return link.number_input(label, key, default, format="%d" if isinstance(default, int) else "%g", **more)
