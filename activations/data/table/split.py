"""A table as data to train on: split by row, then standardised by what the training rows alone say."""

from dataclasses import dataclass

import numpy as np

from activations import checks
from activations.data.datasets import Data, Dataset, read_only
from activations.data.table.choose import KINDS, Selection, select
from activations.data.table.header import MAX_NAME_LENGTH
from activations.data.table.layout import MAX_COLUMNS
from activations.data.table.reading import AS_FOUND, Reading
from activations.data.table.store import checked_digest, delete_table, load_table
from activations.language import cached, plural
from activations.language import marked as N_
from activations.language import translate as _
from activations.libraries import train_test_split
from activations.turns import aside

TABLE = "table"  # the key in Experiment.data
TEST_SHARE = 0.2
FURTHEST = 1000.0  # standard deviations from the mean at which a test value is cut off, so that float32 holds it


@dataclass(frozen=True)
class TableChoice:
    """Which table, what to learn from it, and how. Raises ValueError on what can never be; the table is not read."""

    table: str  # digest of the content, see data.table.store
    target: str  # name of a column
    features: tuple[str, ...] = ()  # names of columns; () means all others
    kind: str = "auto"  # one of table_choice.KINDS
    reading: Reading = AS_FOUND  # how what the file leaves open is read

    def __post_init__(self) -> None:
        checked_digest(self.table)
        if not self.target:
            raise ValueError(_("target = '' is not allowed: give the name of the column to learn."))
        checks.choice("target_kind", self.kind, KINDS)


def checked_name(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME_LENGTH:
        said = _("{name} = {value!r} is not allowed: give the name of a column.")
        raise ValueError(said.format(name=name, value=str(value)[:60]))
    return value


def checked_names(name: str, value: object) -> tuple[str, ...]:
    given = checks.items(value)
    if given is None:
        said = _("{name} = {value!r} is not allowed: give a list with names of columns.")
        raise ValueError(said.format(name=name, value=value))
    names = tuple(checked_name(name, one) for one in given)
    if len(names) > MAX_COLUMNS:
        said = _("{name} gives {count:,} columns: at most {most:,} are allowed.")
        raise ValueError(said.format(name=name, count=len(names), most=MAX_COLUMNS))
    return names


def table_dataset(choice: TableChoice) -> Dataset:
    """What the choice is, as a Dataset. Raises ValueError if the table is gone or the choice does not fit it."""
    with aside():  # a large file is read for seconds
        load_table(choice.table, choice.reading)
        return _dataset(choice)


def table_data(choice: TableChoice, data_seed: int) -> Data:
    """The chosen rows, a fifth of them (stratified by class) to test, split by `data_seed`. Raises ValueError.

    Every input is shifted and scaled to mean 0 and standard deviation 1 over the training rows, and so is the target of
    a regression; missing inputs become 0, the mean. A table already split stays available when its file is removed.
    """
    with aside():
        return _data(choice, data_seed)


@cached(maxsize=4)
def selection_of(choice: TableChoice) -> Selection:
    """Rows and columns of the choice, with all sentences about them. Raises ValueError."""
    return select(load_table(choice.table, choice.reading), choice.target, choice.features, choice.kind)


@cached(maxsize=16)
def _dataset(choice: TableChoice) -> Dataset:
    selected = selection_of(choice)
    return Dataset(
        key=TABLE,
        name=N_("Your table"),
        kind=selected.kind,
        dimension=len(selected.inputs),
        noise=N_("Has no effect: a table is taken as it is."),
        draw=lambda samples, noise, generator: (selection_of(choice).x, selection_of(choice).y),
        fixed_training_size=training_rows(len(selected.y)),
        labels=selected.labels,
        inputs=selected.inputs,
    )


@cached(maxsize=4)
def _data(choice: TableChoice, data_seed: int) -> Data:
    selected = selection_of(choice)
    x_train, x_test, y_train, y_test = train_test_split(
        selected.x,
        selected.y,
        train_size=training_rows(len(selected.y)),
        stratify=None if selected.kind == "regression" else selected.y,
        random_state=data_seed,
    )
    words = [
        *selected.words,
        _(
            "{train:,} rows, drawn at random, train and {test:,} test. Every input is shifted and scaled to mean 0 and "
            "standard deviation 1 over the training rows.",
            train=len(y_train),
            test=len(y_test),
        ),
    ]
    centre, scale = column_mean_and_scale(x_train)
    far = int((np.abs(x_test - centre) > FURTHEST * scale).sum())
    if far:
        said = plural(
            "{count:,} test value was more than {furthest:,.0f} standard deviations from the training rows' mean, and "
            "cut off there.",
            "{count:,} test values were more than {furthest:,.0f} standard deviations from the training rows' mean, "
            "and cut off there.",
            far,
        )
        words.append(said.format(count=far, furthest=FURTHEST))
    x_train, x_test = (standardised(part, centre, scale) for part in (x_train, x_test))
    target_centre, target_scale = 0.0, 1.0
    if selected.kind == "regression":
        (target_centre,), (target_scale,) = column_mean_and_scale(y_train[:, None])
        target_scale = target_scale if np.isfinite(target_scale) else 1.0
        y_train, y_test = (standardised(part[:, None], target_centre, target_scale)[:, 0] for part in (y_train, y_test))
        said = _(
            "So is the target: a loss of 1 is that of always predicting the mean, {mean:.4g}, and an error "
            "of 1 is {scale:.4g} in the target's own units."
        )
        words.append(said.format(mean=target_centre, scale=target_scale))
    return Data(
        dataset=_dataset(choice),
        target_centre=float(target_centre),
        target_scale=float(target_scale),
        words=tuple(words),
        **read_only(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test),
    )


def forget_table(digest: str) -> None:
    """Delete a table, and what this process remembers of it. Raises ValueError as `delete_table`."""
    delete_table(digest)
    for kept in (selection_of, _dataset, _data):
        vars(kept)["cache_clear"]()


def training_rows(rows: int) -> int:
    return rows - int(np.ceil(TEST_SHARE * rows))


def column_mean_and_scale(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column of x [rows, columns], NaN left out; inf for a column that is constant.

    Values up to 1e100 and differences down to the smallest float64 neither overflow nor vanish on the way.
    """
    present = ~np.isnan(x)
    count = np.maximum(present.sum(axis=0), 1)
    centre = np.where(present, x, 0.0).sum(axis=0) / count
    away = np.where(present, x - centre, 0.0)
    furthest = np.abs(away).max(axis=0)
    low, high = np.where(present, x, np.inf).min(axis=0), np.where(present, x, -np.inf).max(axis=0)
    varies = (high > low) & (furthest > 0)
    relative = away / np.where(varies, furthest, 1.0)
    return centre, np.where(varies, furthest * np.sqrt((relative**2).sum(axis=0) / count), np.inf)


def standardised(x: np.ndarray, centre: np.ndarray | float, scale: np.ndarray | float) -> np.ndarray:
    """(x - centre) / scale, at most FURTHEST from 0; 0 where x is missing or the column is constant (scale inf)."""
    with np.errstate(over="ignore"):
        return np.nan_to_num(np.clip((x - centre) / scale, -FURTHEST, FURTHEST), nan=0.0)
