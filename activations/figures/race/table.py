"""The table at the end of a race: paired differences as a reader sees them."""

import math
from collections.abc import Sequence

import pandas as pd

from activations.experiment.experiment import Experiment
from activations.language import joined
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.numbers import MINUS, signed
from activations.training.comparison import compare
from activations.training.trainer import Snapshot

METRICS = {"accuracy": N_("accuracy"), "loss": N_("loss")}


def interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"[{signed(low, digits)}, {signed(high, digits)}]"


def pair_table(experiment: Experiment, snapshot: Snapshot, labels: Sequence[str] | None = None) -> pd.DataFrame:
    """One row a pair of arms, as text: differences of test accuracy in percentage points (not for a regression) and of
    test loss, each with its 95 % interval, the seeds used, and what the interval allows to say. `labels` name the arms
    where swaps have changed them.
    """
    regression = experiment.plan().data.kind == "regression"
    loss = compare(experiment, snapshot, "test_loss", labels)
    columns: dict[str, object] = {_("first − second"): loss["first"] + f" {MINUS} " + loss["second"]}
    if not regression:
        accuracy = compare(experiment, snapshot, "test_accuracy", labels)
        points = 100 * accuracy[["difference", "low", "high"]]
        columns[_("Δ test accuracy, points")] = [signed(value, 1) for value in points["difference"]]
        columns[_("95 % interval")] = [
            interval(low, high, 1) for low, high in zip(points["low"], points["high"], strict=True)
        ]
    columns[_("Δ test loss")] = [signed(value, 4) for value in loss["difference"]]
    columns[_("95 % interval of Δ loss")] = [
        interval(low, high, 4) for low, high in zip(loss["low"], loss["high"], strict=True)
    ]
    left_out = [
        _("{used} ({lost} left out)", used=used, lost=lost) if lost else str(used)
        for used, lost in zip(loss["seeds"], loss["left_out"], strict=True)
    ]
    columns[_("seeds")] = left_out
    said = {"loss": loss} if regression else {"accuracy": accuracy, "loss": loss}
    columns[_("interpretation")] = [says(said, row) for row in range(len(loss))]
    return pd.DataFrame(columns)


def says(tables: dict[str, pd.DataFrame], row: int) -> str:
    """Which differences the intervals of a pair show, in few words: never more than they carry."""
    one = next(iter(tables.values())).iloc[row]
    if one["seeds"] < 2:
        return _("all pairs diverged") if one["seeds"] == 0 else _("one seed gives no interval: run more seeds")
    parts = []
    for name, table in tables.items():
        low, high = table.iloc[row][["low", "high"]]
        if math.isnan(low):
            said = _("{metric}: the same difference on every seed, no interval")
        elif low == high == 0:
            said = _("{metric}: equal on every seed")
        elif low <= 0 <= high:
            said = _("{metric}: no difference shown")
        else:
            said = _("{metric}: {arm} higher")
        parts.append(said.format(metric=_(METRICS[name]), arm=one["first"] if low > 0 else one["second"]))
    return _("; ").join(parts)


def explanation(experiment: Experiment, snapshot: Snapshot) -> str:
    """How to read the table, with the numbers of this race in it."""
    pairs = len(experiment.arms) * (len(experiment.arms) - 1) // 2
    lost = int(snapshot.diverged.sum())
    said = [
        _(
            "For each seed the second arm's value is subtracted from the first's; shown are the mean over "
            "the seeds and its 95 % interval (Student's t on the {seeds} paired differences)."
        ).format(seeds=experiment.seeds)
    ]
    if pairs > 1:
        chance = _(
            "The intervals are not corrected for multiple comparisons: among {pairs} pairs without any "
            "difference, about {expected:.1f} would exclude 0 by chance."
        )
        said.append(chance.format(pairs=pairs, expected=0.05 * pairs))
    if lost:
        said.append(_("Networks that diverged ({lost}) are left out, together with those paired with them.", lost=lost))
    return joined(said)
