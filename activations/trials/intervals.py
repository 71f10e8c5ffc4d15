"""95 % intervals over seeds: what a trial's numbers are allowed to say.

Intervals are percentile intervals of 2,000 resamples, drawn by a generator of their own, so that equal numbers give
equal intervals. Percentiles of few seeds are too narrow: the tails are moved out as Student's t asks (the "expanded
percentile interval" of Hesterberg 2015, "What teachers should know about the bootstrap", section 5.3).

Where a learning rate is tuned, tuning is part of what is resampled: every resample splits the seeds in halves, chooses
each arm's rate on one half and measures on the other. A half drawn without replacement varies as the mean of all seeds
does (the "half-sample" variance), so those 2,000 measurements are the resamples and need no second drawing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from activations.language import translate as _
from activations.language.text import Text
from activations.libraries import special_functions
from activations.training.sweep import Cells
from activations.trials import verdict
from activations.trials.result import Estimate

RESAMPLES = 2000
CONFIDENCE = 0.95
# A power or sign, the cells that choose the rate, and what is measured at it [rates, seeds], if not their values.
Term = tuple[int, Cells, np.ndarray | None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A statistic with its interval, and what it rests on."""

    value: float
    low: float
    high: float
    seeds: int
    diverged: int = 0  # networks left out
    at_least: bool = False  # a network of the first arm never got there: the true value is larger
    at_most: bool = False  # a network of the second never did: it is smaller
    grid_edge: bool = False  # a rate chosen most often lies at the end of the grid
    chosen: tuple[int, ...] = field(default=())  # place of each arm's rate, as chosen most often

    def above(self, margin: float) -> str:
        """Whether it is above the margin: "holds", "fails" or "undecided". A bound decides on its own side only."""
        return self._allowed(verdict.above(self.low, self.high, margin), up=True)

    def below(self, margin: float) -> str:
        """Whether it is below the margin."""
        return self._allowed(verdict.below(self.low, self.high, margin), up=False)

    def inside(self, least: float, most: float) -> str:
        """Whether it lies between two values."""
        decision = verdict.inside(self.low, self.high, least, most)
        if decision == verdict.FAILS:
            return self._allowed(decision, up=self.low <= most)
        return verdict.UNDECIDED if self.at_least or self.at_most else decision

    def _allowed(self, decision: str, up: bool) -> str:
        """A value that may be larger cannot show that something is not above; nor the other way round."""
        if self.at_least and self.at_most:
            return verdict.UNDECIDED
        open_side = self.at_least if up else self.at_most
        closed_side = self.at_most if up else self.at_least
        if (decision == verdict.FAILS and open_side) or (decision == verdict.HOLDS and closed_side):
            return verdict.UNDECIDED
        return decision

    def estimate(self, label: Text, **fields) -> Estimate:
        """As a row of a result; further fields as in Estimate."""
        values = {name: getattr(self, name) for name in ("value", "low", "high", "seeds", "diverged", "grid_edge")}
        return Estimate(label=label, **values, at_least=self.at_least, at_most=self.at_most, **fields)


UNKNOWN = Found(value=np.nan, low=np.nan, high=np.nan, seeds=0)


def seeded_numpy() -> np.random.Generator:
    """The same draws every time."""
    return np.random.default_rng(20240607)


def interval(resampled: np.ndarray, seeds: int, halves: bool = False) -> tuple[float, float]:
    """Ends of the 95 % interval from resampled statistics of `seeds` seeds; NaN for a single seed.

    Bootstrap resamples vary by a factor (n - 1) / n too little, half-samples do not (`halves`).
    """
    if seeds < 2 or not len(resampled):
        return np.nan, np.nan
    special = special_functions()
    reach = -special.stdtrit(seeds - 1, (1 - CONFIDENCE) / 2) * (1.0 if halves else np.sqrt(seeds / (seeds - 1)))
    tail = float(special.ndtr(-reach))
    low, high = np.quantile(resampled, (tail, 1 - tail))
    return float(low), float(high)


LEVELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "mean": lambda values: values.mean(axis=-1),
    "median": lambda values: np.median(values, axis=-1),
    "geometric": lambda values: np.exp(np.log(values).mean(axis=-1)),
}


def level(values: np.ndarray, of: str = "mean") -> Found:
    """Mean, median or geometric mean over seeds of one quantity [seeds]; NaN: a network that diverged."""
    values = np.asarray(values, dtype=float)
    kept = values[np.isfinite(values)]
    lost = len(values) - len(kept)
    if not len(kept):
        return replace(UNKNOWN, diverged=lost)
    statistic = LEVELS[of]
    resampled = statistic(kept[seeded_numpy().integers(len(kept), size=(RESAMPLES, len(kept)))])
    low, high = interval(resampled, len(kept))
    return Found(value=float(statistic(kept)), low=low, high=high, seeds=len(kept), diverged=lost)


def difference(one: np.ndarray, other: np.ndarray) -> Found:
    """Mean over seeds of one - other, paired; both [seeds], NaN where a network diverged: its pair is left out."""
    return _paired(one, other, np.subtract, "mean")


def ratio(one: np.ndarray, other: np.ndarray) -> Found:
    """Geometric mean over seeds of one / other, paired; both [seeds] and above 0, NaN where a network diverged."""
    return _paired(one, other, np.divide, "geometric")


def _paired(one: np.ndarray, other: np.ndarray, compared: Callable, of: str) -> Found:
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    lost = int((~np.isfinite(one)).sum() + (~np.isfinite(other)).sum())
    return replace(level(compared(one, other), of), diverged=lost)


# -- tuned learning rates ---------------------------------------------------------------------------------------------


def halves(seeds: int) -> np.ndarray:
    """Which seeds each resample tunes on, bool [resamples, seeds]: half of them; of an odd number one less or more."""
    order = seeded_numpy().permuted(np.tile(np.arange(seeds), (RESAMPLES, 1)), axis=1)
    return order < (seeds + np.arange(RESAMPLES) % 2)[:, None] // 2


def nested(statistic: str, one: Cells, other: Cells | None = None, measured: np.ndarray | None = None) -> Found:
    """A statistic with each arm's learning rate tuned inside the resampling.

    "ratio": geometric mean over seeds of one / other; "difference": mean of one - other; "mean" or "geometric": of one
    alone. With a single rate in the grid nothing is tuned, and it is the plain paired bootstrap. `measured` [rates,
    seeds]: of a statistic of one arm alone, what is averaged in place of the values by which its rate is chosen.
    """
    arms = [one] if other is None else [one, other]
    if other is None and statistic not in ("mean", "geometric"):
        raise ValueError(_("statistic = {statistic!r} needs two arms.", statistic=statistic))
    if all(len(arm.values) == 1 for arm in arms):
        return _plain(statistic, arms, measured)
    terms = [(1, one, measured)] + ([] if other is None else [(-1, other, None)])
    return _nested(terms, logs=statistic in ("ratio", "geometric"))


def nested_product(terms: Sequence[Term]) -> Found:
    """Geometric mean over seeds of a product of powers, such as a ratio of ratios; rates are tuned as in `nested`."""
    return _nested(terms, logs=True)


def _nested(terms: Sequence[Term], logs: bool) -> Found:
    """Mean over seeds of the sum of the terms; with `logs` the geometric mean of the product of their powers."""
    seeds = terms[0][1].values.shape[1]
    if seeds < 2:
        return UNKNOWN
    tune = halves(seeds)
    total, lost, usual = 0.0, False, []
    for power, cells, measured in terms:
        chosen = cells.choose(tune)
        usual.append(int(np.bincount(chosen).argmax()))
        values = (cells.values if measured is None else measured)[chosen]  # [resamples, seeds]
        with np.errstate(divide="ignore", invalid="ignore"):
            total = total + power * (np.log(values) if logs else values)
        lost = lost | cells.diverged[chosen]
    kept = ~tune & ~lost
    with np.errstate(divide="ignore", invalid="ignore"):
        resampled = np.where(kept, total, 0.0).sum(1) / kept.sum(1)
    resampled = resampled[np.isfinite(resampled)]
    places = list(zip(terms, usual, strict=True))
    both = ~np.logical_or.reduce([cells.diverged[place] for (_, cells, _), place in places])
    never = {
        sign: any((cells.never[place] & both).any() for (power, cells, _), place in places if power * sign > 0)
        for sign in (1, -1)
    }
    notes = {
        "seeds": int(both.sum()),
        "diverged": int(sum(cells.diverged[place].sum() for (_, cells, _), place in places)),
        "at_least": bool(never[1]),
        "at_most": bool(never[-1]),
        "grid_edge": any(
            len(cells.values) > 1 and place in (0, len(cells.values) - 1) for (_, cells, _), place in places
        ),
        "chosen": tuple(usual),
    }
    if len(resampled) < RESAMPLES / 2:  # in most resamples all networks of a half diverged
        return replace(UNKNOWN, **notes)
    ends = resampled.mean(), *interval(resampled, notes["seeds"], halves=True)
    value, low, high = map(float, np.exp(ends) if logs else ends)
    return Found(value=value, low=low, high=high, **notes)


def _plain(statistic: str, arms: list[Cells], measured: np.ndarray | None) -> Found:
    sources = [arm.values for arm in arms] if measured is None else [measured]
    values = [np.where(arm.diverged[0], np.nan, array[0]) for arm, array in zip(arms, sources, strict=True)]
    kept = np.isfinite(np.sum(values, axis=0))
    never = [bool((arm.never[0] & kept).any()) for arm in arms]
    compared = {"ratio": ratio, "difference": difference}.get(statistic)
    found = compared(*values) if compared else level(values[0], statistic)
    at_most = len(arms) == 2 and never[1]
    return replace(found, at_least=never[0], at_most=at_most, chosen=(0,) * len(arms))
