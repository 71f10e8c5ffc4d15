"""The Race page's controls: every one bound to the link, all of them together one Experiment."""

from dataclasses import dataclass

import streamlit as st

from activations.experiment import limits
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import EXAMPLES, from_text
from activations.language import marked as N_
from activations.language import translate as _
from activations.training.device import available_devices
from pages import link
from pages.race import inside
from pages.race.arms import arms_control
from pages.race.data import data_control
from pages.race.form import Form, choose, number, whole_numbers

INITIAL_WEIGHTS = {
    "matched": N_("matched to each arm"),
    "he": "He",
    "xavier": N_("Xavier (Glorot)"),
    "lecun": "LeCun",
    "normal": N_("fixed standard deviation"),
    "gain": N_("one gain for all arms"),
    "torch": N_("PyTorch's default"),
}
OPTIMIZERS = {
    "sgd": "SGD",
    "momentum": N_("SGD with momentum"),
    "nesterov": N_("SGD with Nesterov momentum"),
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
}
NORMS = {"none": N_("none"), "batch": N_("batch norm"), "layer": N_("layer norm")}
SCHEDULES = {
    "constant": N_("constant"),
    "step": N_("step: divided by 10 every N steps"),
    "cosine": N_("cosine"),
    "warmup": N_("warm-up"),
}
SPEEDS = {"slow": 20.0, "medium": 200.0, "fast": None}
SPEED_WORDS = {"slow": N_("slow"), "medium": N_("medium"), "fast": N_("fast")}
NAMES_IN_LINK = (
    *("arms", "data", "noise", "samples", "widths", "init", "init_std", "init_gain"),
    *("optimizer", "momentum", "learning_rate"),
    *("norm", "match", "residual", "learnable_per_unit", "schedule", "schedule_steps", "clip", "weight_decay"),
    *("formula", "table", "target", "features", "target_kind"),
    *("batch_size", "seeds", "steps", "changes", "device", "log", "seed", "speed", "step_size", "inside", "layer"),
    *("unit", *inside.NAMES_IN_LINK),
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


def network_control(form: Form) -> None:
    form.text(
        "widths",
        _("Hidden layers"),
        "8, 8",
        whole_numbers,
        help=_("Units of each hidden layer, with commas between: up to {layers} layers of up to {width} units.").format(
            layers=limits.MOST_HIDDEN_LAYERS, width=limits.MOST_WIDTH
        ),
    )
    init = form.choose(
        "init",
        _("Initial weights"),
        INITIAL_WEIGHTS,
        help=_(
            "Every arm starts from the same normal draws. *Matched* scales them by the arm's own gain g, where "
            "g² · E[f′(z)²] = 1 for z ~ N(0, 1), so that gradients neither grow nor shrink at the start; the others "
            "use one scale for all arms."
        ),
    )
    if init == "normal":
        form.number("init_std", _("Standard deviation"), 0.5, step=0.1)
    if init == "gain":
        form.number("init_gain", _("Gain"), 1.0, step=0.1, help=_("Standard deviation × √inputs, in hidden layers."))
    with st.expander(_("More network settings")):
        form.choose(
            "norm", _("Normalisation"), NORMS, help=_("Applied to the pre-activations, before the activation function.")
        )
        form.choose(
            "match",
            _("Match arms by"),
            {"units": N_("units"), "parameters": N_("parameters")},
            help=_(
                "Maxout, gated units and CReLU have more weights per unit. With equal parameters they get fewer units."
            ),
        )
        form.switch(
            "residual",
            _("Residual connections"),
            help=_("A hidden layer adds its input to its output where the sizes agree."),
        )
        form.switch(
            "learnable_per_unit",
            _("One learnable parameter per unit"),
            help=_("PReLU's slope, Swish's β and others: otherwise one per layer."),
        )


def optimizer_control(form: Form) -> None:
    optimizer = form.choose("optimizer", _("Optimiser"), OPTIMIZERS)
    if optimizer in ("momentum", "nesterov"):
        form.number("momentum", _("Momentum"), 0.9, step=0.05)
    form.number(
        "learning_rate",
        _("Initial learning rate"),
        0.1,
        step=0.01,
        help=_("The same for all arms. It can be changed while the race runs, above the charts."),
    )
    form.number("batch_size", _("Batch size"), 16, step=1, help=_("Samples per step."))
    with st.expander(_("More optimiser settings")):
        schedule = form.choose("schedule", _("Learning rate schedule"), SCHEDULES)
        if schedule in ("step", "warmup"):
            form.number("schedule_steps", _("Schedule steps"), 1000, step=100)
        form.number(
            "clip",
            _("Clip gradients at"),
            0.0,
            step=0.5,
            help=_("Largest norm of a network's gradient; 0: not clipped."),
        )
        form.number("weight_decay", _("Weight decay"), 0.0, step=0.001)


def run_control(form: Form) -> str:
    form.number(
        "seeds",
        _("Seeds"),
        8,
        step=1,
        help=_(
            "Networks of each arm, at most {most}. For one seed all arms see the same samples in the same order and "
            "start from the same draws."
        ).format(most=limits.MOST_SEEDS),
    )
    form.number("steps", _("Steps"), 3000, step=500, help=_("Optimiser steps in the whole race."))
    form.text(
        "interventions",
        _("Recorded interventions"),
        "",
        from_text,
        key="changes",
        placeholder=_("none"),
        help=_(
            "Interventions during a race are recorded here, so that the link repeats them: {examples}. Arms, "
            "layers and units count from 0."
        ).format(examples=EXAMPLES),
    )
    present = list(available_devices())
    return choose(_("Device"), present, "device", str.upper, disabled=len(present) == 1)


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
        link.warn(link.bad_switch("log", _("Logarithmic loss axis"), default=True))
        log_loss = st.toggle(_("Logarithmic loss axis"), True, key="log", bind="query-params")
        seed = number(
            _("Seed shown"),
            0,
            "seed",
            step=1,
            help=_("The pictures show the networks of this seed; the curves show all seeds."),
        )
        st.caption(limits.in_words())
    experiment = form.experiment()
    if experiment is not None and not 0 <= seed < experiment.seeds:
        said = _("Seed shown = {seed} is not in this race: give a whole number from 0 to {last}.")
        st.sidebar.error(said.format(seed=seed, last=experiment.seeds - 1))
        seed = 0
    return Controls(experiment, device, log_loss, int(seed))
