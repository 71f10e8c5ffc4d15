"""One unit of one network, looked at closely."""

from dataclasses import dataclass, fields
from itertools import islice

import numpy as np
import torch

from activations.language import translate as _
from activations.observation.forward_backward import ForwardBackward, probe
from activations.observation.observer import Observer
from activations.observation.workspace import Workspace
from activations.training.numerics import steady
from activations.training.stack import NetworkStack

CURVE_POINTS = 161  # of a unit's function as it is now
MIN_REACH = 2.0  # a curve is drawn over [-reach, reach], reach a power of two: it changes seldom while a unit moves


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


def look_at_unit(
    observer: Observer, arm: int, seed: int, layer: int, unit: int, space: Workspace | None = None
) -> UnitView:
    """Of hidden layer `layer`, counted from 0. Raises ValueError if there is no such arm, seed, layer or unit."""
    stack, number, seen = passed(observer, arm, seed, layer, unit, space)
    width = stack.widths[layer]
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
    return UnitView(step=observer.trainer.step, **{name: plain(value) for name, value in found.items()})


def passed(
    observer: Observer, arm: int, seed: int, layer: int, unit: int = 0, space: Workspace | None = None
) -> tuple[NetworkStack, int, ForwardBackward]:
    """The stack of an arm, the arm's number in it, and a pass of one seed's networks of that stack."""
    place, number, stack = checked(observer, arm, seed, layer, unit)
    with steady(), torch.no_grad():
        seen = probe(stack, *observer.columns[place], space or Workspace(), {}, slice(seed, seed + 1))
    return stack, number, seen


def over_inputs(observer: Observer, points: np.ndarray, arm: int, seed: int, layer: int, unit: int) -> np.ndarray:
    """What a unit gives at `points` [n, inputs], evaluated as a boundary is: [outputs, n]. Raises as look_at_unit."""
    _place, number, stack = checked(observer, arm, seed, layer, unit)
    columns = torch.as_tensor(points.T, dtype=stack.dtype).contiguous().to(stack.device)
    with steady(), torch.no_grad():
        before = next(islice(stack.rows_before(number, columns, seed), layer, None))
        after = stack.layers[layer].slices[number].value(before, seed)
    return plain(after[0, unit :: stack.widths[layer]])


def function_now(observer: Observer, reach: float, arm: int, seed: int, layer: int, unit: int) -> np.ndarray:
    """z, each output f(z) and each f'(z) over [-reach, reach], at the parameters of now: [1 + 2 outputs, points].

    Of a unit with one pre-activation; ValueError else, and as look_at_unit.
    """
    _place, number, stack = checked(observer, arm, seed, layer, unit)
    activation_slice, width = stack.layers[layer].slices[number], stack.widths[layer]
    if activation_slice.pieces > 1:
        said = _("{arm} has {count} pre-activations per unit: no single curve.")
        raise ValueError(said.format(arm=stack.arms[number].label, count=activation_slice.pieces))
    z = torch.linspace(-reach, reach, CURVE_POINTS, dtype=stack.dtype, device=stack.device)
    learnable = {name: values[seed : seed + 1] for name, values in activation_slice.learnable.items()}
    with steady(), torch.no_grad():
        value, slopes = activation_slice.value_and_slopes(z.expand(1, width, -1).contiguous(), learnable)
    return plain(torch.stack([z, *value[0, unit::width], *(slope[0, unit] for slope in slopes)]))


def reach_of(pre_activations: np.ndarray) -> float:
    """The smallest power of two, at least MIN_REACH, that is beyond every finite pre-activation."""
    sizes = np.abs(pre_activations[np.isfinite(pre_activations)])
    largest = float(sizes.max()) if sizes.size else MIN_REACH
    return max(MIN_REACH, float(2.0 ** np.ceil(np.log2(max(largest, MIN_REACH)))))


def busiest_unit(observer: Observer, arm: int, seed: int, layer: int, low: float, high: float) -> tuple[int, int]:
    """The unit of a layer with most samples whose z (of any piece) is in [low, high), and how many. Raises likewise."""
    stack, number, seen = passed(observer, arm, seed, layer)
    rows = seen.before[layer][number]
    counts = ((rows >= low) & (rows < high)).sum(1).view(-1, stack.widths[layer]).sum(0)
    unit = int(counts.argmax())
    return unit, int(counts[unit])


def checked(observer: Observer, arm: int, seed: int, layer: int, unit: int) -> tuple[int, int, NetworkStack]:
    """Place of the arm's stack, the arm's number in it, and the stack. Raises ValueError."""
    trainer = observer.trainer
    known = [("arm", arm, len(trainer.arms)), ("seed", seed, trainer.experiment.seeds)]
    known.append(("layer", layer, len(trainer.experiment.widths)))
    for name, value, count in known:
        check(name, value, count)
    place, numbers, stack = next(
        (place, numbers, stack) for place, (numbers, stack) in enumerate(trainer.stacks) if arm in numbers
    )
    check("unit", unit, stack.widths[layer])
    return place, numbers.index(arm), stack


def check(name: str, value: object, count: int) -> int:
    """`value`, if it is a whole number from 0 to `count` - 1. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < count:
        said = _("{name} = {value!r} does not exist: give a whole number from 0 to {last}.")
        raise ValueError(said.format(name=name, value=value, last=count - 1))
    return int(value)


def plain(values: torch.Tensor) -> np.ndarray:
    return values.cpu().numpy().copy()
