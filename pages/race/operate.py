"""Operate on the networks of a race while they train: one popover, one act at a time, recorded for the link."""

from collections.abc import Callable

import streamlit as st

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import ACTS, Intervention
from activations.functions.catalogue import CATALOGUE
from activations.language import translate as _
from activations.live.server.race import RaceRun
from pages import link, sentences


def operate(run: RaceRun, experiment: Experiment, command: Callable[..., None], gone: bool) -> None:
    """The popover. `command("intervene", intervention=...)` sends an act to `run`, this session's.

    `gone`: what the reader looked at until now was another run, which is no longer here.
    """
    with st.popover(_("Intervene"), icon=":material/healing:"):
        labels = {do: _(act.label) for do, act in ACTS.items() if act.label}
        link.retell("operate.do")
        act = st.selectbox(_("Action"), list(labels), format_func=labels.__getitem__, key="operate.do")
        st.caption(_(ACTS[act].help))
        fields = chosen_fields(act, experiment, run.labels)
        told = (run.token, act)  # it stays: the page runs again when the act is done
        if st.button(_("Apply"), type="primary", key="operate.go"):
            st.session_state["operate.told"] = None
            try:
                chosen = Intervention(step=0, do=act, **fields())
                chosen.check(experiment, labels[act])
            except ValueError as error:
                sentences.error(str(error))
                return
            refusal = run.refusal(chosen) if not gone else _("That race is no longer here, so nothing was done.")
            if refusal:
                sentences.error(refusal)
                return
            command("intervene", intervention=chosen.to_plain())
            st.session_state["operate.told"] = told
        if st.session_state.get("operate.told") == told:
            st.caption(_("It is marked on the charts and written into the link."))


def chosen_fields(act: str, experiment: Experiment, labels: list[str]) -> Callable[[], dict]:
    """The widgets of one act; returns what reads them, which may raise ValueError."""
    places, fields = list(range(len(labels))), ACTS[act].fields
    read: dict[str, Callable] = {}
    if "arms" in fields:
        arms = st.multiselect(
            _("Arms"),
            places,
            default=places,
            format_func=labels.__getitem__,
            key=f"operate.arms.{act}",
            placeholder=_("Choose"),
            select_all=False,  # Enter takes the first match alone
        )
        read["arms"] = lambda: tuple(arms)
    elif "arm" in fields:
        arm = st.selectbox(_("Arm"), places, format_func=labels.__getitem__, key="operate.arm")
        read["arms"] = lambda: (arm,)
    if "to" in fields:
        keys = list(CATALOGUE)
        start = keys.index("leaky_relu")
        to = st.selectbox(_("New activation"), keys, start, lambda key: CATALOGUE[key].name, key="operate.to")
        read["to"] = lambda: Arm(to)
    if act == "spike":
        size = st.number_input(_("Size"), value=100.0, step=50.0, key="operate.size")
        read["value"] = lambda: size
    if act == "bias":
        bias = st.number_input(_("Value"), value=-4.0, step=1.0, key="operate.bias")
        read["value"] = lambda: bias
    if act == "noise":
        noise = st.number_input(_("Standard deviation"), value=0.2, step=0.1, min_value=0.0, key="operate.noise")
        read["value"] = lambda: noise
    if "layer" in fields:
        hidden = len(experiment.widths)
        most = hidden if "unit" in fields else hidden + 1
        layer = st.number_input(_("Layer"), 1, most, key=f"operate.layer.{act}", help=_("Counted from the inputs."))
        read["layer"] = lambda: int(layer) - 1
        if "unit" in fields:
            width = experiment.widths[min(int(layer), hidden) - 1]
            unit = st.number_input(_("Unit"), 1, width, key=f"operate.unit.{layer}")
            read["unit"] = lambda: int(unit) - 1
    return lambda: {name: value() for name, value in read.items()}
