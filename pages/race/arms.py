"""The Race page's arms: chosen by name, or composed: with other parameters, or with an activation for each layer."""

from collections.abc import Callable

import streamlit as st

from activations.experiment import limits
from activations.experiment.arm import Arm
from activations.experiment.arm_text import LAYERS, arm_text, key_text, parse_arm
from activations.experiment.experiment import USUAL, read_widths
from activations.functions.catalogue import CATALOGUE
from activations.language import translate as _
from pages import link, sentences
from pages.race.form import Form, usual

MAX_READ = 100  # of the texts in a link; an experiment has far fewer arms
LAYERS_ASKED = 6  # selects at most; the last one is for all layers after it


def arms_control(form: Form) -> None:
    setting = USUAL.settings()["arms"]
    texts = arms_input(_(setting.label), "arms", usual("arms"), help=setting.helped(form.held))
    form.add("arms", texts)
    with st.popover(_("Add a variant"), width="stretch"):
        by_layer = st.toggle(_("One activation for each layer"), False, key="new_arm.by_layer")
        layers_control(texts) if by_layer else parameters_control()


def arms_input(label: str, name: str, default: list[str], help: str | None) -> list[str]:
    """Arms chosen by name, or typed; each as a link holds it."""
    state = st.session_state
    if name in state:  # what was typed becomes what a link holds
        state[name] = keys_of(state[name])
    known = [*default, *CATALOGUE]
    return link.multiselect(
        label,
        name,
        default,
        lambda texts: of_link(label, texts),
        options=lambda chosen: list(dict.fromkeys([*(known if name != "arms" else CATALOGUE), *chosen])),
        format_func=arm_name,
        accept_new_options=True,
        placeholder=_("Choose, or type one"),
        help=help,
    )


def of_link(label: str, texts: list[str]) -> link.Read:
    """The first MAX_READ of them as a link holds them, and a sentence if there are more."""
    if len(texts) <= MAX_READ:
        return keys_of(texts), None
    said = _("The link sets {label} to {count:,} texts: at most {most} are read.")
    return keys_of(texts[:MAX_READ]), said.format(label=label, count=len(texts), most=MAX_READ)


def keys_of(texts: list[str]) -> list[str]:
    """Each arm as a link holds it, each once; what names no arm stays as it is."""
    return list(dict.fromkeys(key_of(text) for text in texts if text))


def key_of(text: str) -> str:
    try:
        return key_text(parse_arm(text))
    except ValueError:
        return text


def arm_name(text: str) -> str:
    """As people write it."""
    try:
        return arm_text(parse_arm(text))
    except ValueError:
        return text


def parameters_control() -> None:
    """One activation with parameters of the reader's own."""
    with_parameters = [key for key, entry in CATALOGUE.items() if entry.parameters]
    activation = CATALOGUE[st.selectbox(_("Activation function"), with_parameters, format_func=arm_name, key="new_arm")]
    for p in activation.parameters:
        st.number_input(
            p.name,
            p.low if not p.integer else int(p.low),
            p.high if not p.integer else int(p.high),
            p.default if not p.integer else int(p.default),
            step=1 if p.integer else (p.high - p.low) / 100,
            format="%d" if p.integer else "%g",
            key=f"new_arm.{activation.key}.{p.name}",
            help=_(p.meaning) or None,
        )
    add_button(add_variant)


def layers_control(chosen: list[str]) -> None:
    """A select for each hidden layer, from the inputs on."""
    layers = hidden_layers()
    asked = min(layers, LAYERS_ASKED)
    variants = [text for text in chosen if text not in CATALOGUE and ">" not in text]
    for place in range(asked):
        st.selectbox(
            _("Layers {first} to {last}").format(first=place + 1, last=layers)
            if place == asked - 1 < layers - 1
            else _("Layer {layer}").format(layer=place + 1),
            [*variants, *CATALOGUE],
            index=len(variants) + list(CATALOGUE).index("relu" if place == 0 else "tanh"),
            format_func=arm_name,
            key=f"new_arm.layer{place}",
            accept_new_options=True,
        )
    st.caption(
        _("With parameters: type it, such as ELU (alpha=0.5).")
        if layers > 1
        else _("This network has one hidden layer: give it more, below, to mix activations.")
    )
    add_button(add_layers, asked)


def add_button(act: Callable[..., None], *values: int) -> None:
    """Draw "Add", and above it why it added nothing the last time."""
    if sentence := st.session_state.pop("new_arm.error", None):
        sentences.error(sentence)
    st.button(_("Add"), on_click=act, args=values, width="stretch")


def hidden_layers() -> int:
    """How many the network has; its control comes after this one, and may hold what is no network."""
    given = st.session_state.get("widths", usual("widths"))
    try:
        return max(1, min(len(read_widths(given)), limits.MAX_HIDDEN_LAYERS))
    except ValueError:
        return len(USUAL.widths)


def add_variant() -> None:
    """Callback of "Add": append the chosen activation with its parameters to the arms."""
    state = st.session_state
    key = state["new_arm"]
    append(lambda: Arm(key, **{p.name: state[f"new_arm.{key}.{p.name}"] for p in CATALOGUE[key].parameters}))


def add_layers(count: int) -> None:
    """Callback of "Add": append the arm with the activations chosen for its layers."""
    texts = [st.session_state[f"new_arm.layer{place}"] or "" for place in range(count)]
    append(lambda: parse_arm(LAYERS.join(texts)))


def append(make: Callable[[], Arm]) -> None:
    """The arm that `make` gives, or a sentence why there is none."""
    state = st.session_state
    try:
        text = key_text(make())
    except ValueError as error:
        state["new_arm.error"] = str(error)
        return
    if text in state["arms"]:
        state["new_arm.error"] = _("{text} is among the arms already.").format(text=arm_name(text))
    else:
        link.put("arms", [*state["arms"], text])
