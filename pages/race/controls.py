"""The Race page's controls: every one bound to the link, all of them together one Experiment."""

from contextlib import nullcontext
from dataclasses import dataclass

import streamlit as st

from activations.data.table.split import TABLE
from activations.experiment.experiment import GROUPS, USUAL, Experiment
from activations.language import marked as N_
from activations.language import translate as _
from activations.training.device import available_devices
from pages import link, sentences
from pages.race import inside
from pages.race.arms import arms_control
from pages.race.data import table_control
from pages.race.form import Form, free_number, names_in_link

SPEEDS = {"slow": 20.0, "medium": 200.0, "fast": None}
SPEED_WORDS = {"slow": N_("slow"), "medium": N_("medium"), "fast": N_("fast")}
VIEW_NAMES = ("device", "log", "seed", "speed", "step_size", "inside", "layer", "unit", *inside.NAMES_IN_LINK)
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
    awaited: bool  # without an experiment: nothing is wrong, but something is not given yet


def sidebar() -> Controls:
    """Draw all controls; returns what they say."""
    form = Form()
    with st.sidebar:
        link.warn(link.unknown_names((*names_in_link(), *VIEW_NAMES)))
        for group, words in GROUPS.items():
            with st.expander(_(words)) if words else nullcontext():
                if group == "arms":
                    arms_control(form)
                elif group != "table":
                    form.group(group)
                elif form.held["data"] == TABLE:
                    table_control(form)
        present = list(available_devices())
        names = {device: device.upper() for device in present}
        device = link.selectbox(_("Device"), "device", names, present[0], disabled=len(present) == 1)
        log_loss = link.toggle(_("Logarithmic loss axis"), "log", True)
        explained = _("The pictures show the networks of this seed; the curves show all seeds.")
        seed = free_number(_("Seed shown"), "seed", 0, step=1, help=explained)
        st.caption(USUAL.limits_in_words())
    experiment = form.experiment()
    if experiment is not None and not 0 <= seed < experiment.seeds:
        said = _("Seed shown = {seed} is not in this race: give a whole number from 0 to {last}.")
        with st.sidebar:
            sentences.error(said.format(seed=seed, last=experiment.seeds - 1))
        seed = 0
    return Controls(experiment, device, log_loss, int(seed), form.awaited and not form.failed)
