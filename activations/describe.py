"""The properties of an activation function in words, at the parameters chosen: measured, not from memory."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from activations import properties
from activations.catalogue import CATALOGUE, Activation
from activations.curve import curve

COSTS = {
    "arithmetic": "low: additions, products and comparisons only",
    "one exponential": "medium: one exponential (or the like) an element",
    "several transcendentals": "high: several exponentials, logarithms or the like an element",
}
SMOOTHNESS = {
    "discontinuous": "jumps",
    "C0": "continuous, with a kink",
    "C1": "smooth once: f′ is continuous, f″ jumps",
    "C2": "smooth twice: f″ is continuous, the next derivative jumps",
    "C∞": "smooth: every derivative is continuous",
}
LIMIT = 20.0  # regions are told from -LIMIT to LIMIT, whatever part of that is drawn
BALANCED = 1e-6  # a mean output this small is 0 but for rounding


@dataclass(frozen=True)
class Fact:
    """One row of a property card."""

    label: str
    text: str
    help: str = ""


def facts(key: str, section: dict[str, Any], **parameters: float) -> list[Fact]:
    """The property card of CATALOGUE[key]. `section`: further keywords of activations.curve (gated sections, lines)."""
    activation = CATALOGUE[key]
    saturated = properties.saturated_regions(key, LIMIT, **section, **parameters)
    zero, faint = deaths(key, **section, **parameters)
    along = ", along the line drawn" if gated(activation) and section else ""
    return [
        Fact("Range", range_text(activation, section, parameters) + along),
        Fact("Zero-centred", centred(activation, parameters), "Is the mean output 0 for z drawn from N(0, 1)?"),
        Fact(
            "Saturates", saturates(saturated), "Where |f′| is below 5 % of its largest on −10 to 10: little is learned."
        ),
        Fact(
            "Can die",
            dies(zero, faint),
            "Yes where f′ is exactly 0 on a half line: a unit pushed there stops learning. Where it is only below "
            "10⁻⁶, gradient descent takes far too long to bring it back.",
        ),
        Fact("Smoothness", smoothness(activation, parameters)),
        *([Fact("Steepest", steepest(activation, section, parameters))] if not gated(activation) else []),
        Fact("Cost", COSTS[activation.cost], "Operations for one element, forward."),
        *([Fact("Learnable", ", ".join(learned(activation)))] if activation.learnable else []),
        Fact("Published", activation.source),
    ]


def gated(activation: Activation) -> bool:
    """Whether it multiplies a value by a gate: its slope in one grows with the other, without bound."""
    return activation.arity == 2 and "k" not in activation.defaults


def steepest(activation: Activation, section: dict[str, Any], parameters: dict[str, float]) -> str:
    if properties.jumps(activation.key, **parameters):
        return "f jumps, so that no slope is the largest"
    largest = properties.largest_slope(activation.key, **section, **parameters)
    if math.isinf(largest) or (math.isinf(activation.lipschitz) and parameters == activation.defaults):
        return "|f′| grows without bound"
    return f"largest |f′| = {value(largest)}"


def learned(activation: Activation) -> list[str]:
    return [parameter.name for parameter in activation.parameters if parameter.learnable]


def range_text(activation: Activation, section: dict[str, Any], parameters: dict[str, float]) -> str:
    """In words: "from 0 to 1", "at least −0.17", "all numbers"."""
    low, high = (
        properties.measured_bounds(activation.key, **section, **parameters)
        if section
        else properties.bounds(activation.key, **parameters)
    )
    if math.isinf(low) and math.isinf(high):
        return "all numbers"
    if math.isinf(high):
        return f"from {value(low)} up, unbounded"
    if math.isinf(low):
        return f"up to {value(high)}, unbounded below"
    return f"{value(low)} to {value(high)}"


def centred(activation: Activation, parameters: dict[str, float]) -> str:
    if activation.arity > 1:
        return "yes, by symmetry in the value" if activation.zero_centred else "no"
    mean = mean_output(activation.key, **parameters)
    return "yes" if abs(mean) < BALANCED else f"no: mean output {signed(mean)}"


def mean_output(key: str, **parameters: float) -> float:
    """E f(z) for z from N(0, 1), over both outputs where there are two; by the midpoint rule on [-10, 10]."""
    edges = np.linspace(-10.0, 10.0, 20001)
    z = (edges[1:] + edges[:-1]) / 2
    frame = curve(key, z, order=0, **parameters)
    f = frame[[name for name in frame if name in ("f", "f2")]].to_numpy().mean(axis=1)
    weights = np.exp(-z * z / 2)
    return float((f * weights).sum() / weights.sum())


def saturates(regions: Sequence[properties.Region]) -> str:
    if not regions:
        return "nowhere"
    if whole(regions):
        return "everywhere: its slope is 0"
    return f"for {intervals(regions)}"


def deaths(key: str, **keywords: Any) -> tuple[list[properties.Region], list[properties.Region]]:
    """Where f′ is exactly 0, and where it is only below 10⁻⁶: regions of z from -LIMIT to LIMIT."""
    dead = properties.dead_regions(key, LIMIT, **keywords)
    zero = [region for region in dead if exactly_zero(key, region, keywords)]
    return zero, [region for region in dead if region not in zero]


def dies(zero: Sequence[properties.Region], faint: Sequence[properties.Region]) -> str:
    """Whether a unit can stop learning; a slope that is exactly 0 is told from one that has only become tiny."""
    parts = []
    if zero:
        unbounded = any(low <= -LIMIT or high >= LIMIT for low, high in zero)
        parts.append(
            f"yes: the slope is exactly 0 {where(zero)}" if unbounded else f"hardly: the slope is 0 only {where(zero)}"
        )
    if faint:
        parts.append(f"as good as: the slope is below 10⁻⁶ {where(faint)}, though never exactly 0")
    return "; ".join(parts) or f"no: its slope stays below 10⁻⁶ nowhere from {value(-LIMIT)} to {value(LIMIT)}"


def dies_in_sentences(zero: Sequence[properties.Region], faint: Sequence[properties.Region]) -> str:
    """The same as `dies`, with what it means for a unit."""
    parts = []
    if zero:
        parts.append(
            f"It is **dead** {where(zero)}: the slope is exactly 0, and a unit that stays there no longer learns."
        )
    if faint:
        parts.append(
            f"It is **as good as dead** {where(faint)}: the slope is below 10⁻⁶, too little for gradient descent, "
            "though never exactly 0."
        )
    nowhere = (
        f"It is dead nowhere from z = {value(-LIMIT)} to {value(LIMIT)}: its slope stays below 10⁻⁶ on no stretch."
    )
    return " ".join(parts) or nowhere


def where(regions: Sequence[properties.Region]) -> str:
    return "everywhere" if whole(regions) else f"for {intervals(regions)}"


def exactly_zero(key: str, region: properties.Region, keywords: dict[str, Any]) -> bool:
    """Whether f′ is 0 throughout the region: a slope that only fades is still above 0 near the region's border."""
    return float(properties.slopes(key, np.linspace(*region, 201)[1:-1], **keywords).max()) == 0.0


def smoothness(activation: Activation, parameters: dict[str, float]) -> str:
    """By kinks and jumps at these parameters; where there are none, as claimed for the defaults."""
    if found := properties.jumps(activation.key, **parameters):
        return f"jumps at {places(found)}"
    if found := properties.kinks(activation.key, **parameters):
        return f"continuous, with a kink at {places(found)}"
    if activation.smoothness == "C0" and activation.kinks:
        return "continuous, with no kink at these values"
    return SMOOTHNESS[activation.smoothness]


def places(found: Sequence[float]) -> str:
    most = 4
    text = ", ".join(value(place) for place in found[:most])
    return f"z = {text}" + (" …" if len(found) > most else "")


def whole(regions: Sequence[properties.Region]) -> bool:
    return len(regions) == 1 and regions[0][0] <= -LIMIT and regions[0][1] >= LIMIT


def intervals(regions: Sequence[properties.Region]) -> str:
    """ "z < −2.1 and z > 2.1", "1 < z < 2"; a list that is long is cut short."""
    most = 3
    parts = [interval(low, high) for low, high in regions[:most]]
    return " and ".join(parts) + (f" and {len(regions) - most} more places" if len(regions) > most else "")


def interval(low: float, high: float) -> str:
    if low <= -LIMIT:
        return f"z < {value(high)}"
    if high >= LIMIT:
        return f"z > {value(low)}"
    return f"{value(low)} < z < {value(high)}"


def value(number: float) -> str:
    """Three significant digits, a true minus sign, and no sign before a zero."""
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    text = f"{number:.3g}" if abs(number) >= 5e-4 or number == 0 else ("0" if abs(number) < 1e-12 else f"{number:.1e}")
    return text.replace("-0", "0").replace("-", "−") if float(text) == 0 else text.replace("-", "−")


def signed(number: float) -> str:
    text = value(number)
    return text if text.startswith("−") else f"+{text}"
