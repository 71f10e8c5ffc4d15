"""The text of a CSV file: decoded, its delimiter found, its rows checked and its columns named; or a sentence why not.

Rows are counted and compared with the csv module of the standard library; pandas then reads them.
"""

import csv
import io
import re
from collections import Counter

from activations.data.table.words import listed, quoted, values
from activations.language import marked as N_
from activations.language import translate as _

MEGABYTE = 2**20
MAX_BYTES = 10 * MEGABYTE
MAX_ROWS = 50_000
MAX_COLUMNS = 1_000
MAX_NAME_LENGTH = 200  # characters of a column's name that are kept
DELIMITERS = {",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs")}
SNIFFED_CHARACTERS, SNIFFED_LINES = 2**16, 20
SAVE_AS_UTF8 = N_("Save it again as UTF-8, in Excel by “Save as” and “CSV UTF-8 (comma delimited)”, and upload that.")


# -- bytes to text ----------------------------------------------------------------------------------------------------


def check_size(content: bytes) -> None:
    """Raises ValueError if there are too many bytes, without looking at them."""
    if len(content) > MAX_BYTES:
        said = _("The file has {size:,.1f} MB: at most {most} MB are allowed. Take a sample of its rows.")
        raise ValueError(said.format(size=len(content) / MEGABYTE, most=MAX_BYTES // MEGABYTE))


def decoded(content: bytes) -> str:
    """The text, without a byte order mark. Raises ValueError that says what was found instead of UTF-8."""
    check_size(content)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(_("The file is UTF-16, not UTF-8. {way_out}", way_out=_(SAVE_AS_UTF8)))
    if content.startswith(b"PK\x03\x04"):
        said = _("The file is a workbook or a zip archive, not a CSV file. {way_out}")
        raise ValueError(said.format(way_out=_(SAVE_AS_UTF8)))
    if b"\0" in content:
        said = _("The file holds bytes of value 0, so it is UTF-16 without a mark or no text at all. {way_out}")
        raise ValueError(said.format(way_out=_(SAVE_AS_UTF8)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = _(
            "The file is not UTF-8: line {line:,} holds the byte 0x{byte:02X}, as files in "
            "Windows-1252 or Latin-1 do. {way_out}"
        )
        raise ValueError(said.format(line=line, byte=content[error.start], way_out=_(SAVE_AS_UTF8))) from None
    if not text.strip():
        raise ValueError(_("The file is empty: it needs a first line with the columns' names and rows below it."))
    return text


# -- text to rows -----------------------------------------------------------------------------------------------------


def sniffed(text: str) -> str:
    """The delimiter that cuts the first lines into the most equal rows of two values or more, or else a comma."""
    start = "".join(io.StringIO(text[:SNIFFED_CHARACTERS], newline="").readlines()[:SNIFFED_LINES])

    def score(delimiter: str) -> tuple[float, bool, int]:
        lengths = [len(row) for row in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter) if row]
        length, times = Counter(lengths).most_common(1)[0] if lengths else (1, 0)
        return (times / len(lengths) if length > 1 else 0.0), delimiter != ",", length  # 1,5;2,5 has decimal commas

    try:
        return max(DELIMITERS, key=score)
    except csv.Error:
        return ","  # what is wrong is found when all is read


def checked_first_row(text: str, delimiter: str) -> list[str]:
    """The first row, once all have been found to be as long as it. Raises ValueError that names the line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    first: list[str] = []
    rows = before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if len(row) <= 1 and not "".join(row).strip():
                continue
            rows += 1
            if rows == 1:
                first = row
                check_width(first)
            if len(row) != len(first):
                raise ValueError(
                    _(
                        "Line {line:,} has {values} and the first line has {first}: every row needs the same "
                        "number. Columns are separated by {delimiter}; one inside a value needs quotes."
                    ).format(line=line, values=values(len(row)), first=len(first), delimiter=_(DELIMITERS[delimiter]))
                )
            if rows > MAX_ROWS + 1:
                said = _("The file has more than {most:,} rows, the largest number allowed: take a sample of them.")
                raise ValueError(said.format(most=MAX_ROWS))
    except csv.Error as error:
        said = _(
            "The quotes are broken in the row that begins at line {line:,} ({error}): a quoted "
            "value ends with a quote before the next separator, and a quote inside it is written "
            'twice ("").'
        )
        raise ValueError(said.format(line=before + 1, error=error)) from None
    return first


def check_width(first: list[str]) -> None:
    if len(first) > MAX_COLUMNS:
        said = _("The file has {count:,} columns: at most {most:,} are allowed.")
        raise ValueError(said.format(count=len(first), most=MAX_COLUMNS))
    if len(first) < 2:
        said = _(
            "The file has one column, {name}: it needs two or more, a target and at least one feature, "
            "separated by commas, semicolons or tabs."
        )
        raise ValueError(said.format(name=quoted(first[0])))


def named(first: list[str]) -> tuple[list[str], bool, list[str]]:
    """The columns' names, each different; whether the first row holds them; sentences about them."""
    numbers = [field.strip() for field in first if is_number(field)]
    fractions = any(re.search(r"[.,]\d", field) for field in numbers)
    if len(numbers) == len(first) or (2 * len(numbers) >= len(first) and fractions):
        names = [f"column {place}" for place in range(1, len(first) + 1)]
        said = _("The first line holds numbers, not names: the columns are called {names}.")
        return names, False, [said.format(names=listed(names, 3))]
    words, names = [], []
    given = [" ".join(field.split())[:MAX_NAME_LENGTH] for field in first]
    for place, name in enumerate(given, start=1):
        if not name:
            name = f"column {place}"
            words.append(_("Column {place} has no name: it is called {name}.", place=place, name=quoted(name)))
        if name in names:
            name, old = (
                next(n for k in range(2, len(first) + 2) if (n := f"{name} ({k})") not in {*names, *given}),
                name,
            )
            said = _("The name {old} occurs again in column {place}: that one is called {name}.")
            words.append(said.format(old=quoted(old), place=place, name=quoted(name)))
        names.append(name)
    return names, True, words


def is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True
