"""What is done to networks while they train: one frozen record each, so that a run replays with all of them.

As text, for a link: "1200:rate=0.1, 1300:swap=2/leaky_relu(negative_slope=0.1), 1400:spike=0+2/100, 1500:revive=0,
1600:noise=0.2, 1700:freeze=1, 1750:unfreeze=1, 1800:off=0/1/7, 1900:on=0/1/7, 2000:bias=0/-4".
Arms, layers and units count from 0.
An intervention at step s acts after s optimiser steps, before the next one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from activations import checks
from activations.experiment import arm_text, limits
from activations.experiment.arm import Arm
from activations.experiment.arm_text import key_text, number_text, parse_arm
from activations.language import marked as N_
from activations.language import plural
from activations.language import translate as _

if TYPE_CHECKING:
    from activations.experiment.experiment import Experiment

MAX_INTERVENTIONS = 1000
MAX_ONE = 50 + arm_text.MAX_ONE  # characters of one, as text
MAX_TEXT = MAX_INTERVENTIONS * MAX_ONE
MAX_NOISE = 10.0
LARGEST_SPIKE = 1e6
LARGEST_BIAS = 1000.0


@dataclass(frozen=True)
class Act:
    """One kind of intervention: the fields it uses, in the order of the text, and the words for people (marked)."""

    fields: tuple[str, ...]  # "arm" is exactly one of `arms`
    label: str = ""  # "": it has a control of its own
    help: str = ""


ACTS = {
    "rate": Act(("value",)),  # the learning rate of all networks from here on
    # In a regression `value` is added to the target of the first sample of each seed's batch (the same sample for all
    # arms); in a classification, whose loss bounds the gradient of a target, the gradient of that batch's loss is
    # multiplied by `value`.
    "spike": Act(
        ("arms", "value"),
        N_("One huge gradient"),
        N_(
            "The dying-ReLU case of the note. In a regression one sample's target is wrong by this much, for one "
            "step; in a classification the gradient of one batch is multiplied by it."
        ),
    ),
    "swap": Act(  # the arm's activation becomes `to`
        ("arm", "to"),
        N_("Swap an activation, weights kept"),
        N_("The activation function of one arm changes; its weights, biases and the optimiser's state stay."),
    ),
    "bias": Act(  # all biases of the hidden layers become `value` (with a norm: its shifts)
        ("arms", "value"),
        N_("Set all biases"),
        N_("All biases of the hidden layers become this number: far below 0 every unit of ReLU is switched off."),
    ),
    "revive": Act(  # dead units get new incoming weights, a bias of 0 and a fresh optimiser state
        ("arms",),
        N_("Re-initialise dead units"),
        N_("Every unit with |f′(z)| ≤ 10⁻⁶ on all training samples gets new incoming weights and a bias of 0."),
    ),
    "noise": Act(
        ("value",),
        N_("Noise on the inputs"),
        N_("Standard deviation of normal noise added to every input in training from now on; 0 ends it."),
    ),
    "freeze": Act(  # layer len(widths) is the output layer
        ("layer",), N_("Freeze a layer"), N_("The parameters of this layer no longer change, to the bit.")
    ),
    "unfreeze": Act(("layer",), N_("Unfreeze a layer"), N_("The layer trains again.")),
    "off": Act(
        ("arm", "layer", "unit"),
        N_("Switch a unit off"),
        N_("The unit's output is 0 from now on: in training, in evaluation and in the picture."),
    ),
    "on": Act(("arm", "layer", "unit"), N_("Switch a unit on"), N_("The output of the unit is computed again.")),
}
EXAMPLES = "1200:rate=0.1, 1300:swap=2/elu, 1400:spike=0+2/100, 1600:noise=0.2, 1700:freeze=1, 1800:off=0/1/7"


@dataclass(frozen=True, kw_only=True)
class Intervention:
    """One act at one step. Fields that `do` does not use stay None or (). Raises ValueError on what makes no sense."""

    step: int
    do: str  # key in ACTS
    arms: tuple[int, ...] = ()  # places of arms in Experiment.arms; one number will do
    value: float | None = None
    to: Arm | None = None
    layer: int | None = None
    unit: int | None = None

    def __post_init__(self) -> None:
        set_field = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        set_field("step", checks.whole(_("step of an intervention"), self.step, 0, limits.MAX_STEPS))
        checks.choice("do", self.do, ACTS)
        used = ACTS[self.do].fields
        set_field("arms", self._checked_arms(used))
        if self.do == "rate":
            set_field("value", limits.learning_rate(self.value))
        elif self.do == "noise":
            set_field("value", checks.number(_("noise of an intervention"), self.value, 0.0, MAX_NOISE))
        elif self.do == "bias":
            set_field("value", checks.number(_("value of a bias"), self.value, -LARGEST_BIAS, LARGEST_BIAS))
        elif self.do == "spike":
            size = checks.number(_("size of a spike"), self.value, -LARGEST_SPIKE, LARGEST_SPIKE)
            if size == 0:
                raise ValueError(
                    _("A spike of size 0 would do nothing in a regression and stop a classification's step.")
                )
            set_field("value", size)
        if self.do == "swap" and not isinstance(self.to, Arm):
            said = _('A swap needs the new activation, such as to=Arm("leaky_relu"); got {to!r}.')
            raise ValueError(said.format(to=self.to))
        if self.to is not None and self.to.layers:
            raise ValueError(_("A swap is to one activation for all layers, not to {label}.", label=self.to.label))
        if "layer" in used:
            set_field("layer", checks.whole("layer", self.layer, 0, limits.MAX_HIDDEN_LAYERS))
        if "unit" in used:
            set_field("unit", checks.whole("unit", self.unit, 0, limits.MAX_WIDTH - 1))
        for name in ("value", "to", "layer", "unit"):
            if name not in used and getattr(self, name) is not None:
                said = _("{do!r} takes no {name}: it takes {used}.")
                raise ValueError(said.format(do=self.do, name=name, used=_(" and ").join(used)))

    def _checked_arms(self, used: tuple[str, ...]) -> tuple[int, ...]:
        given = self.arms
        given = (given,) if (several := checks.items(given)) is None else several
        if "arm" not in used and "arms" not in used:
            if given:
                raise ValueError(_("{do!r} is for all arms: leave arms out.", do=self.do))
            return ()
        arms = tuple(sorted({checks.whole("arm", arm, 0, limits.MAX_ARMS - 1) for arm in given}))
        if not arms or ("arm" in used and len(arms) > 1):
            need = _("one arm") if "arm" in used else _("at least one arm")
            raise ValueError(_("{do!r} needs {need}; got {given!r}.", do=self.do, need=need, given=given))
        return arms

    def check(self, experiment: "Experiment", name: str = "") -> None:
        """Raises ValueError if it cannot be done in this experiment; `name` is what it is called there."""
        name = name or self._name
        if self.step > experiment.steps:
            raise ValueError(_("{name}: the run has steps 0 to {steps:,}.", name=name, steps=experiment.steps))
        for place in self.arms:
            if place >= len(experiment.arms):
                said = _("{name}: there is no arm {place}; give 0 to {last}.")
                raise ValueError(said.format(name=name, place=place, last=len(experiment.arms) - 1))
            arm = experiment.arms[place]
        layers = len(experiment.widths) - (self.unit is not None)  # the output layer has no units to switch
        if self.layer is not None and self.layer > layers:
            said = _("{name}: there is no such layer {layer}; give 0 to {layers}.")
            raise ValueError(said.format(name=name, layer=self.layer, layers=layers))
        if self.unit is not None and self.layer is not None:
            width = experiment.plan().of(arm).widths[self.layer]
            if self.unit >= width:
                said = _("{name}: layer {layer} has {width} units; give 0 to {last}.")
                raise ValueError(said.format(name=name, layer=self.layer, width=width, last=width - 1))
        if self.to is None:
            return
        new = shape(self.to)
        layer = next((one for one in arm.layers if shape(one) != new), arm)
        if shape(layer) != new:
            raise ValueError(
                _(
                    "{name}: weights are kept, so {old} ({old_shape}) cannot become {new} ({new_shape}). "
                    "Choose an activation with the same number of pre-activations and outputs per unit."
                ).format(name=name, old=layer.label, old_shape=shape(layer), new=self.to.label, new_shape=new)
            )

    def refusal(self, step: int, steps: int, diverged_at: np.ndarray, labels: Sequence[str]) -> str | None:
        """Why it cannot be done in a run at `step` of `steps`, or None. diverged_at is [arms, seeds], -1 where not."""
        if step >= steps and self.do != "rate":
            said = _("This run has taken all its {steps:,} steps: to intervene, reset it or give it more steps.")
            return said.format(steps=steps)
        lost = [labels[arm] for arm in self.arms if (diverged_at[arm] >= 0).all()]
        said = _("All networks of {arm} have diverged: there is nothing to intervene in.")
        return said.format(arm=lost[0]) if lost else None

    @property
    def _name(self) -> str:
        return _("intervention {text}", text=self.to_text())

    # -- text and JSON ------------------------------------------------------------------------------------------------

    def to_text(self) -> str:
        """The compact form, the inverse of `from_text`."""
        words = {"arms": "+".join(map(str, self.arms)), "layer": str(self.layer), "unit": str(self.unit)}
        words["arm"] = words["arms"]
        if self.value is not None:
            words["value"] = number_text(self.value)
        if self.to is not None:
            words["to"] = key_text(self.to)
        return f"{self.step}:{self.do}={'/'.join(words[name] for name in ACTS[self.do].fields)}"

    @classmethod
    def from_text(cls, text: str) -> "Intervention":
        """Inverse of `to_text`; "1200:0.1" is read as a learning rate. Raises ValueError with what is allowed."""
        checks.text_length(_("An intervention's text"), text, MAX_ONE)
        step, _colon, act = (part.strip() for part in text.partition(":"))
        if act and "=" not in act:
            act = f"rate={act}"
        do, _equals, rest = (part.strip() for part in act.partition("="))
        fields = ACTS[do].fields if do in ACTS else ()
        words = rest.split("/", len(fields) - 1) if fields else []
        try:
            if not fields or len(words) != len(fields):
                raise ValueError
            values: dict[str, Any] = {"step": int(step)}
            for name, word in zip(fields, words, strict=True):
                if name in ("arm", "arms"):
                    values["arms"] = tuple(int(part) for part in word.split("+"))
                elif name != "to":
                    values[name] = float(word) if name == "value" else int(word)
        except ValueError:
            said = _(
                "Interventions are written step:rate=value and so on, with commas between: {examples}; got {text!r}."
            )
            raise ValueError(said.format(examples=EXAMPLES, text=text)) from None
        if "to" in fields:
            values["to"] = parse_arm(words[-1])
        return cls(do=do, **values)

    def to_plain(self) -> dict:
        """As JSON can hold it: step, do and the fields in use."""
        plain: dict[str, object] = {"step": self.step, "do": self.do}
        if self.arms:
            plain["arms"] = list(self.arms)
        plain |= {name: getattr(self, name) for name in ("value", "layer", "unit") if getattr(self, name) is not None}
        return plain if self.to is None else plain | {"to": self.to.to_plain()}

    @classmethod
    def from_plain(cls, plain: object) -> "Intervention":
        """Inverse of `to_plain`. Raises ValueError on anything else."""
        known = {"step", "do", "arms", "value", "to", "layer", "unit"}
        if not isinstance(plain, Mapping) or set(plain) - known or not {"step", "do"} <= set(plain):
            said = _("{plain!r} is not an intervention: it needs 'step' and 'do', and what 'do' takes.")
            raise ValueError(said.format(plain=plain))
        return cls(**{**plain, **({"to": Arm.from_plain(plain["to"])} if "to" in plain else {})})


def shape(arm: Arm) -> str:
    """Pre-activations and outputs of a unit in words."""
    said = plural("{count} pre-activation", "{count} pre-activations", arm.pre_activations)
    given = plural("{count} output per unit", "{count} outputs per unit", arm.outputs)
    return f"{said.format(count=arm.pre_activations)}, {given.format(count=arm.outputs)}"


def to_text(interventions: Iterable[Intervention]) -> str:
    """All of them with commas between; "" for none."""
    return ", ".join(intervention.to_text() for intervention in interventions)


def from_text(text: str) -> tuple[Intervention, ...]:
    """Inverse of `to_text`. Raises ValueError that quotes the part that is not an intervention."""
    checks.text_length("interventions", text, MAX_TEXT)
    parts = [part for part in parts_of(text) if part.strip()]
    check_count(len(parts))
    return tuple(Intervention.from_text(part) for part in parts)


def parts_of(text: str) -> list[str]:
    """The text split at its commas, but for those within brackets, which belong to an arm's parameters."""
    parts, end, within = [], len(text), False
    for found in reversed(list(re.finditer("[(),]", text))):
        if found[0] != ",":
            within = found[0] == ")"
        elif not within:
            parts.append(text[found.end() : end])
            end = found.start()
    return [text[:end], *reversed(parts)]


def check_count(count: int) -> None:
    if count > MAX_INTERVENTIONS:
        raise ValueError(
            _("interventions: at most {most:,} are allowed; these are {count:,}.").format(
                most=MAX_INTERVENTIONS, count=count
            )
        )


def checked(interventions: object) -> tuple[Intervention, ...]:
    """As a tuple. Raises ValueError if they are not interventions in order."""
    given = checks.items(interventions)
    if given is None or not all(isinstance(one, Intervention) for one in given):
        said = _("interventions = {interventions!r} is not allowed: give a list of Intervention(step=..., do=...).")
        raise ValueError(said.format(interventions=interventions))
    check_count(len(given))
    if any(later.step < earlier.step for earlier, later in pairwise(given)):
        raise ValueError(_("interventions = {given} is not allowed: the steps must not descend.", given=to_text(given)))
    return given
