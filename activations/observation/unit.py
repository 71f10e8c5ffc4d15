"""One unit of one network, looked at closely."""

from dataclasses import dataclass, fields

import numpy as np
import torch

from activations.language import translate as _
from activations.observation.observer import Observer
from activations.observation.probe import probe
from activations.observation.workspace import Workspace
from activations.training.numerics import steady


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitView:
    """A unit over the probe set. P pieces, O outputs a unit, S samples."""

    step: int
    pre_activations: np.ndarray  # [P, S]
    outputs: np.ndarray  # [O, S]
    slopes: np.ndarray  # [O, P, S]: partial derivatives, as autograd has them
    gradients: np.ndarray  # [P, S]: d(loss of the sample)/dz
    incoming: np.ndarray  # [P, inputs]: weights
    bias: np.ndarray  # [P]
    outgoing: np.ndarray  # [O, rows of the next layer]: weights with which the next layer reads it

    def arrays(self) -> dict[str, np.ndarray]:
        """ "unit.<name>", float32."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "step"}
        return {f"unit.{name}": value.astype(np.float32) for name, value in values.items()}


def look_at_unit(observer: Observer, arm: int, seed: int, layer: int, unit: int) -> UnitView:
    """Of hidden layer `layer`, counted from 0. Raises ValueError if there is no such arm, seed, layer or unit."""
    trainer = observer.trainer
    known = [("arm", arm, len(trainer.arms)), ("seed", seed, trainer.experiment.seeds)]
    known.append(("layer", layer, len(trainer.experiment.widths)))
    for name, value, count in known:
        check(name, value, count)
    place, numbers, stack = next(
        (place, numbers, stack) for place, (numbers, stack) in enumerate(trainer.stacks) if arm in numbers
    )
    width = stack.widths[layer]
    check("unit", unit, width)
    with steady(), torch.no_grad():
        seen = probe(stack, *observer.columns[place], Workspace(), {}, slice(seed, seed + 1))
    number = numbers.index(arm)
    network = number * stack.each + seed
    now, following = stack.layers[layer], stack.layers[layer + 1]
    found = {
        "pre_activations": seen.before[layer][number, unit::width],
        "outputs": seen.after[layer][number, unit::width],
        "slopes": torch.stack([slope[number, unit::width] for slope in seen.slopes[layer]]),
        "gradients": seen.before_gradient[layer][number, unit::width] * observer.samples,
        "incoming": now.weight[network, unit::width],
        "bias": now.bias[network, unit::width, 0],
        "outgoing": following.weight[network][:, unit::width].T,
    }
    return UnitView(step=trainer.step, **{name: value.cpu().numpy().copy() for name, value in found.items()})


def check(name: str, value: int, count: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < count:
        raise ValueError(
            _("{name} = {value!r} is not there: give a whole number from 0 to {last}.").format(
                name=name, value=value, last=count - 1
            )
        )
