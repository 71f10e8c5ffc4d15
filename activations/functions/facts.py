"""The properties of an activation function in words, at the parameters chosen: measured, not from memory."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from activations.functions import properties
from activations.functions.catalogue import CATALOGUE, Activation
from activations.functions.curve import curve
from activations.language import joined
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.numbers import three_digits

COSTS = {
    "arithmetic": N_("low: additions, products and comparisons only"),
    "one exponential": N_("medium: one exponential (or the like) per element"),
    "several transcendentals": N_("high: several exponentials, logarithms or the like per element"),
}
SMOOTHNESS = {
    "discontinuous": N_("jumps"),
    "C0": N_("continuous, with a kink"),
    "C1": N_("smooth once: f′ is continuous, f″ jumps"),
    "C2": N_("smooth twice: f″ is continuous, the next derivative jumps"),
    "C∞": N_("smooth: every derivative is continuous"),
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
    """The property card of CATALOGUE[key]. `section`: further keywords of functions.curve (gated sections, lines)."""
    activation = CATALOGUE[key]
    saturated = properties.saturated_regions(key, LIMIT, **section, **parameters)
    zero, faint = deaths(key, **section, **parameters)
    reached = range_text(activation, section, parameters)
    if gated(activation) and section:
        reached = _("{range}, along the line drawn", range=reached)
    return [
        Fact(_("Range"), reached),
        Fact(_("Zero-centred"), centred(activation, parameters), _("Is the mean output 0 for z drawn from N(0, 1)?")),
        Fact(
            _("Saturates"),
            saturates(saturated),
            _(
                "Where |f′| is below 5 % of its maximum on −10 to 10, and fades further out: little is learned. A "
                "small slope that stays, as Leaky ReLU's, is no saturation."
            ),
        ),
        Fact(
            _("Can die"),
            dies(zero, faint) if key != "maxout" else _("no: the highest line always gets the gradient"),
            _(
                "Yes where f′ is exactly 0 on a half line: a unit pushed there stops learning. Where it is only below "
                "10⁻⁶, gradient descent takes far too long to bring it back."
            ),
        ),
        Fact(_("Smoothness"), smoothness(activation, parameters)),
        *([Fact(_("Maximum slope"), steepest(activation, section, parameters))] if not gated(activation) else []),
        Fact(_("Cost"), _(COSTS[activation.cost]), _("Operations for one element, forward.")),
        *([Fact(_("Learnable"), _(", ").join(learned(activation)))] if activation.learnable else []),
        Fact(_("Published"), _(activation.source)),
    ]


def gated(activation: Activation) -> bool:
    """Whether it multiplies a value by a gate: its slope in one grows with the other, without bound."""
    return activation.arity == 2 and "k" not in activation.defaults


def steepest(activation: Activation, section: dict[str, Any], parameters: dict[str, float]) -> str:
    if properties.jumps(activation.key, **parameters):
        return _("f jumps, so there is no maximum")
    largest = properties.largest_slope(activation.key, **section, **parameters)
    if math.isinf(largest) or (math.isinf(activation.lipschitz) and parameters == activation.defaults):
        return _("|f′| grows without bound")
    return _("max |f′| = {slope}", slope=three_digits(largest))


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
        return _("all numbers")
    if math.isinf(high):
        return _("from {low} up, unbounded", low=three_digits(low))
    if math.isinf(low):
        return _("up to {high}, unbounded below", high=three_digits(high))
    return _("{low} to {high}", low=three_digits(low), high=three_digits(high))


def centred(activation: Activation, parameters: dict[str, float]) -> str:
    if activation.arity > 1:
        return _("yes, by symmetry in the value") if activation.zero_centred else _("no")
    mean = mean_output(activation.key, **parameters)
    return (
        _("yes")
        if abs(mean) < BALANCED
        else _("no: mean output {mean}", mean=("+" if mean > 0 else "") + three_digits(mean))
    )


def mean_output(key: str, **parameters: Any) -> float:
    """E f(z) for z from N(0, 1), over both outputs where there are two; by the midpoint rule on [-10, 10]."""
    edges = np.linspace(-10.0, 10.0, 20001)
    z = (edges[1:] + edges[:-1]) / 2
    frame = curve(key, z, order=0, **parameters)
    f = frame[[name for name in frame if name in ("f", "f2")]].to_numpy().mean(axis=1)
    weights = np.exp(-z * z / 2)
    return float((f * weights).sum() / weights.sum())


def saturates(regions: Sequence[properties.Region]) -> str:
    if not regions:
        return _("nowhere")
    if whole(regions):
        return _("everywhere: its slope is 0")
    return _("for {intervals}", intervals=intervals(regions))


def deaths(key: str, **keywords: Any) -> tuple[list[properties.Region], list[properties.Region]]:
    """Where f′ is exactly 0, and where it is only below 10⁻⁶: regions of z from -LIMIT to LIMIT.

    None for Maxout: where its curve is flat, the line that is highest has weights of its own, which get the gradient.
    """
    if key == "maxout":
        return [], []
    dead = properties.dead_regions(key, LIMIT, **keywords)
    zero = [region for region in dead if exactly_zero(key, region, keywords)]
    return zero, [region for region in dead if region not in zero]


def dies(zero: Sequence[properties.Region], faint: Sequence[properties.Region]) -> str:
    """Whether a unit can stop learning; a slope that is exactly 0 is told from one that has only become tiny."""
    parts = []
    if zero:
        unbounded = any(low <= -LIMIT or high >= LIMIT for low, high in zero)
        said = _("yes: the slope is exactly 0 {where}") if unbounded else _("hardly: the slope is 0 only {where}")
        parts.append(said.format(where=where(zero)))
    if faint:
        said = _("practically: |f′| < 10⁻⁶ {where}, but never exactly 0")
        parts.append(said.format(where=where(faint)))
    nowhere = _("no: from {low} to {high} there is no interval on which |f′| < 10⁻⁶")
    return _("; ").join(parts) or nowhere.format(low=three_digits(-LIMIT), high=three_digits(LIMIT))


def dies_in_sentences(zero: Sequence[properties.Region], faint: Sequence[properties.Region]) -> str:
    """The same as `dies`, with what it means for a unit."""
    parts = []
    if zero:
        said = _("It is **dead** {where}: the slope is exactly 0, and a unit that stays there no longer learns.")
        parts.append(said.format(where=where(zero)))
    if faint:
        said = _(
            "It is **practically dead** {where}: |f′| < 10⁻⁶, too small for gradient descent, but never exactly 0."
        )
        parts.append(said.format(where=where(faint)))
    nowhere = _("It is dead nowhere from z = {low} to {high}: there is no interval on which |f′| < 10⁻⁶.")
    return joined(parts) or nowhere.format(low=three_digits(-LIMIT), high=three_digits(LIMIT))


def slopes_in_sentences(key: str, name: str, **keywords: Any) -> str:
    """Where little of the gradient passes, and what that does to a unit."""
    saturated, small = properties.saturated_regions(key, LIMIT, **keywords), []
    if not saturated:
        small = properties.small_regions(key, LIMIT, **keywords)
    if key == "maxout":
        said = _("**{name}** does not saturate and cannot die: ∂f/∂z is 1 for the highest line, however flat.")
        if small:
            said = _(
                "**{name}** is flat or nearly so {where}, and yet neither saturated nor dead: the line that is highest "
                "there has weights of its own, and ∂f/∂z = 1 for it, so it goes on learning."
            )
        return said.format(name=name, where=where(small))
    if saturated:
        said = _(
            "**{name}** is **saturated** {where}: |f′| is below 5 % of its maximum there, so little of the "
            "gradient passes."
        ).format(name=name, where=saturates(saturated))
    elif small:
        said = _(
            "**{name}** does not saturate: |f′| is below 5 % of its maximum {where}, but stays what it is however far "
            "out, so a small part of the gradient always passes."
        ).format(name=name, where=where(small))
    else:
        said = _("**{name}** is saturated nowhere: |f′| is at least 5 % of its maximum almost everywhere.")
        said = said.format(name=name)
    return joined([said, dies_in_sentences(*deaths(key, **keywords))])


def where(regions: Sequence[properties.Region]) -> str:
    return _("everywhere") if whole(regions) else _("for {intervals}", intervals=intervals(regions))


def exactly_zero(key: str, region: properties.Region, keywords: dict[str, Any]) -> bool:
    """Whether f′ is 0 throughout the region: a slope that only fades is still above 0 near the region's border."""
    return float(properties.slopes(key, np.linspace(*region, 201)[1:-1], **keywords).max()) == 0.0


def smoothness(activation: Activation, parameters: dict[str, float]) -> str:
    """By kinks and jumps at these parameters; where there are none, as claimed for the defaults."""
    if found := properties.jumps(activation.key, **parameters):
        return _("jumps at {places}", places=places(found))
    if found := properties.kinks(activation.key, **parameters):
        return _("continuous, with a kink at {places}", places=places(found))
    if activation.smoothness == "C0" and activation.kinks:
        return _("continuous, with no kink at these values")
    return _(SMOOTHNESS[activation.smoothness])


def places(found: Sequence[float]) -> str:
    most = 4
    text = _(", ").join(three_digits(place) for place in found[:most])
    return f"z = {text}" + (" …" if len(found) > most else "")


def whole(regions: Sequence[properties.Region]) -> bool:
    return len(regions) == 1 and regions[0][0] <= -LIMIT and regions[0][1] >= LIMIT


def intervals(regions: Sequence[properties.Region]) -> str:
    """ "z < −2.1 and z > 2.1", "1 < z < 2"; a list that is long is cut short."""
    most = 3
    parts = [interval(low, high) for low, high in regions[:most]]
    if len(regions) > most:
        parts.append(_("{count} more places", count=len(regions) - most))
    return _(" and ").join(parts)


def interval(low: float, high: float) -> str:
    if low <= -LIMIT:
        return f"z < {three_digits(high)}"
    if high >= LIMIT:
        return f"z > {three_digits(low)}"
    return f"{three_digits(low)} < z < {three_digits(high)}"


def difference_from_torch(value: float, slope: float) -> str:
    """Half a sentence on the largest differences of f and f′ from torch's own."""
    if value == slope == 0:
        return _("equals torch's exactly, f and f′")
    if slope == 0:
        return _("differs from torch's by at most {value} in f; f′ is equal").format(value=three_digits(value))
    if value == 0:
        return _("f equals torch's; f′ differs by at most {slope}").format(slope=three_digits(slope))
    said = _("differs from torch's by at most {value} in f, {slope} in f′")
    return said.format(value=three_digits(value), slope=three_digits(slope))
