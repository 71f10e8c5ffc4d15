"""What one insight is, and what all rules have in common: the run so far, words for numbers, and things to try."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from activations.experiment import limits
from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.numbers import true_minus
from activations.language.text import Text, plural
from activations.observation.observation import Observation

CHARTS = ("loss", "pre_activations", "gradients", "health", "updates", "rank", "centre", "agreement")


Numbers = dict[str, float | int | None]


@dataclass(frozen=True, kw_only=True)
class Insight:
    """One thing worth knowing, with the numbers that it rests on and something to try."""

    kind: str
    sentence: Text
    numbers: Numbers  # JSON-safe; what the sentence says is in here
    chart: str = "health"  # one of CHARTS: where it can be seen
    arm: int | None = None  # place in Experiment.arms
    layer: int | None = None  # from 0, the output layer last; in sentences from 1
    suggestion: Text  # what the reader can try
    # {"do": …} is an Intervention's plain form without its step; {"set": {field: value}} changes the experiment and
    # starts again.
    action: dict = field(default_factory=dict)
    importance: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Losses:
    """Median training loss over live seeds: steps [n] ascending, values [n, arms], NaN where none lives."""

    steps: Sequence[int] = ()
    values: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def of(self, arm: int) -> tuple[np.ndarray, np.ndarray]:
        """Steps and losses of an arm, where there are any."""
        steps, values = np.asarray(self.steps), np.asarray(self.values, dtype=float)
        if not len(steps):
            return np.zeros(0), np.zeros(0)
        known = np.isfinite(values[:, arm])
        return steps[known], values[known, arm]


@dataclass(frozen=True, kw_only=True)
class Story:
    """The run so far, as the rules read it. `observations` ascend by step and are not empty."""

    experiment: Experiment
    observations: Sequence[Observation]
    losses: Losses
    interventions: Sequence[Intervention]

    @property
    def last(self) -> Observation:
        return self.observations[-1]

    @property
    def arms(self) -> range:
        return range(len(self.last.arms))

    @property
    def layers(self) -> range:
        return range(len(self.last.widths))

    def name(self, arm: int) -> str:
        return self.last.arms[arm].label

    @cached_property
    def rate(self) -> float:
        """The learning rate now."""
        changed = [one.value for one in self.interventions if one.do == "rate" and one.value is not None]
        return changed[-1] if changed else self.experiment.learning_rate

    def done(self, do: str, arm: int | None = None, after: float = -1, until: float = math.inf) -> list[Intervention]:
        """Interventions of a kind, of an arm if given, at steps in [after, until]."""
        return [
            one
            for one in self.interventions
            if one.do == do and after <= one.step <= until and (arm is None or arm in one.arms)
        ]

    def is_frozen(self, layer: int) -> bool:
        """Whether the layer is held by a "freeze"."""
        acts = [one.do for one in self.interventions if one.do in ("freeze", "unfreeze") and one.layer == layer]
        return bool(acts) and acts[-1] == "freeze"

    def dead(self, observation: Observation) -> np.ndarray:
        """Dead units then, of networks that have not diverged by now: bool [arms, seeds, units]."""
        return observation.dead() & self.last.live[..., None]

    def swap(self, arm: int, *wishes: str) -> tuple[str, dict] | None:
        """The name of an activation that can take the place of the arm's, and the action that does it."""
        now = self.last.arms[arm]
        layers = (now.at(0), *now.layers)  # a swap is of all layers
        units = {(one.pre_activations, one.outputs) for one in layers}
        for key in (*wishes, "swiglu", "glu"):
            other = Arm(key)
            if units == {(other.pre_activations, other.outputs)} and key not in {one.key for one in layers}:
                return other.label, {"do": "swap", "arms": [arm], "to": other.to_plain()}
        return None


def nice(value: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten, as a learning rate that is allowed."""
    value = min(max(value, 1e-8), limits.MAX_LEARNING_RATE)
    power = 10.0 ** math.floor(math.log10(value))
    found = min((1, 2, 5, 10), key=lambda step: abs(math.log(step * power / value))) * power
    return min(float(f"{found:.1g}"), limits.MAX_LEARNING_RATE)


def units(count: int) -> Text:
    """ "1 unit", "1,200 units"."""
    return plural("{count:,} unit", "{count:,} units", count, count=count)


def counted(count: int) -> str | Text:
    """The number, or "none"."""
    return f"{count:,}" if count else Text(N_("none"))


def percent(share: float) -> str:
    return true_minus(f"{100 * share:.0f}" if share >= 0.01 or share == 0 else f"{100 * share:.2g}") + " %"


def times(ratio: float) -> str:
    """A ratio of at least 1 in two digits: 4.2×, 400×, 6 × 10⁷ ×, 10²⁴ ×."""
    if ratio < 9.95:
        return f"{ratio:.2g}×"
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}×" if rounded < 1e6 else true_minus(f"{rounded:.0e}") + " ×"


def brief(value: float) -> str:
    """Two digits, whole numbers from 100 on, and a power of ten from a million on."""
    if abs(value) < 100 or abs(value) >= 1e6:
        return true_minus(f"{value:.2g}")
    return true_minus(f"{value:,.0f}")
