"""What can be said of an activation function at given parameters, measured on its curve or worked out from its claims.

Keywords beyond the parameters (`section`, `held`, `weights`, `biases`) go to `activations.functions.curve.curve`.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from activations.functions.catalogue import CATALOGUE, Activation
from activations.functions.curve import curve, curve_columns
from activations.functions.formula import number
from activations.language import translate as _

SATURATED = 0.05  # share of the largest slope below which a unit counts as saturated; see `lasting_slope`
OFF_CENTRE = 0.3  # |mean| / standard deviation of a unit's output from which it is said to be off zero
FAR_OFF_CENTRE = 1.0  # and by more than it varies
DEAD = 1e-6  # slope at or below which nothing is learned
POINTS = 8001  # over the window; borders of regions are then found by halving the spacing
HALVINGS = 30
DECIMALS = 5  # of a border: the kink that halving comes within a hair of is the border that is meant
WINDOW = 10.0
FAR = 1000.0  # as far as bounds and regions are looked for
RAYS = (-1e4, -1e3, 1e3, 1e4)  # where it is looked whether a slope lasts

Region = tuple[float, float]  # of z: from, to


def kinks(key: str, **parameters: float) -> list[float]:
    """z at which f' jumps, at these parameters; ascending."""
    activation = CATALOGUE[key]
    return claimed_places(activation.kinks, activation.validated(parameters))


def jumps(key: str, **parameters: float) -> list[float]:
    """z at which f itself jumps, at these parameters; ascending."""
    activation = CATALOGUE[key]
    return claimed_places(activation.jumps, activation.validated(parameters))


def claimed_places(claims: tuple[float | str, ...], values: dict[str, float]) -> list[float]:
    places = {number(claim, values) for claim in claims}
    return sorted(place for place in places if not math.isnan(place))


def bounds(key: str, **parameters: float) -> tuple[float, float]:
    """Infimum and supremum of f at these parameters: in closed form where there is one, else measured."""
    activation = CATALOGUE[key]
    values = activation.validated(parameters)
    low, high = (number(claim, values) for claim in activation.range)
    if math.isnan(low) or math.isnan(high):
        measured = measured_bounds(key, **parameters)
        low, high = (found if math.isnan(claim) else claim for claim, found in zip((low, high), measured, strict=True))
    return low, high


def measured_bounds(key: str, **keywords: Any) -> tuple[float, float]:
    """Smallest and largest f found on [-1000, 1000]; infinite where f still grows there.

    Of a gated unit and Maxout without a section: over pairs of pre-activations.
    """

    def value(x: np.ndarray) -> np.ndarray:
        return sampled(key, x, **keywords)[0]

    return -supremum(lambda x: -value(x).min(axis=1)), supremum(lambda x: value(x).max(axis=1))


def largest_slope(key: str, **keywords: Any) -> float:
    """sup |f'| measured on [-1000, 1000]; infinite where f jumps or |f'| still grows there.

    Of a gated unit and Maxout without a section: the largest partial derivative over pairs of pre-activations.
    """
    parameters = {name: value for name, value in keywords.items() if name in CATALOGUE[key].defaults}
    if jumps(key, **parameters):
        return math.inf
    return supremum(lambda x: np.abs(sampled(key, x, **keywords)[1]).max(axis=1))


def sampled(key: str, x: np.ndarray, **keywords: Any) -> tuple[np.ndarray, np.ndarray]:
    """f and f' at x, a column each output; of units with several pre-activations a column each pair and partial."""
    activation = CATALOGUE[key]
    if activation.arity == 1 or keywords.keys() - activation.defaults.keys():
        frame = curve(key, x, **keywords)
        columns = [[name for name in frame if name in names] for names in (("f", "f2"), ("df", "df2"))]
        return frame[columns[0]].to_numpy(), frame[columns[1]].to_numpy()
    first = torch.from_numpy(x)
    partners = (0 * first, 1 + 0 * first, -1 + 0 * first, first, -first)
    pairs = [torch.stack(pair, dim=-1) for partner in partners for pair in ((first, partner), (partner, first))]
    z = torch.stack(pairs).requires_grad_()  # [pairs, points, 2]
    value = activation(z, **{name: given for name, given in keywords.items() if name != "k"})
    (slope,) = torch.autograd.grad(value.sum(), z)
    return value.detach().numpy().T, slope.permute(1, 0, 2).flatten(1).numpy()


def supremum(function: Callable[[np.ndarray], np.ndarray]) -> float:
    """Largest value of `function` on [-1000, 1000], refined around the best point; inf where it keeps growing."""
    near, far = np.linspace(-20.0, 20.0, 16001), np.geomspace(20.0, FAR, 400)[1:]
    x = np.concatenate([-far[::-1], near, far])
    values = function(x)
    within = [float(values[np.abs(x) <= reach * (1 + 1e-9)].max()) for reach in (FAR / 100, FAR / 10, FAR)]
    growth = within[2] - within[1]
    if growth > 0.5 * (within[1] - within[0]) > 0 and growth > 1e-3:  # at least as fast as a logarithm
        return math.inf
    best, top = float(values.max()), int(values.argmax())
    if top in (0, len(x) - 1):
        return best
    place, spacing = x[top], float(max(x[top + 1] - x[top], x[top] - x[top - 1]))
    for _zoom in range(3):
        x = np.linspace(place - spacing, place + spacing, 401)
        values = function(x)
        place, best, spacing = x[values.argmax()], max(best, float(values.max())), spacing / 100
    return best


def slopes(key: str, x: np.ndarray, **keywords: Any) -> np.ndarray:
    """|f'| at x; of units of two outputs the larger one."""
    columns = curve_columns(key, x, **keywords)
    return np.abs([columns[name] for name in ("df", "df2") if name in columns]).max(axis=0)


def saturated_regions(key: str, limit: float = WINDOW, **keywords: Any) -> list[Region]:
    """Intervals of [-limit, limit] in which |f'| is below 5 % of its largest on [-10, 10], whatever the limit, and
    below the slope that lasts for ever, if one does: the small slope of Leaky ReLU is no saturation.

    The whole window for a constant. None for Maxout: the highest of its lines has ∂f/∂z = 1, flat or not.
    """
    if key == "maxout":
        return []
    steepest = float(slopes(key, window(WINDOW), **keywords).max())
    lasting = lasting_slope(slopes(key, np.array(RAYS), **keywords))
    return regions(key, limit, lambda slope: (slope < min(SATURATED * steepest, lasting)) | (steepest == 0), keywords)


def small_regions(key: str, limit: float = WINDOW, **keywords: Any) -> list[Region]:
    """The same, of slopes that last for ever too."""
    steepest = float(slopes(key, window(WINDOW), **keywords).max())
    return regions(key, limit, lambda slope: slope < SATURATED * steepest, keywords)


def lasting_slope(slope: np.ndarray) -> float:
    """The smallest slope above 0 that a function keeps however far out, a hair less; infinity where there is none.

    `slope`: |f'| at RAYS. A slope that fades, as that of tanh or of a logarithm, does not last.
    """
    sides = (slope[0], slope[1]), (slope[3], slope[2])
    kept = [near for far, near in sides if near > DEAD and abs(far - near) <= 1e-3 * near]
    return (1 - 1e-5) * float(min(kept, default=math.inf))


def dead_regions(key: str, limit: float = WINDOW, **keywords: Any) -> list[Region]:
    """Intervals of [-limit, limit] in which |f'| is at most 1e-6: a unit that stays in one learns nothing."""
    return regions(key, limit, lambda slope: slope <= DEAD, keywords)


def regions(
    key: str, limit: float, belongs: Callable[[np.ndarray], np.ndarray], keywords: dict[str, Any]
) -> list[Region]:
    """Maximal intervals of the window whose slopes belong. A single point, such as a kink, is no interval."""
    x = window(limit)
    inside = belongs(slopes(key, x, **keywords))
    padded = np.concatenate([[False], inside, [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1) - 1
    several = ends > starts
    starts, ends = starts[several], ends[several]
    if not len(starts):
        return []
    outside = np.concatenate([x[np.maximum(starts - 1, 0)], x[np.minimum(ends + 1, len(x) - 1)]])
    found = borders(key, outside, np.concatenate([x[starts], x[ends]]), belongs, keywords)
    return list(zip(found[: len(starts)].tolist(), found[len(starts) :].tolist(), strict=True))


def window(limit: float) -> np.ndarray:
    if not 0 < limit <= FAR:
        raise ValueError(_("limit = {limit!r} must be above 0 and at most {far:g}.", limit=limit, far=FAR))
    return np.linspace(-limit, limit, POINTS)


def borders(
    key: str,
    outside: np.ndarray,
    inside: np.ndarray,
    belongs: Callable[[np.ndarray], np.ndarray],
    keywords: dict[str, Any],
) -> np.ndarray:
    """Where belonging ends between each `outside` and `inside`, to five decimals; `inside` where the two are equal."""
    for _halving in range(HALVINGS):
        middle = (outside + inside) / 2
        belonging = belongs(slopes(key, middle, **keywords))
        outside, inside = np.where(belonging, outside, middle), np.where(belonging, middle, inside)
    return np.round(inside, DECIMALS) + 0.0  # which turns -0.0 into 0.0


def torch_line(key: str, **parameters: float) -> str:
    """One line of Python that builds torch's own at these parameters; empty where torch has none."""
    activation = CATALOGUE[key]
    values = activation.validated(parameters)
    return activation.torch_line.format(**{name: f"{value!r}" for name, value in values.items()})


def torch_module(key: str, **parameters: float) -> torch.nn.Module | None:
    """Torch's own module at these parameters, as `torch_line` builds it; None where torch has none."""
    line = torch_line(key, **parameters)
    return eval(line, {"torch": torch}) if line else None  # the text is the catalogue's, the values are numbers


def torch_difference(key: str, dtype: torch.dtype = torch.float32, **parameters: float) -> tuple[float, float] | None:
    """Largest |ours - torch's| of f and of f', measured in `dtype`; None where torch has no such module.

    The 20,000 points lie evenly on [-10, 10] and, ever sparser, out to +-1000, kinks included. Of a gated unit the gate
    runs through them and the value is 1.
    """
    activation = CATALOGUE[key]
    module = torch_module(key, **parameters)
    if module is None:
        return None
    module = module.to(dtype)
    far = torch.logspace(1, 3, 4999, dtype=torch.float64)
    x = torch.cat([-far.flip(0), torch.linspace(-10, 10, 10001, dtype=torch.float64), far])
    x = torch.cat([x, torch.tensor(kinks(key, **parameters), dtype=torch.float64)]).to(dtype)
    ours = value_and_slope(lambda z: activation(z, **parameters), x, activation)
    theirs = value_and_slope(module, x, activation)
    value, slope = ((one.double() - other.double()).abs().max().item() for one, other in zip(ours, theirs, strict=True))
    return float(value), float(slope)


def value_and_slope(function: Callable[[Tensor], Tensor], x: Tensor, activation: Activation) -> tuple[Tensor, Tensor]:
    x = x.detach().clone().requires_grad_()
    z = x if activation.arity == 1 else torch.stack([torch.ones_like(x), x], dim=-1)
    value = function(z)
    (slope,) = torch.autograd.grad(value.sum(), x)
    return value.detach().flatten(), slope
