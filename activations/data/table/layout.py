"""Where in a text the table is: its delimiter, what stands before and after it, its names, and the lines of its rows.

Rows are counted and compared with the csv module of the standard library; pandas then reads them.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from activations.data.table import header
from activations.data.table.dates import read_moment
from activations.data.table.number_text import read_number
from activations.data.table.reading import Notes, Reading
from activations.data.table.vocabulary import TOTALS
from activations.data.table.words import listed, quoted, values
from activations.language import marked as N_
from activations.language import plural
from activations.language import translate as _

MAX_ROWS = 50_000
MAX_COLUMNS = 1_000
MAX_CELL = 131_072  # characters; the csv module's own limit
DELIMITERS = {",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs"), "|": N_("vertical bars"), " ": N_("blanks")}
SNIFFED_CHARACTERS, SNIFFED_LINES = 2**16, 200
KEPT_ROWS = 300  # from which the names are told from data
MAX_LINES_AROUND = 200  # before and after the table
COMMENT = re.compile(r"\s*(#|%|//|--\s)")
SINGLE_QUOTED = re.compile(r"(^|[,;\t|]) ?'([^'\n]*)'(?=[,;\t|\r\n]|$)", re.MULTILINE)
SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?[\s,;]*', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """What is to be read, and how its columns are called."""

    delimiter: str
    names: list[str]
    unnamed: frozenset[str]  # names that were made up, of columns that are left out if they are empty
    headed: bool  # whether other columns have names
    text: str  # the lines of the rows alone


@dataclass(frozen=True)
class Record:
    """A row as the csv module finds it."""

    line: int  # where it begins, from 0
    end: int  # the line after it
    width: int  # cells
    filled: bool  # whether its last cell holds anything


# -- lines ------------------------------------------------------------------------------------------------------------


def split_line(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return [line]


def is_rule(line: str) -> bool:
    """Whether a line only draws a border, such as |---|---| or +---+---+."""
    return ("---" in line or "===" in line) and not line.strip("-=:+| \t\r\n")


def single_blanks(line: str) -> str:
    """A line of columns set apart by blanks, with one blank between them."""
    return re.sub(r"[ \t]+", " ", line.strip()) + "\n"


def sniffed(lines: list[str]) -> tuple[str, int]:
    """The delimiter that cuts the first lines into the most equal rows, and the width of most of them.

    Where several do, it is the one that leaves the fewest other delimiters in its cells: `1,5;2,5` has decimal commas.
    """
    start = [line for line in lines[:SNIFFED_LINES] if line.strip()]
    start = [line for line in start if not COMMENT.match(line) and not is_rule(line)] or start

    def score(delimiter: str) -> tuple[float, float, bool, int]:
        rows = [row for row in csv.reader(start, delimiter=delimiter, skipinitialspace=True) if row]
        width, times = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        if width < 2:
            return 0.0, 0.0, False, 1
        cells = [cell for row in rows if len(row) == width for cell in row]
        others = re.compile("[" + re.escape("".join(one for one in DELIMITERS if one not in (delimiter, " "))) + "]")
        clean = sum(not others.search(cell) or header.is_number(cell) for cell in cells)
        return times / len(rows), clean / len(cells), delimiter != ",", width

    try:
        scores = {delimiter: score(delimiter) for delimiter in DELIMITERS if delimiter != " "}
    except csv.Error:
        return ",", len(split_line(start[0], ","))  # what is wrong is found when all is read
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best][0] < 0.5:  # no delimiter at all, or in few lines: columns may be set apart by blanks
        try:
            widths = Counter(len(split_line(single_blanks(line), " ")) for line in start)
        except csv.Error:
            widths = Counter()
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        if width > 1 and times > 1 and times >= 0.9 * (len(start) - 1):  # a line of names may be one short
            return " ", width
    return best, scores[best][3]


class Lines:
    """The lines of a text for the csv module, without those that are comments."""

    def __init__(self, lines: list[str], delimiter: str, width: int, first: int) -> None:
        self.lines, self.delimiter, self.width = lines, delimiter, width
        self.next = self.began = first
        self.between = True  # no row has begun: a comment can stand here, and not inside quotes
        self.rows = 0
        self.comments: list[int] = []

    def __iter__(self) -> Iterator[str]:
        for place in range(self.next, len(self.lines)):
            line = self.lines[place]
            if self.between:
                if line.isspace():
                    continue
                if is_rule(line) or (COMMENT.match(line) and self.is_comment(line)):
                    self.comments.append(place)
                    continue
                self.between, self.began = False, place
            self.next = place + 1
            yield line

    def is_comment(self, line: str) -> bool:
        cells = split_line(line, self.delimiter)
        alone = cells[0].strip() in ("#", "%") and len(cells) == self.width  # the name of a column of numbers
        return not alone if not self.rows else len(cells) != self.width


def records(
    lines: list[str], delimiter: str, width: int, first: int
) -> tuple[list[Record], dict[int, list[str]], list[int]]:
    """All rows, the cells of the first and the last ones by their place, and the lines that are comments."""
    source = Lines(lines, delimiter, width, first)
    reader = csv.reader(iter(source), delimiter=delimiter, skipinitialspace=True, strict=True)
    found: list[Record] = []
    kept: dict[int, list[str]] = {}
    last: deque[tuple[int, list[str]]] = deque(maxlen=5)
    try:
        while True:
            source.between = True
            row = next(reader, None)
            if row is None:
                break
            if len(row) <= 1 and not "".join(row).strip():
                continue
            if len(row) > MAX_COLUMNS:
                raise ValueError(
                    _("The file has {count:,} columns: at most {most:,} are allowed.", count=len(row), most=MAX_COLUMNS)
                )
            place = len(found)
            found.append(Record(source.began, source.next, len(row), bool(row[-1].strip())))
            if place < KEPT_ROWS + MAX_LINES_AROUND:
                kept[place] = row
            last.append((place, row))
            source.rows += len(row) == width
            if place > MAX_ROWS + MAX_LINES_AROUND:
                raise too_many_rows()
    except csv.Error as error:
        if "field limit" in str(error):
            raise ValueError(
                _(
                    "A value in the row that begins at line {line:,} has more than {most:,} characters, the most that "
                    "is allowed. Shorten it; or a quote is missing at its end.",
                    line=source.began + 1,
                    most=MAX_CELL,
                )
            ) from None
        raise ValueError(
            _(
                "The quotes are broken in the row that begins at line {line:,} ({error}): a quoted "
                "value ends with a quote before the next separator, and a quote inside it is written "
                'twice ("").',
                line=source.began + 1,
                error=error,
            )
        ) from None
    return found, kept | dict(last), source.comments


def too_many_rows() -> ValueError:
    said = _("The file has more than {most:,} rows, the largest number allowed: take a sample of them.")
    return ValueError(said.format(most=MAX_ROWS))


# -- the table in the lines -------------------------------------------------------------------------------------------


def laid_out(text: str, reading: Reading, notes: Notes) -> Layout:
    """The table in a text. Raises ValueError, one sentence, if there is none or its rows differ in length."""
    if '"' not in text and SINGLE_QUOTED.search(text):
        text = SINGLE_QUOTED.sub(r'\1"\2"', text)
        notes.say(_("Single quotes around values were read as double ones."))
    lines = io.StringIO(text, newline="").readlines()
    first = next(place for place, line in enumerate(lines) if line.strip())
    told = SEPARATOR_LINE.fullmatch(lines[first].rstrip("\r\n"))
    if told and told[1] in DELIMITERS:
        delimiter, first = told[1], first + 1
        notes.say(_("The line “sep={sign}” was read as what it says: it is no row.", sign=told[1]))
        rest = [line for line in lines[first:][:SNIFFED_LINES] if line.strip()]
        widths = Counter(len(split_line(line, delimiter)) for line in rest)
        width = widths.most_common(1)[0][0] if widths else 1
    else:
        delimiter, width = sniffed(lines[first : first + SNIFFED_LINES * 2])
    if delimiter == " ":
        lines = [single_blanks(line) for line in lines]
    found, kept, comments = records(lines, delimiter, width, first)
    if comments:
        said = plural(
            "{count:,} line of comments was not read: {line}.",
            "{count:,} lines of comments were not read: {line}.",
            len(comments),
        )
        notes.say(said.format(count=len(comments), line=listed([lines[place].strip() for place in comments[:2]])))
    if not found or (width < 2 and found[0].width < 2):
        name = kept[0][0] if found else lines[first].strip()
        raise ValueError(
            _(
                "The file has one column, {name}: it needs two or more, a target and at least one feature, "
                "separated by commas, semicolons, tabs, vertical bars or blanks.",
                name=quoted(name),
            )
        )
    start = table_start(found, kept, width)
    if start:
        said = plural(
            "{count:,} line before the table was not read: {line}.",
            "{count:,} lines before the table were not read: {line}.",
            start,
        )
        shown = [" ".join(filter(None, map(str.strip, kept[place]))) for place in range(min(start, 2))]
        notes.say(said.format(count=start, line=listed(filter(None, shown))))
    stop = table_stop(found, kept, width, start, notes)
    names, body, unnamed = names_and_rows(lines, found, kept, comments, (start, stop), width, delimiter, reading, notes)
    if len(body) > MAX_ROWS:
        raise too_many_rows()
    rows = "".join(line for one in body for line in lines[one.line : one.end])
    return Layout(delimiter, names, unnamed, len(unnamed) < len(names), rows)


def table_start(found: list[Record], kept: dict[int, list[str]], width: int) -> int:
    """The row with which the table begins: those before are shorter, or hold a title or a name and its value alone."""
    for place, record in enumerate(found[:MAX_LINES_AROUND]):
        cells = [spot for spot, cell in enumerate(kept[place]) if cell.strip()]
        below = found[place + 1 : place + 3]
        if record.width >= width:
            title = (width >= 3 and cells in ([0], [])) or (width >= 5 and cells == [0, 1])
            if not title or not below or record.width > width:
                return place
        elif record.width == width - 1 and below and below[0].width == width:
            rows = [kept[later] for later in range(place + 2, place + KEPT_ROWS) if len(kept.get(later, [])) == width]
            open_ended = not any(row[-1].strip() for row in (kept[place + 1], *rows))
            if open_ended or not header.has_names(kept[place + 1], rows)[0]:
                return place  # a line of names that is one short, above data
    return 0


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, and no count such as “3 rows selected”."""
    number = read_number(cell)
    return read_moment(cell) is not None if number is None else not number.unit or len(number.unit.split()) == 1


def table_stop(found: list[Record], kept: dict[int, list[str]], width: int, start: int, notes: Notes) -> int:
    """The row after the last one: notes below the table, and totals, are no rows."""
    stop = len(found)
    left = []
    while stop - 1 > start + 1 and len(left) < 5:
        cells = [cell.strip() for cell in kept[stop - 1] if cell.strip()]
        note = len(kept[stop - 1]) == 1 or (width >= 3 and len(cells) == 1 and cells[0] == kept[stop - 1][0].strip())
        if not note or is_value(cells[0]):
            break
        stop -= 1
        left.append(cells[0])
    if left:
        said = plural(
            "{count:,} line below the table was not read: {line}.",
            "{count:,} lines below the table were not read: {line}.",
            len(left),
        )
        notes.say(said.format(count=len(left), line=listed(reversed(left))))
    totals = []
    while stop - 1 > start + 2 and stop - 1 in kept and len(totals) < 3:
        row = kept[stop - 1]
        label = next((cell.strip() for cell in row if cell.strip()), "")
        if label.casefold().rstrip(":") not in TOTALS or not any(map(header.is_number, row)):
            break
        above = kept.get(stop - 3, [])
        if label in (cell.strip() for cell in above):
            break  # a category of this name
        stop -= 1
        totals.append(label)
    if totals:
        said = plural(
            "The last line, {line}, sums up the others: it was left out.",
            "The last lines, {line}, sum up the others: they were left out.",
            len(totals),
        )
        notes.say(said.format(line=listed(reversed(totals))))
    return stop


def names_and_rows(
    lines: list[str],
    found: list[Record],
    kept: dict[int, list[str]],
    comments: list[int],
    part: tuple[int, int],
    width: int,
    delimiter: str,
    reading: Reading,
    notes: Notes,
) -> tuple[list[str], list[Record], frozenset[str]]:
    """The columns' names, the rows, and the names that were made up. Raises ValueError if rows differ in length."""
    start, stop = part
    first = kept[start]
    body = found[start + 1 : stop]
    short = len(first) == width - 1 and bool(body) and all(one.width == width for one in body)
    if short and not any(one.filled for one in body):
        first = [*first, ""]  # every row but the first ends with a separator
    elif short and row_names(kept, start, width):
        first = ["row", *first]
        notes.say(_("The first column has no name, as R writes the names of rows: it is called “row”."))
    elif len(first) == width + 1 and not first[-1].strip() and body and all(one.width == width for one in body):
        first = first[:-1]
    for one in body:
        if one.width != len(first):
            raise ValueError(
                _(
                    "Line {line:,} has {values} and the first line has {first}: every row needs the same "
                    "number. Columns are separated by {delimiter}; one inside a value needs quotes.",
                    line=one.line + 1,
                    values=values(one.width),
                    first=len(first),
                    delimiter=_(DELIMITERS[delimiter]),
                )
            )
    some = [kept[place] for place in range(start + 1, min(stop, start + 1 + KEPT_ROWS)) if place in kept]
    some = [row for row in some if len(row) == len(first)]
    commented = next((place for place in reversed(comments) if place < found[start].line), None)
    names = None if commented is None else names_in_comment(lines[commented], delimiter, len(first))
    if names and not header.has_names(first, some)[0]:
        said = _("The names of the columns were taken from the comment before them: {names}.")
        notes.say(said.format(names=listed(names, 3)))
        return header.different(names, notes), found[start:stop], frozenset()
    if header.first_row_names(first, some, reading, notes):
        names, more = header.name_lines(first, some)
        if more:
            said = _("{count} lines of names were joined: {names}.")
            notes.say(said.format(count=more + 1, names=listed(names, 3)))
        unnamed = [place for place, name in enumerate(names) if not name]
        names = header.different(names, notes)
        return names, body[more:], frozenset(names[place] for place in unnamed)
    names = header.numbered(len(first))
    notes.say(_("The first line holds data, not names: the columns are called {names}.", names=listed(names, 3)))
    return names, found[start:stop], frozenset(names)


def row_names(kept: dict[int, list[str]], start: int, width: int) -> bool:
    """Whether the rows begin with names of their own, each different: then the line of names is one shorter."""
    firsts = [kept[place][0].strip() for place in kept if place > start and len(kept[place]) == width]
    counted = [str(place) for place in range(1, len(firsts) + 1)]
    return firsts[:3] == counted[:3] or (len(set(firsts)) == len(firsts) and not any(map(header.is_number, firsts)))


def names_in_comment(line: str, delimiter: str, width: int) -> list[str] | None:
    """The names in a comment, if it has as many as there are columns and none is a number."""
    text = COMMENT.sub("", line, count=1).strip()
    for cells in (split_line(text, delimiter), text.split(), split_line(text, ",")):
        if len(cells) == width and not any(map(header.is_number, cells)):
            return cells
    return None
