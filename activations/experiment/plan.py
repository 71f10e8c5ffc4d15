"""What an experiment comes to: its data set, its data, and for each arm units, widths and weights; resolved once."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from activations.data.datasets import Data, Dataset, dataset_of, make_data
from activations.data.samplers import DEFAULT_FORMULA
from activations.data.table.reading import READINGS, Reading
from activations.data.table.split import TABLE, TableChoice, table_data, table_dataset
from activations.experiment.arm import Arm
from activations.experiment.widths import Units, count_weights, matched_widths

if TYPE_CHECKING:
    from activations.experiment.experiment import Experiment


@dataclass(frozen=True, kw_only=True)
class ArmPlan:
    """The networks of one arm."""

    arm: Arm
    units: Units  # (pre-activations, outputs) of a unit of each hidden layer; arms that agree in them are stacked
    widths: tuple[int, ...]  # units of each hidden layer: those of the experiment, or those that match its parameters
    weights: int  # numbers trained in one network: weights, biases, learnable parameters, and a norm's

    @property
    def activations(self) -> int:
        """Numbers that one sample gives in the hidden layers of one network, before the functions and after them."""
        return sum(width * (before + after) for width, (before, after) in zip(self.widths, self.units, strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """An experiment resolved. Do not write into the arrays of its data, they are shared."""

    experiment: "Experiment"
    dataset: Dataset  # kind, dimension, outputs, size and names of the data
    arms: tuple[ArmPlan, ...]  # as Experiment.arms

    @cached_property
    def data(self) -> Data:
        """The samples, drawn or read, and split when first asked for. Raises ValueError if a table is gone."""
        experiment = self.experiment
        if experiment.data == TABLE:
            return table_data(table_choice(experiment), experiment.data_seed)
        formula = experiment.formula if experiment.data == "function" else DEFAULT_FORMULA
        return make_data(experiment.data, experiment.samples, experiment.noise, experiment.data_seed, formula)

    @property
    def training_size(self) -> int:
        """Training samples."""
        return self.dataset.training_size(self.experiment.samples)

    @property
    def weights(self) -> int:
        """Numbers trained in all networks together."""
        return self.experiment.seeds * sum(arm.weights for arm in self.arms)

    @property
    def activations(self) -> int:
        """Numbers that one sample gives in all networks together, before the functions and after them."""
        return self.experiment.seeds * sum(arm.activations for arm in self.arms)

    def of(self, arm: Arm) -> ArmPlan:
        """The plan of one arm of the experiment, or of what one may become."""
        return self._by_arm.get(arm) or arm_plan(self.experiment, self.dataset, arm)

    @cached_property
    def _by_arm(self) -> dict[Arm, ArmPlan]:
        return {plan.arm: plan for plan in self.arms}


def table_choice(experiment: "Experiment") -> TableChoice:
    reading = Reading(**{name: getattr(experiment, name) for name in READINGS})
    return TableChoice(experiment.table, experiment.target, experiment.features, experiment.target_kind, reading)


def resolved(experiment: "Experiment") -> Plan:
    """The plan of an experiment whose fields are checked. Raises ValueError if its table is gone or its formula bad."""
    if experiment.data == TABLE:
        dataset = table_dataset(table_choice(experiment))
    else:
        dataset = dataset_of(experiment.data, experiment.formula)
    arms = tuple(arm_plan(experiment, dataset, arm) for arm in experiment.arms)
    return Plan(experiment=experiment, dataset=dataset, arms=arms)


def arm_plan(experiment: "Experiment", dataset: Dataset, arm: Arm) -> ArmPlan:
    """The networks of one arm on the data set."""
    layers = [arm.at(place) for place in range(len(experiment.widths))]
    units = tuple((layer.pre_activations, layer.outputs) for layer in layers)
    widths, norm = experiment.widths, experiment.norm != "none"
    if experiment.match == "parameters":
        widths = matched_widths(dataset.dimension, widths, units, dataset.outputs, norm)
    weights = count_weights(dataset.dimension, widths, units, dataset.outputs, norm)
    for layer, width in zip(layers, widths, strict=True):
        learnable = sum(parameter.learnable for parameter in layer.entry.parameters)
        weights += learnable * (width if experiment.learnable_per_unit else 1)
    return ArmPlan(arm=arm, units=units, widths=widths, weights=weights)
