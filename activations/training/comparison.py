"""What a finished race says: each arm over its seeds, and each pair of arms seed by seed, with a 95 % interval."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from activations.checks import choice
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language import translate as _
from activations.libraries import scipy_stats
from activations.training.trainer import Snapshot

METRICS = {
    "test_accuracy": N_("test accuracy"),
    "test_loss": N_("test loss"),
    "train_loss": N_("train loss"),
}
CONFIDENCE = 0.95


def compare(
    experiment: Experiment, snapshot: Snapshot, metric: str = "test_accuracy", labels: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every pair of arms: the difference first - second of one metric, paired over seeds.

    Columns: first, second (labels); difference (mean over the seeds used); low, high (95 % interval of the mean,
    Student's t, scipy.stats.ttest_rel); seeds (pairs used); left_out (pairs in which a network diverged); words (what
    the interval allows to say). NaN where there is nothing to compute. The intervals are not corrected for the number
    of pairs. `labels` are other words for the arms, such as swaps.story gives. Raises ValueError on an unknown metric,
    and for accuracy in a regression.
    """
    values = metric_values(snapshot, metric)
    labels = labels or [arm.label for arm in experiment.arms]
    rows = []
    for one, other in combinations(range(len(labels)), 2):
        kept = ~(snapshot.diverged[one] | snapshot.diverged[other])
        difference, low, high = paired_interval(values[one][kept], values[other][kept])
        rows.append(
            {
                "first": labels[one],
                "second": labels[other],
                "difference": difference,
                "low": low,
                "high": high,
                "seeds": int(kept.sum()),
                "left_out": int((~kept).sum()),
                "words": words(labels[one], labels[other], low, high, int(kept.sum()), metric),
            }
        )
    columns = ["first", "second", "difference", "low", "high", "seeds", "left_out", "words"]
    return pd.DataFrame(rows, columns=columns)


def metric_values(snapshot: Snapshot, metric: str) -> np.ndarray:
    """[arms, seeds]. Raises ValueError on an unknown metric, and for accuracy where there is none."""
    values = getattr(snapshot, choice("metric", metric, tuple(METRICS)))
    if metric == "test_accuracy" and np.isnan(values[~snapshot.diverged]).any():
        raise ValueError(_("A regression has no accuracy: compare test_loss or train_loss."))
    return values


def paired_interval(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """Mean of one - other and its 95 % interval; NaN for what one seed, or none, cannot give."""
    differences = one - other
    if len(differences) == 0:
        return np.nan, np.nan, np.nan
    mean = float(differences.mean())
    if len(differences) == 1:
        return mean, np.nan, np.nan
    if np.ptp(differences) == 0:  # no spread to estimate from; only if all are 0 is there nothing to be unsure of
        return (mean, mean, mean) if mean == 0 else (mean, np.nan, np.nan)
    low, high = scipy_stats().ttest_rel(one, other).confidence_interval(CONFIDENCE)
    return mean, float(low), float(high)


def words(first: str, second: str, low: float, high: float, seeds: int, metric: str) -> str:
    """One sentence on the interval; never a winner that the interval does not carry."""
    name = _(METRICS[metric])
    if seeds == 0:
        return _("Nothing to compare: in every pair a network diverged.")
    if seeds == 1:
        return _("One seed gives no interval: run more seeds.")
    if np.isnan(low):
        said = _("The same difference in {metric} on every seed: that gives no interval. Run more seeds.")
        return said.format(metric=name)
    if low == high == 0:
        return _("Equal {metric} on every seed.", metric=name)
    if low <= 0 <= high:
        said = _("The interval includes 0: no difference in {metric} shown by {seeds} seeds.")
        return said.format(metric=name, seeds=seeds)
    more, less = (first, second) if low > 0 else (second, first)
    said = _("{more} has a higher {metric} than {less} over these {seeds} seeds.")
    return said.format(more=more, metric=name, less=less, seeds=seeds)


def summary(experiment: Experiment, snapshot: Snapshot) -> pd.DataFrame:
    """Every arm: median, lowest and highest of each metric over the seeds that did not diverge.

    Columns: arm, diverged (networks), seeds, and for each metric its name with _median, _low and _high; NaN if all
    diverged or the metric is not defined.
    """
    rows = []
    for number, arm in enumerate(experiment.arms):
        kept = ~snapshot.diverged[number]
        row = {"arm": arm.label, "diverged": int((~kept).sum()), "seeds": experiment.seeds}
        for metric in METRICS:
            values = getattr(snapshot, metric)[number][kept]
            known = len(values) > 0
            row[f"{metric}_median"] = float(np.median(values)) if known else np.nan
            row[f"{metric}_low"] = float(values.min()) if known else np.nan
            row[f"{metric}_high"] = float(values.max()) if known else np.nan
        rows.append(row)
    return pd.DataFrame(rows)
