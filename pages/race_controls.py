"""The Race page's controls: every one bound to the link, all of them together one Experiment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from activations.arm_text import NAMES, arm_text, parse_arm
from activations.catalogue import CATALOGUE
from activations.training import experiment as settings
from activations.training.data import DATASETS
from activations.training.experiment import Experiment
from activations.training.trainer import devices

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
STEP_SIZES = (1, 10, 100)
RATES = tuple(float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 1.5, 2, 3, 5, 7))  # of the live slider


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


def rate_changes(text: str) -> tuple[tuple[int, float], ...]:
    """ "1200:0.1, 2000:0.01" -> ((1200, 0.1), (2000, 0.01)). Raises ValueError with what is allowed."""
    try:
        return tuple(
            (int(step), float(rate))
            for step, _, rate in (part.partition(":") for part in text.replace(" ", "").split(",") if part)
        )
    except ValueError:
        raise ValueError(
            f"Changes of the learning rate are written step:rate with commas between, such as 1200:0.1; got {text!r}."
        ) from None


def rate_changes_text(changes) -> str:
    return ", ".join(f"{step}:{rate:g}" for step, rate in changes)


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

    def experiment(self) -> Experiment | None:
        if self.failed:
            return None
        try:
            return Experiment(**self.values)
        except ValueError as error:
            field = getattr(error, "field", None)
            self.say(field if field in self.places else "arms", str(error))
            return None


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
        help=f"The arms of the race, at most {settings.MAX_ARMS}. Type a variant such as "
        "“Leaky ReLU (negative_slope=0.1)”, or use *Add a variant*.",
    )
    form.add("arms", st.session_state["arms"], lambda texts: tuple(parse_arm(text) for text in texts))
    with st.popover("Add a variant", width="stretch"):
        name = st.selectbox("Activation function", [n for n, k in NAMES.items() if CATALOGUE[k].parameters], key="new_arm")
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
    key = st.selectbox(
        "Data", list(DATASETS), format_func=lambda key: DATASETS[key].name, key="data", bind="query-params"
    )
    form.add("data", key)
    noise = st.slider("Noise", 0.0, 1.0, 0.1, 0.01, key="noise", bind="query-params", help=DATASETS[key].noise_means)
    form.add("noise", noise)
    if key != "digits":
        samples = st.number_input("Samples", value=500, step=50, key="samples", bind="query-params", help="Half train, half test.")
        form.add("samples", samples)


def network_control(form: Form) -> None:
    widths = st.text_input(
        "Hidden layers",
        "8, 8",
        key="widths",
        bind="query-params",
        help=f"Units of each hidden layer, with commas: up to {settings.MAX_DEPTH} layers of up to {settings.MAX_WIDTH} units.",
    )
    form.add("widths", widths, whole_numbers)
    init = st.selectbox(
        "Initial weights",
        list(INITIAL_WEIGHTS),
        format_func=INITIAL_WEIGHTS.get,
        key="init",
        bind="query-params",
        help="Every arm starts from the same normal draws. *Matched* scales them by the arm's own gain g, where "
        "g² · E[f′(z)²] = 1 for z ~ N(0, 1), so that gradients neither grow nor shrink at the start; the others use one "
        "scale for all arms.",
    )
    form.add("init", init)
    if init == "normal":
        std = st.number_input("Standard deviation", value=0.5, step=0.1, format="%g", key="init_std", bind="query-params")
        form.add("init_std", std)


def optimizer_control(form: Form) -> None:
    optimizer = st.selectbox(
        "Optimiser", list(OPTIMIZERS), format_func=OPTIMIZERS.get, key="optimizer", bind="query-params"
    )
    form.add("optimizer", optimizer)
    if optimizer == "momentum":
        momentum = st.number_input("Momentum", value=0.9, step=0.05, format="%g", key="momentum", bind="query-params")
        form.add("momentum", momentum)
    rate = st.number_input(
        "Learning rate at the start",
        value=0.1,
        step=0.01,
        format="%g",
        key="learning_rate",
        bind="query-params",
        help="The same for all arms. It can be changed while the race runs, above the charts.",
    )
    form.add("learning_rate", rate)
    batch = st.number_input("Batch size", value=16, step=1, key="batch_size", bind="query-params")
    form.add("batch_size", batch)


def run_control(form: Form) -> str:
    seeds = st.number_input(
        "Seeds",
        value=8,
        step=1,
        key="seeds",
        bind="query-params",
        help=f"Networks of each arm, at most {settings.MAX_SEEDS}. For one seed all arms see the same samples in the same "
        "order and start from the same draws.",
    )
    form.add("seeds", seeds)
    steps = st.number_input("Steps", value=3000, step=500, key="steps", bind="query-params", help="Length of the race.")
    form.add("steps", steps)
    changes = st.text_input(
        "Recorded changes of the learning rate",
        "",
        key="changes",
        bind="query-params",
        placeholder="none",
        help="step:rate, with commas. What you change while a race runs is written here, so that the link repeats it.",
    )
    form.add("learning_rate_changes", changes, rate_changes)
    present = devices()
    return st.selectbox(
        "Device", present, format_func=str.upper, key="device", bind="query-params", disabled=len(present) == 1
    )


def sidebar() -> Controls:
    """Draw all controls; returns what they say."""
    form = Form()
    with st.sidebar:
        arms_control(form)
        data_control(form)
        network_control(form)
        optimizer_control(form)
        device = run_control(form)
        log_loss = st.toggle("Logarithmic loss axis", True, key="log", bind="query-params")
        seed = st.number_input(
            "Seed drawn", value=0, min_value=0, max_value=settings.MAX_SEEDS - 1, key="seed", bind="query-params",
            help="Whose decision boundary is drawn. The curves show all seeds.",
        )  # fmt: skip
        st.caption(settings.CAPS)
    return Controls(form.experiment(), device, log_loss, int(seed))
