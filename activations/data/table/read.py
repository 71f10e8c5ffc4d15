"""The reader's own table: a CSV file read by pandas, column by column, with a sentence for everything done to it.

Refused (ValueError) are more than 10 MB, before anything is read; more than 50,000 rows or 1,000 columns; files that
are no text; rows of different lengths; broken quotes; no rows; a single column.
"""

import io
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pandas as pd

from activations.data.table import header
from activations.data.table.column import Cells, Column, Reader
from activations.data.table.encoding import decoded
from activations.data.table.layout import DELIMITERS, Layout, laid_out
from activations.data.table.reading import AS_FOUND, Notes, Question, Reading
from activations.data.table.words import listed, quoted
from activations.data.table.words import rows as counted_rows
from activations.language import plural
from activations.language import translate as _

PREVIEWED = 8  # rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """What a CSV file holds. Do not write into the arrays, they are shared."""

    columns: tuple[Column, ...]
    rows: int
    preview: pd.DataFrame  # the first rows as they were written
    words: tuple[str, ...]  # sentences: what the file is and what was done to read it
    questions: tuple[Question, ...] = ()  # what the file leaves open

    @cached_property
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
        raise ValueError(
            _(
                "The table has no column {name}.{hint} Its columns are {names}.",
                name=quoted(name),
                hint=hint,
                names=listed(self.names, 12),
            )
        )


def read_table(content: bytes, reading: Reading = AS_FOUND) -> Table:
    """The table in a CSV file. Raises ValueError, one sentence, if it is not one that can be used."""
    notes = Notes()
    layout = laid_out(decoded(content, reading, notes), reading, notes)
    frame = framed(layout)
    rows = len(frame)
    if not rows:
        raise ValueError(
            _(
                "The file has a first line with the names {names} and no rows below it: there is nothing to learn.",
                names=listed(layout.names),
            )
        )
    all_cells = [Cells(name, frame[name]) for name in layout.names]
    empty = [cells.name for cells in all_cells if cells.name in layout.unnamed and not cells.present.any()]
    if empty and len(all_cells) - len(empty) >= 2:
        said = plural(
            "{count:,} column without a name and without values was left out.",
            "{count:,} columns without a name and without values were left out.",
            len(empty),
        )
        notes.say(said.format(count=len(empty)))
        all_cells = [cells for cells in all_cells if cells.name not in empty]
    else:
        empty = []
    if layout.headed:
        header.tell_unnamed(layout.names, {*layout.unnamed} - {*empty}, notes)
    said = _("The file has {rows} and {columns} columns, separated by {delimiter}.")
    size = said.format(rows=counted_rows(rows), columns=len(all_cells), delimiter=_(DELIMITERS[layout.delimiter]))
    columns = tuple(Reader(layout.delimiter, reading, notes).columns(all_cells))
    return Table(
        columns=columns,
        rows=rows,
        preview=frame.drop(columns=empty).head(PREVIEWED),
        words=(size, *notes.words),
        questions=tuple(notes.questions),
    )


def framed(layout: Layout) -> pd.DataFrame:
    """All cells as text."""
    if not layout.text:
        return pd.DataFrame(columns=layout.names)
    try:
        return pd.read_csv(
            io.StringIO(layout.text, newline=""),
            sep=layout.delimiter,
            names=layout.names,
            header=None,
            index_col=False,
            dtype=str,
            skipinitialspace=True,
            na_filter=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(_("The file cannot be read as CSV: {error}.", error=error)) from None
