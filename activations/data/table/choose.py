"""A target and features chosen from a table: what is to be learnt, by which loss, from which rows and columns."""

from dataclasses import dataclass

import numpy as np

from activations.data.table.column import Column
from activations.data.table.read import Table
from activations.data.table.words import classes as counted_classes
from activations.data.table.words import listed, quoted
from activations.data.table.words import rows as counted_rows
from activations.language import joined, plural
from activations.language import marked as N_
from activations.language import translate as _

KINDS = {
    "auto": N_("detect automatically"),
    "binary": N_("two classes"),
    "classes": N_("several classes"),
    "regression": N_("a number (regression)"),
}
MAX_CLASSES = 20
MAX_FEATURES = 256  # inputs of a network
MAX_CATEGORIES = 10  # of a text column that is used as a feature
MAX_CATEGORY_LENGTH = 60  # characters of it that are shown
MIN_ROWS = 20
MIN_PER_CLASS = 5  # then a test split of a fifth has one of every class, however it falls
MAX_ROWS_LEFT_OUT = 0.1  # of the rows, because a feature is missing; beyond it, what is missing is filled in
MAX_MISSING = 0.5  # of a feature's values


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """Rows and columns ready to be split. Do not write into the arrays, they are shared."""

    kind: str  # "binary", "classes" or "regression"
    why: str  # one sentence: the kind, and the numbers that it was found from
    target: str
    labels: tuple[str, ...]  # what the targets 0, 1, ... are called; () for a regression
    inputs: tuple[str, ...]  # names of the inputs: a column, or "column = category"
    x: np.ndarray  # float64 [rows, inputs], NaN where missing
    y: np.ndarray  # float64 [rows]: 0 or 1, a class, or the target in its own units
    words: tuple[str, ...]  # sentences: everything that was done, the table's own first


def select(table: Table, target: str, features: tuple[str, ...] = (), kind: str = "auto") -> Selection:
    """What can be learnt about the column `target` from `features`, in their order; () means all other columns.

    Rows without a target are left out. If at most a tenth of the rows lack a feature, they are left out too; otherwise
    all stay, and the split fills in the mean. Text of up to 10 categories becomes columns of 0 and 1; columns that can
    be no features are left out. Raises ValueError, one sentence, if nothing can be learnt.
    """
    words = list(table.words)
    column = table.column(target)
    chosen = chosen_features(table, target, features, words)
    if column.kind == "empty":
        raise ValueError(_("The target {target} is empty: choose another column.", target=quoted(target)))
    rows = ~column.missing
    if not rows.all():
        lost = int((~rows).sum())
        said = plural("{rows} without a target was left out.", "{rows} without a target were left out.", lost)
        words.append(said.format(rows=counted_rows(lost)))
    found = kind_of(column, rows, kind)
    if found != "regression":
        rows = enough_of_each(column, rows, words)
        chosen = usable(chosen, rows, bool(features), words)
        rows = enough_of_each(column, complete(chosen, rows, words), words)
        if kind == "auto":  # rare classes may have gone
            found = kind_of(column, rows, kind)
    else:
        chosen = usable(chosen, rows, bool(features), words)
        rows = complete(chosen, rows, words)
    if rows.sum() < MIN_ROWS:
        said = _("{rows} can be used: at least {fewest} are needed. {words}")
        raise ValueError(said.format(rows=counted_rows(int(rows.sum())), fewest=MIN_ROWS, words=joined(words)))
    x, inputs = encoded(chosen, rows, words)
    y, labels, why = targets(column, rows, found, chosen=kind != "auto")
    selected = (*words, why)
    return Selection(kind=found, why=why, target=target, labels=labels, inputs=inputs, x=x, y=y, words=selected)


# -- the target -------------------------------------------------------------------------------------------------------


def kind_of(column: Column, rows: np.ndarray, kind: str) -> str:
    """The kind of the target column, as chosen or as the column suggests. Raises ValueError."""
    if kind not in KINDS:
        said = _("target_kind = {kind!r} is not known: choose one of {kinds}.")
        raise ValueError(said.format(kind=kind, kinds=", ".join(KINDS)))
    values = column.values[rows]
    distinct, name = len(set(values)), quoted(column.name)
    if distinct < 2:
        only = f"{values[0]:g}" if column.kind == "number" else quoted(values[0])
        said = _("The target {name} is {only} in every row: there is nothing to learn. Choose another column.")
        raise ValueError(said.format(name=name, only=only))
    if column.kind == "text" or kind == "classes":
        if kind == "regression":
            said = _("The target {name} is text: a regression needs numbers. Choose binary or classes.")
            raise ValueError(said.format(name=name))
        if distinct > MAX_CLASSES:
            if column.kind == "text":
                said = _(
                    "The target {name} is text with {distinct:,} different values: a classification has at most "
                    "{most} classes. Choose another target."
                )
            else:
                said = _(
                    "The target {name} has numbers with {distinct:,} different values: a classification has at most "
                    "{most} classes. Choose another target, or regression."
                )
            raise ValueError(said.format(name=name, distinct=distinct, most=MAX_CLASSES))
    if kind == "binary" and distinct != 2:
        said = _("The target {name} has {distinct:,} different values: binary needs two. Choose another kind.")
        raise ValueError(said.format(name=name, distinct=distinct))
    if kind != "auto":
        return kind
    if distinct == 2:
        return "binary"
    if column.kind == "text":
        return "classes"
    whole = (values == np.rint(values)).all()
    few = distinct <= MAX_CLASSES and len(values) >= MIN_PER_CLASS * distinct
    return "classes" if whole and few else "regression"


def enough_of_each(column: Column, rows: np.ndarray, words: list[str]) -> np.ndarray:
    """The rows without those of classes too rare to be in both splits. Raises ValueError if fewer than two are left."""
    labels, places, counts = np.unique(column.values[rows], return_inverse=True, return_counts=True)
    rare = counts < MIN_PER_CLASS
    if (~rare).sum() < 2:
        raise ValueError(
            _(
                "The target {name} has {classes} with {fewest} rows or more: at least two are needed. Choose another "
                "column.",
                name=quoted(column.name),
                classes=counted_classes(int((~rare).sum())),
                fewest=MIN_PER_CLASS,
            )
        )
    if not rare.any():
        return rows
    lost = int(counts[rare].sum())
    said = plural(
        "{rows} of {classes} with fewer than {fewest} rows ({names}) was left out.",
        "{rows} of {classes} with fewer than {fewest} rows ({names}) were left out.",
        lost,
    )
    words.append(
        said.format(
            rows=counted_rows(lost),
            classes=counted_classes(int(rare.sum())),
            fewest=MIN_PER_CLASS,
            names=listed(labels[rare]),
        )
    )
    kept = rows.copy()
    kept[np.flatnonzero(rows)[rare[places]]] = False
    return kept


def targets(column: Column, rows: np.ndarray, kind: str, chosen: bool) -> tuple[np.ndarray, tuple[str, ...], str]:
    """Targets as numbers, what the classes are called, and the sentence that explains the kind, found or chosen."""
    values, name = column.values[rows], quoted(column.name)
    numbers = column.kind == "number"
    if kind == "regression":
        low, high, distinct = values.min(), values.max(), len(set(values))
        why = _("{name} holds numbers, {distinct:,} different ones from {low:g} to {high:g}: regression{end}")
        end = _(", as chosen.") if chosen else _(".")
        return values.astype(np.float64), (), why.format(name=name, distinct=distinct, low=low, high=high, end=end)
    different = column.sorted(values)
    places = {value: place for place, value in enumerate(different)}
    y = np.array([places[value] for value in values])
    labels = tuple(f"{value:.10g}" if numbers else value[:MAX_CATEGORY_LENGTH] for value in different)
    counts = np.bincount(y)
    each = [f"{quoted(label)} {count:,}" for label, count in zip(labels[:6], counts, strict=False)]
    each += ["…"] if len(labels) > 6 else []
    count = len(labels)
    what = _("two classes") if kind == "binary" else counted_classes(count)
    held = _("numbers with {count} different values") if numbers else _("text with {count} different values")
    why = _("{name} holds {held}: classification into {classes} (rows: {each}){end}")
    end = _(", as chosen.") if chosen else _(".")
    why = why.format(name=name, held=held.format(count=count), classes=what, each=_(", ").join(each), end=end)
    return y.astype(np.float64), labels, why


# -- the features -----------------------------------------------------------------------------------------------------


def chosen_features(table: Table, target: str, features: tuple[str, ...], words: list[str]) -> list[Column]:
    for place, name in enumerate(features):
        if name == target:
            said = _("The target {target} cannot be a feature as well: take it out of one of both.")
            raise ValueError(said.format(target=quoted(target)))
        if name in features[:place]:
            raise ValueError(_("The feature {name} is chosen twice.", name=quoted(name)))
    if features:
        return [table.column(name) for name in features]
    others = [column for column in table.columns if column.name != target]
    counters = [column for column in others if counts_rows(column, table)]
    if counters and len(counters) < len(others):
        said = _("The column {names} only counts the rows: it is no feature.")
        words.append(said.format(names=listed(column.name for column in counters)))
        others = [column for column in others if column not in counters]
    return others


def counts_rows(column: Column, table: Table) -> bool:
    """A first column without a name, or called like one of numbers of rows, that goes up by one: an index."""
    called = column.name.casefold() in ("column 1", "id", "index", "no", "nr", "row", "#", "unnamed: 0")
    first = column.name == table.names[0] and column.kind == "number"
    return called and first and bool((np.diff(column.values) == 1).all())


def usable(columns: list[Column], rows: np.ndarray, asked: bool, words: list[str]) -> list[Column]:
    """The columns that can be features in these rows. Raises ValueError if none can."""
    left_out: dict[str, list[str]] = {}
    kept = []
    for column in columns:
        present = column.values[rows & ~column.missing]
        distinct = len(set(present))
        if column.kind == "empty" or distinct == 0:
            reason = _("empty")
        elif len(present) < (1 - MAX_MISSING) * rows.sum():
            reason = _("missing in more than half of the rows")
        elif distinct == 1:
            reason = _("the same in every row")
        elif column.kind == "text" and distinct > MAX_CATEGORIES:
            reason = _("text with more than {most} different values", most=MAX_CATEGORIES)
        else:
            kept.append(column)
            continue
        left_out.setdefault(reason, []).append(column.name)
    left = _("Not used as features ({reason}): {names}.")
    said = [left.format(reason=reason, names=listed(names)) for reason, names in left_out.items()]
    if not kept:
        raise ValueError(
            (
                _("None of the chosen columns can be a feature. {said}")
                if asked
                else _("None of the other columns can be a feature. {said}")
            ).format(said=joined(said))
        )
    words += said
    return kept


def complete(columns: list[Column], rows: np.ndarray, words: list[str]) -> np.ndarray:
    """The rows to use: without those that lack a feature, if they are few."""
    lacking = rows & np.any([column.missing for column in columns], axis=0)
    lost, total = int(lacking.sum()), int(rows.sum())
    if not lost:
        return rows
    if lost <= MAX_ROWS_LEFT_OUT * total:
        said = plural(
            "{rows} with missing values was left out (of {total:,}).",
            "{rows} with missing values were left out (of {total:,}).",
            lost,
        )
        words.append(said.format(rows=counted_rows(lost), total=total))
        return rows & ~lacking
    said = _(
        "{rows} of {total:,} have missing values, more than {most:.0%}, so none is left out: each missing value is "
        "filled with the mean of its column over the training rows."
    )
    words.append(said.format(rows=counted_rows(lost), total=total, most=MAX_ROWS_LEFT_OUT))
    return rows


def encoded(columns: list[Column], rows: np.ndarray, words: list[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Inputs [rows, inputs] and their names: numbers as they are, text as 0 and 1. Raises ValueError if too many."""
    parts, names, texts = [], [], []
    for column in columns:
        values = column.values[rows]
        if column.kind == "number":
            parts.append(values)
            names.append(column.name)
            continue
        categories = column.sorted(values)
        texts.append(column.name)
        for category in categories[1:] if len(categories) == 2 else categories:
            parts.append(np.array([np.nan if value is None else float(value == category) for value in values]))
            names.append(f"{column.name} = {category[:MAX_CATEGORY_LENGTH]}")
    if texts:
        said = _("Text columns were one-hot encoded, one column per category (a single one if there are two): {names}.")
        words.append(said.format(names=listed(texts)))
    if len(names) > MAX_FEATURES:
        said = _("These features make {count:,} inputs: at most {most} are allowed. Choose fewer columns.")
        raise ValueError(said.format(count=len(names), most=MAX_FEATURES))
    return np.stack(parts, axis=1).astype(np.float64), tuple(names)
