"""What determines a training run: a frozen, validated description that round-trips through JSON."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from activations import checks
from activations.data.datasets import DATASETS, Data, Dataset, dataset_of, make_data
from activations.data.expression import checked_text
from activations.data.samplers import DEFAULT_FORMULA
from activations.data.table.choose import KINDS
from activations.data.table.split import TABLE, TableChoice, checked_name, checked_names, table_data, table_dataset
from activations.data.table.store import checked_digest
from activations.experiment import limits
from activations.experiment.arm import Arm
from activations.experiment.intervention import Intervention, checked
from activations.experiment.schedule import SCHEDULES, schedule_factor
from activations.experiment.widths import Units, count_weights, matched_widths
from activations.language import translate as _
from activations.training.optimizer import OPTIMIZERS

VERSION = 1  # of the JSON; raised when a field changes its meaning
INITS = ("matched", "he", "xavier", "lecun", "normal", "gain", "torch")
NORMS = ("none", "batch", "layer")
MATCHES = ("units", "parameters")
DTYPES = ("float32", "float64")
EVALUATIONS = 400  # at most, in a run


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Arms to compare and everything that is the same for all of them. Equal experiments give equal numbers, to the
    bit, on the same kind of device. Raises ValueError, with what is allowed, on anything out of range (see limits).
    """

    arms: tuple[Arm, ...]
    data: str = "circle"  # key in DATASETS, or "table"
    formula: str = DEFAULT_FORMULA  # f(x), used by data "function" alone
    table: str = ""  # digest of the file's content (data.table.store); it and the next three are used by data "table" alone
    target: str = ""  # name of the column to learn
    features: tuple[str, ...] = ()  # names of the columns to learn from; () means all others that can be used
    target_kind: str = "auto"  # "auto": found out; "binary", "classes" or "regression": as chosen
    noise: float = 0.1  # 0 to 1; Dataset.noise says of what
    samples: int = 500  # half of them train; the digits and a table ignore it
    data_seed: int = 0  # draws the data and the split, the same for all arms and seeds
    widths: tuple[int, ...] = (8, 8)  # units of each hidden layer
    # "units": all arms have these widths. "parameters": arms whose units have several pre-activations or outputs get
    # the widths with which they train about as many numbers as a plain arm (see `widths_of`).
    match: str = "units"
    norm: str = "none"  # of pre-activations: "batch" or "layer" normalisation, with a scale and a shift for each
    residual: bool = False  # hidden layers after the first add what they receive to what they give, where sizes agree
    learnable_per_unit: bool = False  # learnable parameters are one a unit; else one a layer
    init: str = "matched"  # see training.initialisation
    init_std: float = 0.5  # standard deviation of every weight, used by init "normal" alone
    init_gain: float = 1.0  # of hidden layers, used by init "gain" alone
    optimizer: str = "sgd"  # key in optimizer.OPTIMIZERS
    learning_rate: float = 0.03
    momentum: float = 0.9  # used by optimizers "momentum" and "nesterov" alone
    weight_decay: float = 0.0  # of all that is trained: added to the gradient, or beside it in "adamw"; see optimizer
    clip: float = 0.0  # largest norm of a network's gradient, scaled down to it if larger; 0: not clipped
    schedule: str = "constant"  # multiplies the learning rate, changed or not, step by step: see optimizer
    schedule_steps: int = 1000  # used by schedules "step" and "warmup" alone
    batch_size: int = 10  # samples a step
    seeds: int = 8  # networks an arm
    first_seed: int = 0  # the seeds are first_seed, first_seed + 1, ...
    steps: int = 3000  # optimiser steps in a whole run
    interventions: tuple[Intervention, ...] = ()  # done while it trains, in the order of their steps
    dtype: str = "float32"

    def __post_init__(self) -> None:
        check = {
            "arms": self._checked_arms(),
            "data": checks.choice("data", self.data, (*DATASETS, TABLE)),
            "formula": checked_text(self.formula),
            "table": checked_digest(self.table) if self.table != "" or self.data == TABLE else "",
            "target": checked_name("target", self.target),
            "features": checked_names("features", self.features),
            "target_kind": checks.choice("target_kind", self.target_kind, KINDS),
            "noise": checks.number("noise", self.noise, 0.0, 1.0),
            "samples": checks.whole("samples", self.samples, *limits.SAMPLES),
            "data_seed": checks.whole("data_seed", self.data_seed, 0, limits.LARGEST_SEED),
            "widths": self._checked_widths(),
            "init": checks.choice("init", self.init, INITS),
            "init_std": checks.number("init_std", self.init_std, 0.0, 10.0, above=True),
            "init_gain": checks.number("init_gain", self.init_gain, 0.0, 1000.0, above=True),
            "match": checks.choice("match", self.match, MATCHES),
            "norm": checks.choice("norm", self.norm, NORMS),
            "residual": checks.switch("residual", self.residual),
            "learnable_per_unit": checks.switch("learnable_per_unit", self.learnable_per_unit),
            "optimizer": checks.choice("optimizer", self.optimizer, tuple(OPTIMIZERS)),
            "learning_rate": limits.learning_rate(self.learning_rate),
            "momentum": checks.number("momentum", self.momentum, 0.0, 1.0, below=True),
            "weight_decay": checks.number("weight_decay", self.weight_decay, 0.0, 1.0),
            "clip": checks.number("clip", self.clip, 0.0, 1e6),
            "schedule": checks.choice("schedule", self.schedule, SCHEDULES),
            "schedule_steps": checks.whole("schedule_steps", self.schedule_steps, 1, limits.MOST_STEPS),
            "batch_size": checks.whole("batch_size", self.batch_size, 1, limits.MOST_BATCH),
            "seeds": checks.whole("seeds", self.seeds, 1, limits.MOST_SEEDS),
            "first_seed": checks.whole("first_seed", self.first_seed, 0, limits.LARGEST_SEED),
            "steps": checks.whole("steps", self.steps, 1, limits.MOST_STEPS),
            "dtype": checks.choice("dtype", self.dtype, DTYPES),
        }
        check["interventions"] = checked(self.interventions)
        for name, value in check.items():
            object.__setattr__(self, name, value)
        name, size = self.describe_data().name, self.training_size
        if self.batch_size > size:
            raise ValueError(
                _(
                    "batch_size = {batch_size} is more than the {size} training samples of {name}: give a "
                    "whole number from 1 to {most}."
                ).format(batch_size=self.batch_size, size=size, name=_(name), most=min(size, limits.MOST_BATCH))
            )
        if self.batch_size == 1 and self.norm == "batch":
            raise ValueError(_("batch_size = 1 leaves batch normalisation nothing to compare: give at least 2."))
        if self.weights > limits.MOST_WEIGHTS:
            raise ValueError(
                _(
                    "These {count} networks have {weights:,} weights in all; allowed are {most:,}. "
                    "Take fewer seeds, arms or layers, or narrower ones."
                ).format(count=len(self.arms) * self.seeds, weights=self.weights, most=limits.MOST_WEIGHTS)
            )
        # Both bound how long one command may keep the trainer process from its other runs.
        for what, samples, most in (
            (_("step"), self.batch_size, limits.MOST_WORK),
            (_("evaluation"), 2 * size, limits.MOST_EVALUATED),
        ):
            if self.weights * samples > most:
                raise ValueError(
                    _(
                        "One {what} of these networks takes {weights:,.0f} million multiplications; allowed are "
                        "{most:,}. Take fewer seeds, arms or layers, narrower ones, or fewer samples."
                    ).format(what=what, weights=self.weights * samples / 1e6, most=most // 10**6)
                )
        for arm in self.arms:
            if len(arm.layers) >= len(self.widths):
                raise ValueError(
                    _("arms: {label} has activations for {count} hidden layers, but there are only {layers}.").format(
                        label=arm.label, count=len(arm.layers) + 1, layers=len(self.widths)
                    )
                )
        for intervention in self.interventions:
            intervention.check(self)

    def _checked_arms(self) -> tuple[Arm, ...]:
        arms = tuple(self.arms) if isinstance(self.arms, Iterable) and not isinstance(self.arms, str) else None
        if arms is None or not all(isinstance(arm, Arm) for arm in arms):
            raise ValueError(
                _('arms = {arms!r} is not allowed: give a list such as [Arm("relu"), Arm("tanh")].').format(
                    arms=self.arms
                )
            )
        if not 1 <= len(arms) <= limits.MOST_ARMS:
            raise ValueError(
                _("An experiment has 1 to {most} arms; these are {count}.").format(
                    most=limits.MOST_ARMS, count=len(arms)
                )
            )
        for place, arm in enumerate(arms):
            if arm in arms[:place]:
                raise ValueError(
                    _("{label} is there twice with the same parameters: change a parameter of one.").format(
                        label=arm.label
                    )
                )
        return arms

    def _checked_widths(self) -> tuple[int, ...]:
        widths = self.widths
        if isinstance(widths, (str, Mapping)) or not isinstance(widths, Iterable):
            raise ValueError(
                _("widths = {widths!r} is not allowed: give the units of each hidden layer, such as (8, 8).").format(
                    widths=widths
                )
            )
        widths = tuple(widths)
        if not 1 <= len(widths) <= limits.MOST_HIDDEN_LAYERS:
            raise ValueError(
                _("A network has 1 to {most} hidden layers; widths gives {count}.").format(
                    most=limits.MOST_HIDDEN_LAYERS, count=len(widths)
                )
            )
        return tuple(checks.whole("width", width, 1, limits.MOST_WIDTH) for width in widths)

    @property
    def training_size(self) -> int:
        return self.describe_data().training_size(self.samples)

    @property
    def evaluate_every(self) -> int:
        """Steps between evaluations: a fixed grid, so that recorded numbers never depend on timing.

        One pass over the training samples, or more in a long run: evaluating oftener would take longer than training.
        """
        return max(math.ceil(self.training_size / self.batch_size), self.steps // EVALUATIONS)

    @property
    def all_seeds(self) -> tuple[int, ...]:
        return tuple(range(self.first_seed, self.first_seed + self.seeds))

    def describe_data(self) -> Dataset:
        """Kind, dimension, outputs, size and names of the data. Raises ValueError if a table is no longer kept."""
        return table_dataset(self._table_choice) if self.data == TABLE else dataset_of(self.data, self.formula)

    def make_data(self) -> Data:
        """The samples, drawn or read, and split. Raises ValueError as `describe_data`."""
        if self.data == TABLE:
            return table_data(self._table_choice, self.data_seed)
        formula = self.formula if self.data == "function" else DEFAULT_FORMULA
        return make_data(self.data, self.samples, self.noise, self.data_seed, formula)

    @property
    def _table_choice(self) -> TableChoice:
        return TableChoice(self.table, self.target, self.features, self.target_kind)

    def rate_factor(self, step: int) -> float:
        """What the learning rate is multiplied with at a step, by the schedule."""
        return schedule_factor(self.schedule, self.schedule_steps, self.steps, step)

    def units_of(self, arm: Arm) -> Units:
        """(pre-activations, outputs) of a unit of each hidden layer; arms that agree in them are stacked."""
        layers = (arm.at(place) for place in range(len(self.widths)))
        return tuple((layer.pre_activations, layer.outputs) for layer in layers)

    def widths_of(self, arm: Arm) -> tuple[int, ...]:
        """Units of each hidden layer in the networks of this arm: `widths`, or those that match its parameters."""
        if self.match == "units":
            return self.widths
        data = self.describe_data()
        return matched_widths(data.dimension, self.widths, self.units_of(arm), data.outputs, self.norm != "none")

    def weights_of(self, arm: Arm) -> int:
        """Numbers trained in one network of this arm: weights, biases, learnable parameters, and a norm's."""
        data, widths = self.describe_data(), self.widths_of(arm)
        total = count_weights(data.dimension, widths, self.units_of(arm), data.outputs, self.norm != "none")
        for place, width in enumerate(widths):
            learnable = sum(parameter.learnable for parameter in arm.at(place).entry.parameters)
            total += learnable * (width if self.learnable_per_unit else 1)
        return total

    @property
    def weights(self) -> int:
        """Numbers trained in all networks together."""
        return self.seeds * sum(self.weights_of(arm) for arm in self.arms)

    def to_json(self) -> str:
        """One line of JSON, the inverse of `from_json`."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain["arms"] = [arm.to_plain() for arm in self.arms]
        plain["interventions"] = [intervention.to_plain() for intervention in self.interventions]
        return json.dumps(plain | {"version": VERSION})

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """The experiment that `to_json` wrote; fields left out take their defaults. Raises ValueError otherwise."""
        try:
            plain = json.loads(text)
        except (TypeError, ValueError) as error:
            raise ValueError(_("This is not an experiment: it is not JSON ({error}).").format(error=error)) from None
        if not isinstance(plain, dict):
            raise ValueError(_("This is not an experiment: it needs a JSON object with names and values."))
        version = plain.pop("version", VERSION)
        if version != VERSION:
            raise ValueError(
                _("This experiment has version {version!r}; this lab reads version {known}.").format(
                    version=version, known=VERSION
                )
            )
        known = [field.name for field in fields(cls)]
        for name in plain:
            if name not in known:
                raise ValueError(
                    _("An experiment has no field {name!r}: its fields are {known}.").format(
                        name=name, known=", ".join(known)
                    )
                )
        arms = plain.get("arms", [])
        if not isinstance(arms, list):
            raise ValueError(_("arms = {arms!r} is not allowed: give a list of arms.").format(arms=arms))
        interventions = plain.get("interventions", [])
        if not isinstance(interventions, list):
            raise ValueError(
                _("interventions = {interventions!r} is not allowed: give a list of interventions.").format(
                    interventions=interventions
                )
            )
        plain["arms"] = tuple(Arm.from_plain(arm) for arm in arms)
        plain["interventions"] = tuple(Intervention.from_plain(one) for one in interventions)
        return cls(**plain)


# What the Race page starts with: the seven functions of the lecture note.
USUAL = Experiment(
    arms=tuple(Arm(key) for key in ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")),
    learning_rate=0.1,
    batch_size=16,
)
