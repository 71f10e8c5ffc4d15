"""The tables at the end of a race: each arm by itself, and paired differences, as a reader sees them."""

import math
from collections.abc import Sequence

import pandas as pd

from activations.experiment import limits
from activations.experiment.experiment import Experiment
from activations.language import joined
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.numbers import MINUS, general, signed, true_minus
from activations.training.comparison import LEAST_SEEDS, LOSS_SHARE, POINTS, compare, means
from activations.training.trainer import Snapshot

METRICS = {"accuracy": N_("accuracy"), "loss": N_("loss")}


def interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"[{signed(low, digits)}, {signed(high, digits)}]"


def arm_table(experiment: Experiment, snapshot: Snapshot, labels: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per arm, as text: mean test accuracy in per cent (not for a regression) and mean test loss over the
    seeds, each with its 95 % interval, the networks used, and how many parameters each has. `labels`: see `pair_table`.
    """
    plan = experiment.plan()
    loss = means(experiment, snapshot, "test_loss", labels)
    columns: dict[str, object] = {_("function"): loss["arm"].tolist()}
    if plan.data.kind != "regression":
        accuracy = means(experiment, snapshot, "test_accuracy", labels)
        columns[_("test accuracy, %")] = [plain(100 * value, 1) for value in accuracy["mean"]]
        columns[_("95 % interval")] = plain_intervals(accuracy, 1, 100)
    columns[_("test loss")] = [plain(value, 4) for value in loss["mean"]]
    columns[_("95 % interval of the loss")] = plain_intervals(loss, 4)
    columns[_("networks")] = [
        _("{used} ({lost} diverged)", used=used, lost=lost) if lost else str(used)
        for used, lost in zip(loss["seeds"], loss["diverged"], strict=True)
    ]
    columns[_("parameters per network")] = [f"{plan.of(arm).weights:,}" for arm in experiment.arms]
    return pd.DataFrame(columns)


def plain(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else true_minus(f"{value:.{digits}f}")


def plain_intervals(frame: pd.DataFrame, digits: int, times: float = 1) -> list[str]:
    """The columns low and high, `times` as large; "–" where there is no interval."""
    ends = zip(frame["low"], frame["high"], strict=True)
    return [
        "–" if math.isnan(low) else f"[{plain(times * low, digits)}, {plain(times * high, digits)}]"
        for low, high in ends
    ]


def pair_table(experiment: Experiment, snapshot: Snapshot, labels: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per pair of arms, as text: differences of test accuracy in percentage points (not for a regression) and
    of test loss, each with its 95 % interval, the seeds used, and what the intervals allow to say. `labels` name the
    arms where swaps have changed them.
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
    """What the intervals of a pair show, in few words: never more than they carry."""
    one = next(iter(tables.values())).iloc[row]
    if one["seeds"] == 0:
        return _("all pairs diverged")
    if one["seeds"] < LEAST_SEEDS:
        return _("no interval: {seeds} of {least} seeds that it needs", seeds=one["seeds"], least=LEAST_SEEDS)
    return _("; ").join(in_few_words(table.iloc[row].to_dict(), _(METRICS[name])) for name, table in tables.items())


def in_few_words(pair: dict, metric: str) -> str:
    """The verdict on a pair, a row of `compare`."""
    says, enough = pair["verdict"], pair["would_decide"]
    template = {
        "constant": _("{metric}: the same difference on every seed, no interval"),
        "equal": _("{metric}: equal on every seed"),
        "alike": _("{metric}: no difference that matters"),
        "better": _("{metric}: {arm} better"),
        "worse": _("{metric}: {arm} better"),
        "undecided": (
            _("{metric}: not decided, {most} seeds would not be enough")
            if not enough
            else _("{metric}: not decided, about {seeds} seeds would tell")
        ),
    }[says]
    arm = pair["second"] if says == "worse" else pair["first"]
    return template.format(metric=metric, arm=arm, seeds=enough, most=limits.MAX_SEEDS)


def one_rate_for_all(experiment: Experiment) -> str:
    """What the arms do not choose for themselves; "" for one arm alone. That of their sizes stands above the charts."""
    if len(experiment.arms) < 2:
        return ""
    return _(
        "All arms train at the same learning rate, {rate} at first: an arm that would learn better at another is not "
        "at its best here."
    ).format(rate=general(experiment.learning_rate))


def explanation(experiment: Experiment, snapshot: Snapshot) -> str:
    """How to read the table, with the numbers of this race in it."""
    pairs = len(experiment.arms) * (len(experiment.arms) - 1) // 2
    lost = int(snapshot.diverged.sum())
    said = [
        _(
            "For each seed the second arm's value is subtracted from the first's; shown are the mean over "
            "the seeds and its 95 % interval (Student's t on the {seeds} paired differences)."
        ).format(seeds=experiment.seeds),
        _(
            "No difference that matters: the whole interval lies within {points} point of accuracy, or within "
            "{share} % of the pair's mean loss."
        ).format(points=general(100 * POINTS), share=general(100 * LOSS_SHARE)),
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
