"""What a finished race says: each arm over its seeds, and each pair of arms seed by seed, with a 95 % interval."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from activations.checks import choice
from activations.experiment import limits
from activations.experiment.experiment import Experiment
from activations.language import marked as N_
from activations.language import translate as _
from activations.libraries import scipy_stats, special_functions
from activations.training.trainer import Snapshot

METRICS = {
    "test_accuracy": N_("test accuracy"),
    "test_loss": N_("test loss"),
    "train_loss": N_("train loss"),
}
HIGHER_IS_BETTER = ("test_accuracy",)
CONFIDENCE = 0.95
LEAST_SEEDS = 5  # for an interval: of fewer seeds Student's t is too narrow where the values are skewed
# Differences that do not matter: up to a percentage point of accuracy, up to a twentieth of the pair's mean loss.
POINTS, LOSS_SHARE = 0.01, 0.05


class Verdict(NamedTuple):
    """What the interval of a pair allows to say."""

    says: str  # better, worse (the first arm), alike, undecided, equal, constant, few, nothing
    seeds: int | None = None  # undecided: how many seeds about would decide, None if more than a race may have


def compare(
    experiment: Experiment, snapshot: Snapshot, metric: str = "test_accuracy", labels: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every pair of arms: the difference first - second of one metric, paired over seeds.

    Columns: first, second (labels); difference (mean over the seeds used); low, high (95 % interval of the mean,
    Student's t on the differences, from LEAST_SEEDS on); margin (a difference within it does not matter); seeds (pairs
    used); left_out (pairs in which a network diverged); verdict and would_decide (see Verdict; 0 for None); words (the
    same as a sentence). NaN where there is nothing to compute. The intervals are not corrected for the number of pairs.
    `labels` are other words for the arms, such as swaps.story gives. Raises ValueError on an unknown metric, and for
    accuracy in a regression.
    """
    values = metric_values(snapshot, metric)
    labels = labels or [arm.label for arm in experiment.arms]
    rows = []
    for one, other in combinations(range(len(labels)), 2):
        kept = ~(snapshot.diverged[one] | snapshot.diverged[other])
        pair = values[one][kept], values[other][kept]
        difference, low, high = paired_interval(*pair)
        margin = POINTS if metric in HIGHER_IS_BETTER else LOSS_SHARE * float(np.mean(pair)) if kept.any() else np.nan
        found = verdict(pair[0] - pair[1], low, high, margin, metric)
        rows.append(
            {
                "first": labels[one],
                "second": labels[other],
                "difference": difference,
                "low": low,
                "high": high,
                "margin": margin,
                "seeds": int(kept.sum()),
                "left_out": int((~kept).sum()),
                "verdict": found.says,
                "would_decide": found.seeds or 0,
                "words": words(labels[one], labels[other], found, int(kept.sum()), metric),
            }
        )
    numbers = ["difference", "low", "high", "margin", "seeds", "left_out"]
    return pd.DataFrame(rows, columns=["first", "second", *numbers, "verdict", "would_decide", "words"])


def metric_values(snapshot: Snapshot, metric: str) -> np.ndarray:
    """[arms, seeds]. Raises ValueError on an unknown metric, and for accuracy where there is none."""
    values = getattr(snapshot, choice("metric", metric, tuple(METRICS)))
    if metric == "test_accuracy" and np.isnan(values[~snapshot.diverged]).any():
        raise ValueError(_("A regression has no accuracy: compare test_loss or train_loss."))
    return values


def paired_interval(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """Mean of one - other and its 95 % interval; NaN for what so few seeds cannot give."""
    return mean_interval(one - other)


def mean_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its 95 % interval by Student's t, from LEAST_SEEDS values on that are not all the same; else NaN. Of
    values that are all 0, as of differences between equal numbers, it is 0 to 0.
    """
    if len(values) == 0:
        return np.nan, np.nan, np.nan
    mean = float(values.mean())
    if len(values) < LEAST_SEEDS:
        return mean, np.nan, np.nan
    if np.ptp(values) == 0:  # no spread to estimate from; only if all are 0 is there nothing to be unsure of
        return (mean, mean, mean) if mean == 0 else (mean, np.nan, np.nan)
    low, high = scipy_stats().ttest_1samp(values, 0.0).confidence_interval(CONFIDENCE)
    return mean, float(low), float(high)


def verdict(differences: np.ndarray, low: float, high: float, margin: float, metric: str) -> Verdict:
    """What the interval of the mean of the differences (first - second) allows to say; never more than it carries."""
    if len(differences) < LEAST_SEEDS:
        return Verdict("few" if len(differences) else "nothing")
    if np.isnan(low):
        return Verdict("constant")
    if low == high == 0:
        return Verdict("equal")
    if -margin < low and high < margin:
        return Verdict("alike")
    if low > 0 or high < 0:
        return Verdict("better" if (low > 0) == (metric in HIGHER_IS_BETTER) else "worse")
    return Verdict("undecided", deciding_seeds(differences, margin))


def deciding_seeds(differences: np.ndarray, margin: float) -> int | None:
    """The number of seeds that would decide if mean and spread stayed what they are now: the interval would exclude 0,
    or lie within the margin. None if more would be needed than a race may have.
    """
    mean, spread = abs(float(differences.mean())), float(differences.std(ddof=1))
    more = np.arange(len(differences) + 1, limits.MAX_SEEDS + 1)
    half = special_functions().stdtrit(more - 1, (1 + CONFIDENCE) / 2) * spread / np.sqrt(more)
    enough = more[(half < mean) | (mean + half < margin)]
    return int(enough[0]) if len(enough) else None


def words(first: str, second: str, found: Verdict, seeds: int, metric: str) -> str:
    """The verdict on a pair as one sentence."""
    more, less = (second, first) if found.says == "worse" else (first, second)
    template = {
        "nothing": _("Nothing to compare: in every pair a network diverged."),
        "few": _("{seeds} of the {least} seeds that an interval needs: run more seeds."),
        "constant": _("The same difference in {metric} on every seed: that gives no interval. Run more seeds."),
        "equal": _("Equal {metric} on every seed."),
        "alike": _("No difference in {metric} that matters between {first} and {second} over these {seeds} seeds."),
        "better": _("{more} is better in {metric} than {less} over these {seeds} seeds."),
        "worse": _("{more} is better in {metric} than {less} over these {seeds} seeds."),
        "undecided": _("No difference in {metric} shown by {seeds} seeds: the interval includes 0."),
    }[found.says]
    return template.format(
        metric=_(METRICS[metric]), seeds=seeds, least=LEAST_SEEDS, first=first, second=second, more=more, less=less
    )


def means(
    experiment: Experiment, snapshot: Snapshot, metric: str = "test_accuracy", labels: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every arm by itself. Columns: arm (label); mean, low, high (over the seeds that did not diverge, with the 95 %
    interval of the mean, see mean_interval); seeds (used); diverged. Labels and errors as in `compare`.

    Arms share data and starts of a seed: whether two of them differ is told by `compare`, not by these intervals.
    """
    values = metric_values(snapshot, metric)
    labels = labels or [arm.label for arm in experiment.arms]
    rows = []
    for number, label in enumerate(labels):
        kept = ~snapshot.diverged[number]
        mean, low, high = mean_interval(values[number][kept])
        rows.append(
            {"arm": label, "mean": mean, "low": low, "high": high, "seeds": int(kept.sum()),
             "diverged": int((~kept).sum())}
        )  # fmt: skip
    return pd.DataFrame(rows)


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
