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


def _mean(values: np.ndarray) -> np.ndarray:
    return values.mean(axis=-1)


def _geometric(values: np.ndarray) -> np.ndarray:
    return np.exp(np.log(values).mean(axis=-1))


LEVELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "mean": _mean,
    "median": lambda values: np.median(values, axis=-1),
    "geometric": _geometric,
}


def level(values: np.ndarray, of: str = "mean") -> Found:
    """Mean, median or geometric mean over seeds of one quantity [seeds]; NaN: a network that diverged."""
    values = np.asarray(values, dtype=float)
    kept = values[np.isfinite(values)]
    lost = len(values) - len(kept)
    if not len(kept):
        return Found(value=np.nan, low=np.nan, high=np.nan, seeds=0, diverged=lost)
    statistic = LEVELS[of]
    resampled = statistic(kept[seeded_numpy().integers(len(kept), size=(RESAMPLES, len(kept)))])
    low, high = interval(resampled, len(kept))
    return Found(value=float(statistic(kept)), low=low, high=high, seeds=len(kept), diverged=lost)


def difference(one: np.ndarray, other: np.ndarray) -> Found:
    """Mean over seeds of one - other, paired; both [seeds], NaN where a network diverged: its pair is left out."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    lost = int((~np.isfinite(one)).sum() + (~np.isfinite(other)).sum())
    return _with_lost(level(one - other), lost)


def ratio(one: np.ndarray, other: np.ndarray, at_least: bool = False, at_most: bool = False) -> Found:
    """Geometric mean over seeds of one / other, paired; both [seeds] and above 0, NaN where a network diverged."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    lost = int((~np.isfinite(one)).sum() + (~np.isfinite(other)).sum())
    found = _with_lost(level(one / other, "geometric"), lost)
    return replace(found, at_least=at_least, at_most=at_most)


def _with_lost(found: Found, lost: int) -> Found:
    return replace(found, diverged=lost)


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
    seeds = one.values.shape[1]
    if seeds < 2:
        return UNKNOWN
    tune = halves(seeds)
    chosen = [arm.choose(tune) for arm in arms]
    sources = [arm.values for arm in arms] if measured is None else [measured]
    values = [array[places] for array, places in zip(sources, chosen, strict=True)]  # [resamples, seeds]
    lost = np.logical_or.reduce([arm.diverged[places] for arm, places in zip(arms, chosen, strict=True)])
    kept = ~tune & ~lost
    logs = statistic in ("ratio", "geometric")
    with np.errstate(divide="ignore", invalid="ignore"):
        each = [np.log(array) if logs else array for array in values]
        each = np.where(kept, each[0] - each[1] if other is not None else each[0], 0.0)
        resampled = each.sum(1) / kept.sum(1)
    resampled = resampled[np.isfinite(resampled)]
    usual = [int(np.bincount(places).argmax()) for places in chosen]
    lost = [arm.diverged[place] for arm, place in zip(arms, usual, strict=True)]
    both = ~np.logical_or.reduce(lost)
    notes = {
        "seeds": int(both.sum()),
        "diverged": int(sum(which.sum() for which in lost)),
        "at_least": bool((one.never[usual[0]] & both).any()),
        "at_most": other is not None and bool((other.never[usual[1]] & both).any()),
        "grid_edge": any(
            len(arm.values) > 1 and place in (0, len(arm.values) - 1) for arm, place in zip(arms, usual, strict=True)
        ),
        "chosen": tuple(usual),
    }
    if len(resampled) < RESAMPLES / 2:  # in most resamples all networks of a half diverged
        return Found(value=np.nan, low=np.nan, high=np.nan, **notes)
    low, high = interval(resampled, notes["seeds"], halves=True)
    ends = resampled.mean(), low, high
    value, low, high = np.exp(ends) if logs else ends
    return Found(value=float(value), low=float(low), high=float(high), **notes)


def nested_product(terms: Sequence[tuple[int, Cells, np.ndarray | None]]) -> Found:
    """Geometric mean over seeds of a product of powers, such as a ratio of ratios; rates are tuned as in `nested`.

    A term is (power, the cells by which its rate is chosen, what is measured at that rate [rates, seeds] or None for
    the cells' own values).
    """
    seeds = terms[0][1].values.shape[1]
    if seeds < 2:
        return UNKNOWN
    tune = halves(seeds)
    total, lost, usual = 0.0, False, []
    for power, cells, measured in terms:
        chosen = cells.choose(tune)
        usual.append(int(np.bincount(chosen).argmax()))
        with np.errstate(divide="ignore", invalid="ignore"):
            total = total + power * np.log((cells.values if measured is None else measured)[chosen])
        lost = lost | cells.diverged[chosen]
    kept = ~tune & ~lost
    with np.errstate(invalid="ignore"):
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
    if len(resampled) < RESAMPLES / 2:
        return Found(value=np.nan, low=np.nan, high=np.nan, **notes)
    ends = np.exp((resampled.mean(), *interval(resampled, notes["seeds"], halves=True)))
    return Found(**dict(zip(("value", "low", "high"), map(float, ends), strict=True)), **notes)


def _plain(statistic: str, arms: list[Cells], measured: np.ndarray | None) -> Found:
    sources = [arm.values for arm in arms] if measured is None else [measured]
    values = [np.where(arm.diverged[0], np.nan, array[0]) for arm, array in zip(arms, sources, strict=True)]
    kept = np.isfinite(np.sum(values, axis=0))
    never = [bool((arm.never[0] & kept).any()) for arm in arms]
    if statistic == "ratio":
        found = ratio(*values, at_least=never[0], at_most=never[1])
    elif statistic == "difference":
        found = difference(*values)
    else:
        found = level(values[0], statistic)
    at_most = len(arms) == 2 and never[1]
    return replace(found, at_least=never[0], at_most=at_most, chosen=(0,) * len(arms))
