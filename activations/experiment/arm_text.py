"""Arms as people write them: "ReLU", "Leaky ReLU (negative_slope=0.1)", "ReLU > Tanh > ELU (alpha=0.5)".

The last one has an activation for each hidden layer, the first layer first. A link has keys in place of names:
"leaky_relu(negative_slope=0.1)", "relu > tanh > elu(alpha=0.5)".
"""

import difflib
import re

from activations import checks
from activations.experiment import limits
from activations.experiment.arm import Arm
from activations.functions.catalogue import CATALOGUE
from activations.functions.entries.variants import VARIANTS
from activations.language import translate as _

MAX_ONE = 400  # characters of one activation with its parameters: four numbers written out need 300
MAX_TEXT = limits.MAX_HIDDEN_LAYERS * MAX_ONE
LAYERS = " > "  # between the activations of one hidden layer and the next
NAMES = {activation.name: key for key, activation in CATALOGUE.items()}
BY_FOLDED_NAME = {
    word.casefold(): entry.key
    for entry in (*CATALOGUE.values(), *VARIANTS.values())
    for word in (entry.name, entry.key)
}


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: 0.1, 2, 1e-05."""
    return repr(int(value)) if float(value).is_integer() else repr(float(value))


def arm_text(arm: Arm) -> str:
    """The arm's activation by name, and its parameters in brackets where they are not the defaults; layers with ">"."""
    if arm.layers:
        return LAYERS.join(arm_text(one) for one in (arm.at(0), *arm.layers))
    return f"{arm.entry.name} {changed_text(arm)}".rstrip()


def key_text(arm: Arm) -> str:
    """As `arm_text`, by key, which no translation and no other name changes: for links."""
    if arm.layers:
        return LAYERS.join(key_text(one) for one in (arm.at(0), *arm.layers))
    return arm.key + changed_text(arm)


def changed_text(arm: Arm) -> str:
    changed = ", ".join(f"{name}={number_text(value)}" for name, value in arm.changed.items())
    return f"({changed})" if changed else ""


def parse_arm(text: str) -> Arm:
    """The arm that `text` names. Raises ValueError that says what is allowed.

    Takes a time that grows with the length of the text, and no faster: a link may hold anything.
    """
    checks.text_length(_("An activation function's text"), text, MAX_TEXT)
    parts = re.split("[>→]", text)  # labels have arrows
    empty = [place for place, part in enumerate(parts) if not part.strip()]
    if len(parts) > 1 and empty:
        said = _(
            "{text!r} has no activation for hidden layer {layer}: write one for each layer, such as ReLU "
            "> Tanh; the last one is used in all layers after it."
        )
        raise ValueError(said.format(text=text, layer=empty[0] + 1))
    first, *layers = (parse_one(part) for part in parts)
    return Arm(first.key, layers=layers, **first.parameters)


def parse_one(text: str) -> Arm:
    """The arm that has the activation which `text` names in all layers. Raises ValueError, as `parse_arm`."""
    checks.text_length(_("An activation function's text"), text, MAX_ONE)
    whole = text.strip()
    if whole.casefold() in BY_FOLDED_NAME:  # some names have brackets of their own: "RReLU (evaluation)"
        return Arm(BY_FOLDED_NAME[whole.casefold()])
    name, written = parameters_apart(whole)
    key = BY_FOLDED_NAME.get(name.casefold())
    if key is None:
        near = difflib.get_close_matches(name.casefold(), BY_FOLDED_NAME, n=1)
        hint = _(" Did you mean {name}?", name=CATALOGUE[BY_FOLDED_NAME[near[0]]].name) if near else ""
        said = _("No activation function is called {name!r}.{hint} The Gallery shows them all.")
        raise ValueError(said.format(name=name, hint=hint))
    parameters = {}
    for part in written.split(","):
        if not part.strip():
            continue
        parameter, _equals, value = part.partition("=")
        try:
            parameters[parameter.strip()] = float(value)
        except ValueError:
            raise ValueError(_("{text!r}: {value!r} is not a number.", text=text, value=value.strip())) from None
    return Arm(key, **parameters)


def parameters_apart(whole: str) -> tuple[str, str]:
    """Name and parameters of "ELU (alpha=0.5)"; the last brackets hold parameters if they have an equals sign."""
    if whole.endswith(")"):
        name, _bracket, inner = whole[:-1].rpartition("(")
        if name.strip() and "=" in inner and ")" not in inner:
            return name.strip(), inner
    return whole, ""
