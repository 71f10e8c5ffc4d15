"""The Race page's controls: every one bound to the link, all of them together one Experiment."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from activations.arm_text import NAMES, arm_text, parse_arm
from activations.catalogue import CATALOGUE
from activations.training import caps
from activations.training.data import DATASETS
from activations.training.experiment import Experiment
from activations.training.intervention import EXAMPLES, from_text
from activations.training.trainer import available_devices
from pages import link

START = ["Sigmoid", "Tanh", "ReLU", "Leaky ReLU", "PReLU", "ELU", "Maxout"]
INITIAL_WEIGHTS = {
    "matched": "matched to each arm",
    "he": "He",
    "xavier": "Xavier (Glorot)",
    "lecun": "LeCun",
    "normal": "a plain standard deviation",
}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "adam": "Adam"}
SPEEDS = {"slow": 20.0, "medium": 200.0, "fast": None}
NAMES_IN_LINK = (
    *("arms", "data", "noise", "samples", "widths", "init", "init_std", "optimizer", "momentum", "learning_rate"),
    *("batch_size", "seeds", "steps", "changes", "device", "log", "seed", "speed", "step_size", "inside", "layer"),
)
STEP_SIZES = (1, 10, 100)
RATES = tuple(
    float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 1.5, 2, 3, 5, 7)
)  # of the live slider


@dataclass(frozen=True)
class Controls:
    """What the sidebar says: the experiment (None while a control holds something impossible) and how to show it."""

    experiment: Experiment | None
    device: str
    log_loss: bool
    seed_shown: int


def whole_numbers(text: str) -> tuple[int, ...]:
    """ "16, 16" -> (16, 16). Raises ValueError with what is allowed."""
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        return tuple(int(part) for part in parts)
    except ValueError:
        raise ValueError(f"Hidden layers are whole numbers with commas between, such as 8, 8; got {text!r}.") from None


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
        if self.failed:
            return None
        try:
            return Experiment(**self.values)
        except ValueError as error:
            self.say(self._control_of(str(error)), str(error))
            return None


def choose(label: str, options: list, key: str, names: Callable[[Any], str], **more: Any) -> Any:
    """A selectbox bound to the link; a choice in the link that is not there gets a sentence."""
    labels = [names(option) for option in options]
    link.warn(link.bad_choice(key, label, labels, f"{labels[0]} is used."))
    return st.selectbox(label, options, format_func=names, key=key, bind="query-params", **more)


def number(label: str, value: float, key: str, **more: Any) -> float:
    """A number input bound to the link, without limits of its own: the experiment says in words what is allowed."""
    whole = isinstance(value, int)
    link.warn(link.bad_number(key, label, -math.inf, math.inf, value, integer=whole))
    return st.number_input(label, value=value, key=key, bind="query-params", format=None if whole else "%g", **more)


def add_arm() -> None:
    """Callback of "Add": append the chosen activation with its parameters to the arms."""
    state = st.session_state
    key = NAMES[state["new_arm"]]
    parameters = {p.name: state[f"new_arm.{key}.{p.name}"] for p in CATALOGUE[key].parameters}
    text = arm_text(parse_arm(f"{key} ({', '.join(f'{name}={value}' for name, value in parameters.items())})"))
    if text not in state["arms"]:
        state["arms"] = [*state["arms"], text]


def arms_control(form: Form) -> None:
    chosen = st.session_state.get("arms", START)
    st.multiselect(
        "Activation functions",
        [*NAMES, *(text for text in chosen if text not in NAMES)],
        default=START,
        key="arms",
        bind="query-params",
        accept_new_options=True,
        placeholder="Choose, or type one",
        help=f"The arms of the race, at most {caps.MOST_ARMS}. Type a variant such as "
        "“Leaky ReLU (negative_slope=0.1)”, or use *Add a variant*.",
    )
    form.add("arms", st.session_state["arms"], lambda texts: tuple(parse_arm(text) for text in texts))
    with st.popover("Add a variant", width="stretch"):
        name = st.selectbox(
            "Activation function", [n for n, k in NAMES.items() if CATALOGUE[k].parameters], key="new_arm"
        )
        activation = CATALOGUE[NAMES[name]]
        for p in activation.parameters:
            st.number_input(
                p.name,
                p.low if not p.integer else int(p.low),
                p.high if not p.integer else int(p.high),
                p.default if not p.integer else int(p.default),
                step=1 if p.integer else (p.high - p.low) / 100,
                format="%d" if p.integer else "%g",
                key=f"new_arm.{activation.key}.{p.name}",
                help=p.meaning or None,
            )
        st.button("Add", on_click=add_arm, width="stretch")


def data_control(form: Form) -> None:
    key = choose("Data", list(DATASETS), "data", lambda key: DATASETS[key].name)
    form.add("data", key)
    link.warn(link.bad_number("noise", "Noise", 0, 1, 0.1))
    noise = st.slider("Noise", 0.0, 1.0, 0.1, 0.01, key="noise", bind="query-params", help=DATASETS[key].noise)
    form.add("noise", noise)
    if not DATASETS[key].fixed_size:
        form.add("samples", number("Samples", 500, "samples", step=50, help="Half of them train, half test."))


def network_control(form: Form) -> None:
    widths = st.text_input(
        "Hidden layers",
        "8, 8",
        key="widths",
        bind="query-params",
        help=f"Units of each hidden layer, with commas between: up to {caps.MOST_HIDDEN_LAYERS} layers of up to "
        f"{caps.MOST_WIDTH} units.",
    )
    form.add("widths", widths, whole_numbers)
    init = choose(
        "Initial weights",
        list(INITIAL_WEIGHTS),
        "init",
        INITIAL_WEIGHTS.__getitem__,
        help="Every arm starts from the same normal draws. *Matched* scales them by the arm's own gain g, where "
        "g² · E[f′(z)²] = 1 for z ~ N(0, 1), so that gradients neither grow nor shrink at the start; the others use "
        "one scale for all arms.",
    )
    form.add("init", init)
    if init == "normal":
        form.add("init_std", number("Standard deviation", 0.5, "init_std", step=0.1))


def optimizer_control(form: Form) -> None:
    optimizer = choose("Optimiser", list(OPTIMIZERS), "optimizer", OPTIMIZERS.__getitem__)
    form.add("optimizer", optimizer)
    if optimizer == "momentum":
        form.add("momentum", number("Momentum", 0.9, "momentum", step=0.05))
    rate = number(
        "Learning rate at the start",
        0.1,
        "learning_rate",
        step=0.01,
        help="The same for all arms. It can be changed while the race runs, above the charts.",
    )
    form.add("learning_rate", rate)
    form.add("batch_size", number("Batch size", 16, "batch_size", step=1, help="Samples a step."))


def run_control(form: Form) -> str:
    seeds = number(
        "Seeds",
        8,
        "seeds",
        step=1,
        help=f"Networks of each arm, at most {caps.MOST_SEEDS}. For one seed all arms see the same samples in the same "
        "order and start from the same draws.",
    )
    form.add("seeds", seeds)
    form.add("steps", number("Steps", 3000, "steps", step=500, help="Optimiser steps in the whole race."))
    changes = st.text_input(
        "Recorded interventions",
        "",
        key="changes",
        bind="query-params",
        placeholder="none",
        help=f"What you do while a race runs is written here, so that the link repeats it: {EXAMPLES}. Arms, layers "
        "and units count from 0.",
    )
    form.add("interventions", changes, from_text)
    present = list(available_devices())
    return choose("Device", present, "device", str.upper, disabled=len(present) == 1)


def sidebar() -> Controls:
    """Draw all controls; returns what they say."""
    form = Form()
    with st.sidebar:
        link.warn(link.unknown_names(NAMES_IN_LINK))
        arms_control(form)
        data_control(form)
        network_control(form)
        optimizer_control(form)
        device = run_control(form)
        link.warn(link.bad_switch("log", "Logarithmic loss axis"))
        log_loss = st.toggle("Logarithmic loss axis", True, key="log", bind="query-params")
        seed = number(
            "Seed drawn", 0, "seed", step=1, help="Whose networks are drawn below the curves, which show all seeds."
        )
        st.caption(caps.CAPS)
    experiment = form.experiment()
    if experiment is not None and not 0 <= seed < experiment.seeds:
        st.sidebar.error(
            f"Seed drawn = {seed} is not in this race: give a whole number from 0 to {experiment.seeds - 1}."
        )
        seed = 0
    return Controls(experiment, device, log_loss, int(seed))
