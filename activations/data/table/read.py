"""The reader's own table: a CSV file read by pandas, column by column, with a sentence for everything done to it.

Refused (ValueError) are more than 10 MB, before anything is read; more than 50,000 rows or 1,000 columns; text that is
not UTF-8; rows of different lengths; broken quotes; no rows; a single column.
"""

import io
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from activations.data.table.text import DELIMITERS, checked_first_row, decoded, named, sniffed
from activations.data.table.words import listed, quoted, values
from activations.data.table.words import rows as counted_rows
from activations.language import plural
from activations.language import translate as _

MAX_NUMBER = 1e100  # its square is still a float64; larger ones count as missing
NUMBERS_NEEDED = 0.9  # a column whose values are numbers in at least this share is one of numbers
PREVIEWED = 8  # rows
MISSING = ["?", "-", "–", "."]  # besides those that pandas knows: empty, NA, N/A, NaN, null, None, ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column, with what is missing marked."""

    name: str
    kind: str  # "number", "text" or "empty"
    values: np.ndarray  # [rows]: float64 with NaN where missing, or str objects with None where missing
    distinct: int  # different values, missing ones not counted

    @cached_property
    def missing(self) -> np.ndarray:
        """bool [rows]"""
        return np.isnan(self.values) if self.kind == "number" else np.array([v is None for v in self.values], bool)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """What a CSV file holds. Do not write into the arrays, they are shared."""

    columns: tuple[Column, ...]
    rows: int
    preview: pd.DataFrame  # the first rows as they were written
    words: tuple[str, ...]  # sentences: what the file is and what was done to read it

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def suggested_target(self) -> str:
        """The column to start with as target: the last one that has two values or more, as is the custom."""
        return next((column.name for column in reversed(self.columns) if column.distinct > 1), self.names[-1])

    def column(self, name: str) -> Column:
        """Raises ValueError that names the nearest one."""
        for column in self.columns:
            if column.name == name:
                return column
        near = get_close_matches(str(name), self.names, n=1)
        hint = _(" Did you mean {name}?", name=quoted(near[0])) if near else ""
        said = _("The table has no column {name}.{hint} Its columns are {names}.")
        raise ValueError(said.format(name=quoted(name), hint=hint, names=listed(self.names, 12)))


def read_table(content: bytes) -> Table:
    """The table in a CSV file. Raises ValueError, one sentence, if it is not one that can be used."""
    text = decoded(content)
    delimiter = sniffed(text)
    names, headed, words = named(checked_first_row(text, delimiter))
    frame = framed(text, delimiter, names, headed)
    rows = len(frame)
    if not rows:
        said = _("The file has a first line with the names {names} and no rows below it: there is nothing to learn.")
        raise ValueError(said.format(names=listed(names)))
    words.insert(
        0,
        _("The file has {rows} and {columns} columns, separated by {delimiter}.").format(
            rows=counted_rows(rows), columns=len(names), delimiter=_(DELIMITERS[delimiter])
        ),
    )
    commas: list[str] = []
    columns = tuple(column_of(name, frame[name], delimiter, words, commas) for name in names)
    if commas:
        words.append(_("Numbers with a decimal comma were read as such: {columns}.", columns=listed(commas)))
    return Table(columns=columns, rows=rows, preview=frame.head(PREVIEWED), words=tuple(words))


def framed(text: str, delimiter: str, names: list[str], headed: bool) -> pd.DataFrame:
    """All values as text, NaN where missing."""
    try:
        return pd.read_csv(
            io.StringIO(text, newline=""),
            sep=delimiter,
            names=names,
            header=0 if headed else None,
            index_col=False,
            dtype=str,
            skipinitialspace=True,
            na_values=MISSING,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(_("The file cannot be read as CSV: {error}.", error=error)) from None


# -- rows to columns --------------------------------------------------------------------------------------------------


def column_of(name: str, cells: Any, delimiter: str, words: list[str], commas: list[str]) -> Column:
    """The column as numbers or as text; sentences about cells that count as missing are added to `words`.

    Its name is added to `commas` if its numbers have decimal commas, which they may where commas do not separate.
    """
    codes, different = pd.factorize(cells)  # -1 where missing; each different text is looked at once
    texts: Any = pd.Series([text.strip() or None for text in different], dtype=object)
    times = np.bincount(codes[codes >= 0], minlength=len(texts))
    present = texts.notna().to_numpy(dtype=bool)
    empty = Column(name=name, kind="empty", values=np.full(len(cells), None, dtype=object), distinct=0)
    if not present.any():
        return empty
    numbers = as_numbers(texts)
    if delimiter != "," and texts[present].str.fullmatch(r"[+-]?\d+(,\d+)?([eE][+-]?\d+)?").all():
        if texts[present].str.contains(",").any():
            commas.append(name)
        numbers = as_numbers(texts.str.replace(",", ".", regex=False))
    readable = ~np.isnan(numbers)
    if times[readable].sum() < NUMBERS_NEEDED * times[present].sum():
        held = np.array([*texts, None], dtype=object)[codes]
        return Column(name=name, kind="text", values=held, distinct=texts.nunique())
    odd = present & ~readable
    if odd.any():
        number = int(times[odd].sum())
        said = plural(
            "{values} of {column} was not a number (such as {example}) and counts as missing.",
            "{values} of {column} were not a number (such as {example}) and count as missing.",
            number,
        )
        words.append(said.format(values=values(number), column=quoted(name), example=quoted(texts[odd].iloc[0])))
    endless = readable & ~(np.abs(numbers) <= MAX_NUMBER)
    if endless.any():
        number = int(times[endless].sum())
        said = plural(
            "{values} of {column} was infinite or beyond {largest:g} and counts as missing.",
            "{values} of {column} were infinite or beyond {largest:g} and count as missing.",
            number,
        )
        words.append(said.format(values=values(number), column=quoted(name), largest=MAX_NUMBER))
    numbers = np.where(endless, np.nan, numbers)
    distinct = len(np.unique(numbers[~np.isnan(numbers)]))
    if not distinct:
        return empty
    return Column(name=name, kind="number", values=np.append(numbers, np.nan)[codes], distinct=distinct)


def as_numbers(cells: Any) -> np.ndarray:
    """float64 [rows], NaN where a cell is missing or no number."""
    return np.asarray(pd.to_numeric(cells, errors="coerce"), dtype=np.float64)
