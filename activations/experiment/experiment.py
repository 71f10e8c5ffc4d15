"""What determines a training run: a frozen, validated description that round-trips through JSON."""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from activations.checks import InvalidSetting, items, text_length, whole
from activations.data.datasets import DATASETS
from activations.data.expression import checked_text
from activations.data.samplers import DEFAULT_FORMULA
from activations.data.table.choose import KINDS
from activations.data.table.reading import READINGS
from activations.data.table.split import TABLE, checked_name, checked_names
from activations.data.table.store import checked_digest
from activations.experiment import intervention, limits
from activations.experiment.arm import Arm
from activations.experiment.arm_text import key_text, parse_arm
from activations.experiment.init import INITS
from activations.experiment.intervention import Intervention
from activations.experiment.plan import Plan, resolved
from activations.experiment.schedule import SCHEDULES
from activations.experiment.setting import Choice, Chosen, Number, Setting, Switch, Whole, Written, setting, settings_of
from activations.language import marked as N_
from activations.language import translate as _
from activations.optimizer import OPTIMIZERS

VERSION = 1  # of the JSON; raised when a field changes its meaning
NORMS = {"none": N_("none"), "batch": N_("batch norm"), "layer": N_("layer norm")}
MATCHES = {"units": N_("units"), "parameters": N_("parameters")}
DTYPES = {"float32": "float32", "float64": "float64"}
MAX_WIDTHS_TEXT = 10 * limits.MAX_HIDDEN_LAYERS  # characters
EVALUATIONS = 400  # at most, in a run
# Groups of controls, from the top of the form; those with words are behind a fold of that name.
GROUPS = {
    "arms": "",
    "data": "",
    "table": "",
    "network": "",
    "network_more": N_("More network settings"),
    "optimizer": "",
    "optimizer_more": N_("More optimiser settings"),
    "run": "",
}


def data_choices() -> dict[str, str]:
    """Key -> name of everything that can be trained on."""
    return {key: dataset.name for key, dataset in DATASETS.items()} | {TABLE: N_("Your table (CSV)")}


def no_table(chosen: Chosen) -> bool:
    return chosen["data"] != TABLE


def of_noise(chosen: Chosen) -> str:
    return DATASETS[chosen["data"]].noise


def checked_arms(name: str, given: object) -> tuple[Arm, ...]:
    arms = items(given)
    if arms is None or not all(isinstance(arm, Arm) for arm in arms):
        said = _('arms = {arms!r} is not allowed: give a list such as [Arm("relu"), Arm("tanh")].')
        raise ValueError(said.format(arms=given))
    check_count(len(arms))
    for place, arm in enumerate(arms):
        if arm in arms[:place]:
            said = _("{label} is there twice with the same parameters: change a parameter of one.")
            raise ValueError(said.format(label=arm.label))
    return arms


def read_arms(texts: Sequence[str]) -> tuple[Arm, ...]:
    """The arms that texts name. Raises ValueError, before any is read if they are too many."""
    check_count(len(texts))
    return tuple(parse_arm(text) for text in texts)


def check_count(arms: int) -> None:
    if not 1 <= arms <= limits.MAX_ARMS:
        raise ValueError(
            _("An experiment has 1 to {most} arms; these are {count}.").format(most=limits.MAX_ARMS, count=arms)
        )


def checked_widths(name: str, given: object) -> tuple[int, ...]:
    widths = items(given)
    if widths is None:
        said = _("widths = {widths!r} is not allowed: give the units of each hidden layer, such as (8, 8).")
        raise ValueError(said.format(widths=given))
    if not 1 <= len(widths) <= limits.MAX_HIDDEN_LAYERS:
        said = _("A network has 1 to {most} hidden layers; widths gives {count}.")
        raise ValueError(said.format(most=limits.MAX_HIDDEN_LAYERS, count=len(widths)))
    return tuple(whole("width", width, 1, limits.MAX_WIDTH) for width in widths)


def read_widths(text: str) -> tuple[int, ...]:
    """ "16, 16" -> (16, 16). Raises ValueError with what is allowed."""
    text_length("widths", text, MAX_WIDTHS_TEXT)
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        return tuple(int(part) for part in parts)
    except ValueError:
        said = _("Hidden layers are whole numbers with commas between, such as 8, 8; got {text!r}.")
        raise ValueError(said.format(text=text)) from None


def plain_arms(name: str, plain: object) -> tuple[Arm, ...]:
    if not isinstance(plain, list):
        raise ValueError(_("arms = {arms!r} is not allowed: give a list of arms.", arms=plain))
    return tuple(Arm.from_plain(arm) for arm in plain)


def plain_interventions(name: str, plain: object) -> tuple[Intervention, ...]:
    if not isinstance(plain, list):
        said = _("interventions = {interventions!r} is not allowed: give a list of interventions.")
        raise ValueError(said.format(interventions=plain))
    return tuple(Intervention.from_plain(one) for one in plain)


ARMS = Written(
    checked_arms,
    write=lambda arms: [key_text(arm) for arm in arms],
    read=read_arms,
    plain=(lambda arms: [arm.to_plain() for arm in arms], plain_arms),
    most={"high": limits.MAX_ARMS},
)
WIDTHS = Written(
    checked_widths,
    write=lambda widths: ", ".join(map(str, widths)),
    read=read_widths,
    most={"layers": limits.MAX_HIDDEN_LAYERS, "width": limits.MAX_WIDTH},
)
INTERVENTIONS = Written(
    lambda name, value: intervention.checked(value),
    write=intervention.to_text,
    read=intervention.from_text,
    plain=(lambda acts: [act.to_plain() for act in acts], plain_interventions),
    placeholder=N_("none"),
)
FORMULA = Written(lambda name, text: checked_text(text))
DIGEST = Written(lambda name, digest: checked_digest(digest) if digest != "" else "")
COLUMN = Written(checked_name)
COLUMNS = Written(checked_names, write=list, read=tuple)


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Arms to compare and everything that is the same for all of them. Equal experiments give equal numbers, to the
    bit, on the same kind of device. Raises InvalidSetting, which names the field and says what is allowed.

    Each field is declared once, with all that is to be known of it: see experiment.setting.
    """

    arms: tuple[Arm, ...] = setting(
        ARMS,
        label=N_("Activation functions"),
        help=N_(
            "The arms of the race, at most {high}. Type a variant such as “Leaky ReLU (negative_slope=0.1)”, or one "
            "for each hidden layer such as “ReLU > Tanh”, or use *Add a variant*."
        ),
        group="arms",
        limit=N_("{high:,} arms"),
    )
    data: str = setting(Choice(data_choices), "circle", label=N_("Data"), group="data")
    formula: str = setting(  # f(x)
        FORMULA,
        DEFAULT_FORMULA,
        label=N_("f(x) on [−2, 2]"),
        help=N_("Numbers, x, + - * / **, and functions such as sin, exp, log, sqrt, abs, tanh, min, max."),
        group="data",
        shown=lambda chosen: chosen["data"] == "function",
    )
    noise: float = setting(  # 0 to 1; Dataset.noise says of what
        Number(0.0, 1.0, step=0.01, slider=True), 0.1, label=N_("Noise"), help=of_noise, group="data", shown=no_table
    )
    samples: int = setting(  # half of them train; the digits and a table ignore it
        Whole(*limits.SAMPLES, step=50),
        500,
        label=N_("Samples"),
        help=N_("Half of them train, half test."),
        group="data",
        shown=lambda chosen: no_table(chosen) and not DATASETS[chosen["data"]].fixed_size,
        limit=N_("{high:,} samples"),
    )
    # The digest of the file's content (data.table.store); it and the next three are used by data "table" alone.
    table: str = setting(DIGEST, "", label=N_("Table"), group="table", together=True)
    target: str = setting(COLUMN, "", label=N_("Target column"), group="table", together=True)
    # Names of the columns to learn from; () means all others that can be used.
    features: tuple[str, ...] = setting(COLUMNS, (), label=N_("Feature columns"), group="table", together=True)
    target_kind: str = setting(Choice(lambda: KINDS), "auto", label=N_("Task"), group="table", together=True)
    # How the table is read where its file leaves that open (data.table.reading).
    encoding: str = setting(
        Choice(lambda: READINGS["encoding"]), "auto", label=N_("Encoding of the file"), group="table", together=True
    )
    first_row: str = setting(
        Choice(lambda: READINGS["first_row"]), "auto", label=N_("First line of the table"), group="table", together=True
    )
    decimal_sign: str = setting(
        Choice(lambda: READINGS["decimal_sign"]), "auto", label=N_("Decimal sign"), group="table", together=True
    )
    date_order: str = setting(
        Choice(lambda: READINGS["date_order"]), "auto", label=N_("Order of dates"), group="table", together=True
    )
    missing_codes: str = setting(
        Choice(lambda: READINGS["missing_codes"]), "auto", label=N_("Codes such as -999"), group="table", together=True
    )
    data_seed: int = setting(Whole(0, limits.LARGEST_SEED), 0, link=None)  # draws the data and the split, once for all
    widths: tuple[int, ...] = setting(  # units of each hidden layer
        WIDTHS,
        (8, 8),
        label=N_("Hidden layers"),
        help=N_("Units of each hidden layer, with commas between: up to {layers} layers of up to {width} units."),
        group="network",
        limit=N_("{layers:,} hidden layers of up to {width:,} units"),
    )
    init: str = setting(
        Choice(lambda: INITS),
        "matched",
        label=N_("Initial weights"),
        help=N_(
            "Every arm starts from the same normal draws. *Matched* scales them by the arm's own gain g, where "
            "g² · E[f′(z)²] = 1 for z ~ N(0, 1), so that gradients neither grow nor shrink at the start; the others "
            "use one scale for all arms."
        ),
        group="network",
    )
    init_std: float = setting(  # standard deviation of every weight
        Number(0.0, 10.0, above=True),
        0.5,
        label=N_("Standard deviation"),
        group="network",
        shown=lambda chosen: INITS[chosen["init"]].uses == "init_std",
    )
    init_gain: float = setting(  # of hidden layers
        Number(0.0, 1000.0, above=True),
        1.0,
        label=N_("Gain"),
        help=N_("Standard deviation × √inputs, in hidden layers."),
        group="network",
        shown=lambda chosen: INITS[chosen["init"]].uses == "init_gain",
    )
    norm: str = setting(  # "batch" or "layer" normalisation, with a scale and a shift for each pre-activation
        Choice(lambda: NORMS),
        "none",
        label=N_("Normalisation"),
        help=N_("Applied to the pre-activations, before the activation function."),
        group="network_more",
    )
    # "units": all arms have these widths. "parameters": arms whose units have several pre-activations or outputs get
    # the widths with which they train about as many numbers as a plain arm (see Plan).
    match: str = setting(
        Choice(lambda: MATCHES),
        "units",
        label=N_("Match arms by"),
        help=N_(
            "Maxout, gated units and CReLU have more weights per unit. With equal parameters they get fewer units."
        ),
        group="network_more",
    )
    residual: bool = setting(
        Switch(),
        False,
        label=N_("Residual connections"),
        help=N_("A hidden layer adds its input to its output where the sizes agree."),
        group="network_more",
    )
    learnable_per_unit: bool = setting(
        Switch(),
        False,
        label=N_("One learnable parameter per unit"),
        help=N_("PReLU's slope, Swish's β and others: otherwise one per layer."),
        group="network_more",
    )
    optimizer: str = setting(Choice(lambda: OPTIMIZERS), "sgd", label=N_("Optimiser"), group="optimizer")
    momentum: float = setting(
        Number(0.0, 1.0, step=0.05, below=True),
        0.9,
        label=N_("Momentum"),
        group="optimizer",
        shown=lambda chosen: "momentum" in OPTIMIZERS[chosen["optimizer"]].uses,
    )
    learning_rate: float = setting(
        Number(0.0, limits.MAX_LEARNING_RATE, step=0.01, above=True),
        0.03,
        label=N_("Initial learning rate"),
        help=N_("The same for all arms. It can be changed while the race runs, above the charts."),
        group="optimizer",
        limit=N_("a learning rate of {high:g}"),
    )
    batch_size: int = setting(
        Whole(1, limits.MAX_BATCH),
        10,
        label=N_("Batch size"),
        help=N_("Samples per step."),
        group="optimizer",
        limit=N_("batches of {high:,}"),
    )
    schedule: str = setting(  # multiplies the learning rate, changed or not, step by step
        Choice(lambda: SCHEDULES), "constant", label=N_("Learning rate schedule"), group="optimizer_more"
    )
    schedule_steps: int = setting(
        Whole(1, limits.MAX_STEPS, step=100),
        1000,
        label=N_("Schedule steps"),
        group="optimizer_more",
        shown=lambda chosen: SCHEDULES[chosen["schedule"]].uses_length,
    )
    clip: float = setting(  # a network's gradient is scaled down to this norm if it is larger
        Number(0.0, 1e6, step=0.5),
        0.0,
        label=N_("Clip gradients at"),
        help=N_("Largest norm of a network's gradient; 0: not clipped."),
        group="optimizer_more",
    )
    weight_decay: float = setting(  # added to the gradient, or beside it in "adamw"
        Number(0.0, 1.0, step=0.001),
        0.0,
        label=N_("Weight decay"),
        help=N_(
            "Pulls weights, biases and the scales and shifts of a normalisation towards 0. Learnable parameters of "
            "activation functions, such as PReLU's slope, are left out unless the switch below is on."
        ),
        group="optimizer_more",
    )
    decay_learnable: bool = setting(  # True is what was done before there was a choice
        Switch(),
        False,
        label=N_("Decay learnable parameters too"),
        help=N_(
            "Also pulls PReLU's slope, Swish's β and others towards 0, which makes PReLU a ReLU and Swish the line "
            "z/2. PyTorch does so when all parameters are handed to one optimiser."
        ),
        group="optimizer_more",
        shown=lambda chosen: chosen["weight_decay"] > 0,
    )
    seeds: int = setting(  # networks an arm
        Whole(1, limits.MAX_SEEDS),
        8,
        label=N_("Seeds"),
        help=N_(
            "Networks of each arm, at most {high}. For one seed all arms see the same samples in the same order and "
            "start from the same draws."
        ),
        group="run",
        limit=N_("{high:,} seeds"),
    )
    first_seed: int = setting(Whole(0, limits.LARGEST_SEED), 0, link=None)  # the seeds are this, this + 1, ...
    steps: int = setting(
        Whole(1, limits.MAX_STEPS, step=500),
        3000,
        label=N_("Steps"),
        help=N_("Optimiser steps in the whole race."),
        group="run",
        limit=N_("{high:,} steps"),
    )
    interventions: tuple[Intervention, ...] = setting(  # done while it trains, in the order of their steps
        INTERVENTIONS,
        (),
        label=N_("Recorded interventions"),
        help=N_(
            "Interventions during a race are recorded here, so that the link repeats them: {examples}. Arms, "
            "layers and units count from 0."
        ),
        examples=intervention.EXAMPLES,
        group="run",
        link="changes",
    )
    dtype: str = setting(Choice(lambda: DTYPES), "float32", link=None)

    def __post_init__(self) -> None:
        for name in self.settings():
            object.__setattr__(self, name, self.checked(name, getattr(self, name)))
        with naming("table"):
            if self.data == TABLE:
                checked_digest(self.table)
        with naming("target" if self.data == TABLE else "formula"):
            plan = resolved(self)
        object.__setattr__(self, "_plan", plan)
        self._check_together(plan)

    def _check_together(self, plan: Plan) -> None:
        """What no field can be asked alone. Raises InvalidSetting."""
        name, size = plan.dataset.name, plan.training_size
        if self.batch_size > size:
            raise InvalidSetting(
                "batch_size",
                _(
                    "batch_size = {batch_size} is more than the {size} training samples of {name}: give a "
                    "whole number from 1 to {most}."
                ).format(batch_size=self.batch_size, size=size, name=_(name), most=min(size, limits.MAX_BATCH)),
            )
        if self.batch_size == 1 and self.norm == "batch":
            raise InvalidSetting(
                "batch_size", _("batch_size = 1 leaves batch normalisation nothing to compare: give at least 2.")
            )
        if plan.weights > limits.MAX_WEIGHTS:
            raise InvalidSetting(
                "arms",
                _(
                    "These {count} networks have {weights:,} weights in all; allowed are {most:,}. "
                    "Take fewer seeds, arms or layers, or narrower ones."
                ).format(count=len(self.arms) * self.seeds, weights=plan.weights, most=limits.MAX_WEIGHTS),
            )
        for what, samples, most in (
            (_("step"), self.batch_size, limits.MAX_WORK),
            (_("evaluation"), 2 * size, limits.MAX_EVALUATED),
        ):
            if plan.weights * samples > most:
                raise InvalidSetting(
                    "arms",
                    _(
                        "One {what} of these networks takes {weights:,.0f} million multiplications; allowed are "
                        "{most:,}. Take fewer seeds, arms or layers, narrower ones, or fewer samples."
                    ).format(what=what, weights=plan.weights * samples / 1e6, most=most // 10**6),
                )
        for what, samples, most in (
            (_("step"), self.batch_size, limits.MAX_ACTIVATIONS),
            (_("evaluation"), 2 * size, limits.MAX_EVALUATED_ACTIVATIONS),
        ):
            if plan.activations * samples > most:
                raise InvalidSetting(
                    "arms",
                    _(
                        "One {what} of these networks computes {activations:,.1f} million activations (samples × units "
                        "× networks); allowed are {most:,}. Take fewer seeds, arms or units, a smaller batch, or fewer "
                        "samples."
                    ).format(what=what, activations=plan.activations * samples / 1e6, most=most // 10**6),
                )
        for arm in self.arms:
            if len(arm.layers) >= len(self.widths):
                said = _("arms: {label} has activations for {count} hidden layers, but there are only {layers}.")
                raise InvalidSetting(
                    "arms", said.format(label=arm.label, count=len(arm.layers) + 1, layers=len(self.widths))
                )
        for act in self.interventions:
            with naming("interventions"):
                act.check(self)

    @classmethod
    def settings(cls) -> dict[str, Setting]:
        """The Setting of every field, in the order of the form."""
        return settings_of(cls)

    @classmethod
    def checked(cls, name: str, value: object) -> Any:
        """The value of one field as it may be used, whatever the others are. Raises InvalidSetting."""
        with naming(name):
            return cls.settings()[name].kind.check(name, value)

    @classmethod
    def limits_in_words(cls) -> str:
        """The limits in a sentence."""
        told = [_(one.limit, **one.kind.limits()) for one in cls.settings().values() if one.limit]
        told.append(_("{weights:,} weights over all networks", weights=limits.MAX_WEIGHTS))
        told.append(_("{work:,} million multiplications per step", work=limits.MAX_WORK // 10**6))
        told.append(_("{count:,} million activations per step", count=limits.MAX_ACTIVATIONS // 10**6))
        return _("At most {limits}.", limits=_(", ").join(told))

    def plan(self) -> Plan:
        """What it comes to: data set, data, and for each arm units, widths and weights. Resolved once."""
        return self._plan  # type: ignore[attr-defined]  # set by __post_init__

    @property
    def evaluate_every(self) -> int:
        """Steps between evaluations: a fixed grid, so that recorded numbers never depend on timing.

        One pass over the training samples, or more in a long run: evaluating oftener would take longer than training.
        """
        return max(math.ceil(self.plan().training_size / self.batch_size), self.steps // EVALUATIONS)

    @property
    def all_seeds(self) -> tuple[int, ...]:
        return tuple(range(self.first_seed, self.first_seed + self.seeds))

    def rate_factor(self, step: int) -> float:
        """What the learning rate is multiplied with at a step, by the schedule."""
        return SCHEDULES[self.schedule].factor(self.schedule_steps, self.steps, step)

    def to_json(self) -> str:
        """One line of JSON, the inverse of `from_json`."""
        plain = {name: one.kind.to_plain(getattr(self, name)) for name, one in self.settings().items()}
        return json.dumps(plain | {"version": VERSION})

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """The experiment that `to_json` wrote; fields left out take their defaults. Raises ValueError otherwise."""
        try:
            plain = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(_("This is not an experiment: it is not JSON ({error}).", error=error)) from None
        if not isinstance(plain, dict):
            raise ValueError(_("This is not an experiment: it needs a JSON object with names and values."))
        version = plain.pop("version", VERSION)
        if version != VERSION:
            said = _("This experiment has version {version!r}; this lab reads version {known}.")
            raise ValueError(said.format(version=version, known=VERSION))
        known = cls.settings()
        for name in plain:
            if name not in known:
                said = _("An experiment has no field {name!r}: its fields are {known}.")
                raise ValueError(said.format(name=name, known=", ".join(known)))
        plain.setdefault("arms", [])
        for name in plain:
            with naming(name):
                plain[name] = known[name].kind.from_plain(name, plain[name])
        return cls(**plain)

    def __reduce__(self) -> tuple:
        return type(self).from_json, (self.to_json(),)  # what it was resolved into stays here


@contextmanager
def naming(field: str) -> Iterator[None]:
    """A ValueError within becomes one that names the field."""
    try:
        yield
    except ValueError as error:
        raise InvalidSetting(field, str(error)) from None


# What the Race page starts with: the seven functions of the lecture note.
USUAL = Experiment(
    arms=tuple(Arm(key) for key in ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")),
    learning_rate=0.1,
    batch_size=16,
)
