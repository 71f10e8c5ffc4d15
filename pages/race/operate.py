"""Operate on the networks of a race while they train: one popover, one act at a time, recorded for the link."""

from collections.abc import Callable

import streamlit as st

from activations.experiment.arm_text import NAMES, parse_arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language import translate as _
from activations.live.server.race import Run
from pages import link

ACTS = {
    "spike": N_("One huge gradient"),
    "swap": N_("Swap an activation, weights kept"),
    "bias": N_("Set all biases"),
    "revive": N_("Re-initialise dead units"),
    "noise": N_("Noise on the inputs"),
    "freeze": N_("Freeze a layer"),
    "unfreeze": N_("Unfreeze a layer"),
    "off": N_("Switch a unit off"),
    "on": N_("Switch a unit on"),
}
EXPLAINED = {
    "spike": N_(
        "The dying-ReLU case of the note. In a regression one sample's target is wrong by this much, for one "
        "step; in a classification the gradient of one batch is multiplied by it."
    ),
    "swap": N_("The activation function of one arm changes; its weights, biases and the optimiser's state stay."),
    "bias": N_("All biases of the hidden layers become this number: far below 0 every unit of ReLU is switched off."),
    "revive": N_("Every unit with |f′(z)| ≤ 10⁻⁶ on all training samples gets new incoming weights and a bias of 0."),
    "noise": N_("Standard deviation of normal noise added to every input in training from now on; 0 ends it."),
    "freeze": N_("The parameters of this layer no longer change, to the bit."),
    "unfreeze": N_("The layer trains again."),
    "off": N_("The unit's output is 0 from now on: in training, in evaluation and in the picture."),
    "on": N_("The output of the unit is computed again."),
}
NEEDS_ARMS = ("spike", "bias", "revive")
NEEDS_ARM = ("swap", "off", "on")


def operate(run: Run, experiment: Experiment, command: Callable[..., None], gone: bool) -> None:
    """The popover. `command("intervene", intervention=...)` sends an act to `run`, this session's.

    `gone`: what the reader looked at until now was another run, which is no longer here.
    """
    with st.popover(_("Intervene"), icon=":material/healing:"):
        act = st.selectbox(_("Action"), list(ACTS), format_func=link.worded("operate.do", ACTS), key="operate.do")
        st.caption(_(EXPLAINED[act]))
        fields = chosen_fields(act, experiment, run.labels)
        if st.button(_("Apply"), type="primary", key="operate.go"):
            try:
                chosen = Intervention(step=0, do=act, **fields())
                chosen.check(experiment)
            except ValueError as error:
                st.error(str(error).replace(_("intervention {text}").format(text="0:"), ""))
                return
            refusal = run.refusal(chosen) if not gone else _("That race is no longer here, so nothing was done.")
            if refusal:
                st.error(refusal)
                return
            command("intervene", intervention=chosen.to_plain())
            st.caption(_("It is marked on the charts and written into the link."))


def chosen_fields(act: str, experiment: Experiment, labels: list[str]) -> Callable[[], dict]:
    """The widgets of one act; returns what reads them, which may raise ValueError."""
    places = list(range(len(labels)))
    read: dict[str, Callable] = {}
    if act in NEEDS_ARMS:
        arms = st.multiselect(
            _("Arms"),
            places,
            default=places,
            format_func=labels.__getitem__,
            key=f"operate.arms.{act}",
            placeholder=_("Choose"),
        )
        read["arms"] = lambda: tuple(arms)
    elif act in NEEDS_ARM:
        arm = st.selectbox(_("Arm"), places, format_func=labels.__getitem__, key="operate.arm")
        read["arms"] = lambda: (arm,)
    if act == "swap":
        to = st.selectbox(_("New activation"), list(NAMES), index=list(NAMES).index("Leaky ReLU"), key="operate.to")
        read["to"] = lambda: parse_arm(to)
    if act == "spike":
        size = st.number_input(_("Size"), value=100.0, step=50.0, key="operate.size")
        read["value"] = lambda: size
    if act == "bias":
        bias = st.number_input(_("Value"), value=-4.0, step=1.0, key="operate.bias")
        read["value"] = lambda: bias
    if act == "noise":
        noise = st.number_input(_("Standard deviation"), value=0.2, step=0.1, min_value=0.0, key="operate.noise")
        read["value"] = lambda: noise
    if act in ("freeze", "unfreeze", "off", "on"):
        hidden = len(experiment.widths)
        most = hidden if act in ("off", "on") else hidden + 1
        layer = st.number_input(_("Layer"), 1, most, key=f"operate.layer.{act}", help=_("Counted from the inputs."))
        read["layer"] = lambda: int(layer) - 1
        if act in ("off", "on"):
            width = experiment.widths[min(int(layer), hidden) - 1]
            unit = st.number_input(_("Unit"), 1, width, key=f"operate.unit.{layer}")
            read["unit"] = lambda: int(unit) - 1
    return lambda: {name: value() for name, value in read.items()}
