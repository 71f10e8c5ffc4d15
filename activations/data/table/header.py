"""The names of the columns: whether the first row holds them, lines of units below, missing and double names."""

import re
from itertools import pairwise

from activations.data.table.dates import read_moment
from activations.data.table.number_text import read_number
from activations.data.table.reading import Notes, Question, Reading
from activations.data.table.vocabulary import is_missing
from activations.data.table.words import listed, quoted
from activations.language import plural
from activations.language import translate as _

MAX_NAME_LENGTH = 200  # characters of a column's name that are kept
NUMBERS_NEEDED = 0.9  # of a column's cells, so that a first cell of text is a name
MAX_NAME_LINES = 3
TOLD = 5  # double or missing names that are told one by one

Row = list[str]


def is_number(cell: str) -> bool:
    return read_number(cell) is not None or read_moment(cell) is not None


def number_columns(rows: list[Row], width: int) -> list[bool]:
    """Whether the cells of each column are numbers or dates; False for a column without any cell."""
    found = []
    for place in range(width):
        cells = [cell for row in rows if not is_missing(cell := row[place])]
        found.append(bool(cells) and sum(map(is_number, cells)) >= NUMBERS_NEEDED * len(cells))
    return found


def has_names(first: Row, rows: list[Row]) -> tuple[bool, bool]:
    """Whether the first row holds names, and whether it can mean nothing else. `rows`: some of those below."""
    width = len(first)
    numbers = number_columns(rows[2:] if len(rows) >= 6 else rows, width)
    named = recurring = new = counted = 0
    for place, cell in enumerate(first):
        cell = cell.strip()
        if is_missing(cell):
            continue
        if numbers[place]:
            counted, named = counted + is_number(cell), named + (not is_number(cell))
        elif is_number(cell):
            counted += 1
        elif any(row[place].strip() == cell for row in rows):
            recurring += 1
        else:
            new += 1
    if named:
        return True, True
    values = [cell.strip() for cell in first if is_number(cell)]
    if not rows:
        return counted < width, True
    if counted and recurring:
        return False, True
    if counted and counting(values):
        return True, new > 0 or not all(cell.strip() for cell in first)
    if counted:
        fractions = any(re.search(r"\d[.,]\d", value) for value in values)
        return False, not new or (fractions and 2 * counted >= width)
    if not recurring:
        return True, True
    return (False, recurring >= 2) if not new else (recurring <= new, False)


def counting(values: list[str]) -> bool:
    """Whether numbers look like names: years, or 0, 1, 2, ..., each one more than the one before."""
    if len(values) < 2 or not all(re.fullmatch(r"\d{1,4}", value) for value in values):
        return False
    whole = [int(value) for value in values]
    years = all(1800 <= value <= 2100 for value in whole)
    return (years or (len(whole) > 2 and whole[0] in (0, 1))) and all(b - a == 1 for a, b in pairwise(whole))


def first_row_names(first: Row, rows: list[Row], reading: Reading, notes: Notes) -> bool:
    """Whether the first row holds the names, as found or as the reader says where both can be."""
    found, sure = has_names(first, rows)
    if sure:
        return found
    shown = ", ".join(cell.strip() for cell in first[:4]) + (", …" if len(first) > 4 else "")
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    readings = {
        "names": _("names of the columns: {row}", row=shown),
        "data": _("a row of data: {row}", row=shown),
    }
    question = Question("first_row", _("First line of the table"), readings, "names" if found else "data")
    return notes.ask(question, reading) == "names"


def name_lines(first: Row, rows: list[Row]) -> tuple[Row, int]:
    """The names, joined with the lines of units or of further names below; how many such lines there are."""
    names, taken = [" ".join(cell.split()) for cell in first], 0
    while taken < MAX_NAME_LINES - 1 and len(rows) >= taken + 3:
        row = rows[taken]
        numbers = number_columns(rows[taken + 1 :], len(first))
        there = [place for place, number in enumerate(numbers) if number]
        words = [place for place in there if not is_missing(row[place]) and not is_number(row[place])]
        if not words or 2 * len(words) < len(there) or any(is_number(row[place]) for place in there):
            break
        below = ["" if is_missing(cell) else " ".join(cell.split()) for cell in row]
        if not all(names):  # a name above several columns stands above the first of them
            for place in range(1, len(names)):
                names[place] = names[place] or (names[place - 1] if below[place] else "")
            names = [" ".join(filter(None, both)) for both in zip(names, below, strict=True)]
        else:
            names = [
                name if not unit or unit == name else f"{name} {unit}" if unit[0] in "[(" else f"{name} ({unit})"
                for name, unit in zip(names, below, strict=True)
            ]
        taken += 1
    return names, taken


def numbered(width: int) -> Row:
    return [f"column {place}" for place in range(1, width + 1)]


def different(given: Row, notes: Notes) -> Row:
    """The names, each different from the others; sentences about those that were made up."""
    given = [" ".join(name.split())[:MAX_NAME_LENGTH] for name in given]
    taken, seen, next_number = set(given), set[str](), dict[str, int]()
    names, double = [], []
    for place, old in enumerate(given, start=1):
        name = old
        if not name:
            name = old = f"column {place}"
        if name in seen:
            number = next_number.get(old, 2)
            while (name := f"{old} ({number})") in taken or name in seen:
                number += 1
            next_number[old] = number + 1
            double.append((old, place, name))
        seen.add(name)
        names.append(name)
    if len(double) > TOLD:
        said = plural(
            "{count:,} column has a name that stands before it already: it got a number, such as {name}.",
            "{count:,} columns have a name that stands before them already: they got numbers, such as {name}.",
            len(double),
        )
        notes.say(said.format(count=len(double), name=quoted(double[0][2])))
    else:
        for old, place, name in double:
            said = _("The name {old} occurs again in column {place}: that one is called {name}.")
            notes.say(said.format(old=quoted(old), place=place, name=quoted(name)))
    return names


def tell_unnamed(names: Row, unnamed: set[str], notes: Notes) -> None:
    """Say how columns without a name are called; `names`: of all columns of the file."""
    if len(unnamed) > TOLD:
        said = _("{count:,} columns have no name: they are called {names}.")
        notes.say(said.format(count=len(unnamed), names=listed((name for name in names if name in unnamed), 3)))
        return
    for place, name in enumerate(names, start=1):
        if name in unnamed:
            said = _("Column {place} has no name: it is called {name}.")
            notes.say(said.format(place=place, name=quoted(name)))
