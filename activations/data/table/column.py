"""One column of a table: what is missing, and whether the rest are numbers, dates, yes and no, or other text."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from activations.data.table.dates import Moment, day_text, only_compact_days, read_moment
from activations.data.table.number_text import read_number
from activations.data.table.reading import Notes, Question, Reading
from activations.data.table.truths import no_and_yes
from activations.data.table.vocabulary import is_missing
from activations.data.table.words import listed, quoted, values
from activations.language import plural
from activations.language import translate as _

MAX_NUMBER = 1e100  # its square is still a float64; larger ones count as missing
MAX_EXACT = 2**53  # float64 tells all whole numbers apart up to here
NUMBERS_NEEDED = 0.9  # a column whose values are numbers in at least this share is one of numbers
# What loggers and old programs write for a missing value; one counts where it stands far away from all others.
CODES = (-99.0, -999.0, -9999.0, -99999.0, -999999.0, -999.9, -9999.9, -999.25, 9999.0, 99999.0, 999999.0)
# Lines of plain numbers with a decimal comma: most columns are such, and read much faster together than one by one.
COMMAS = re.compile(r"[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?(?:\n[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?)*")
LEADING_ZEROS = re.compile(r"0\d+")


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column, with what is missing marked."""

    name: str
    kind: str  # "number", "text" or "empty"
    values: np.ndarray  # [rows]: float64 with NaN where missing, or str objects with None where missing
    distinct: int  # different values, missing ones not counted
    order: tuple[str, ...] = ()  # of the values, where it is not that of the alphabet: no, then yes

    @cached_property
    def missing(self) -> np.ndarray:
        """bool [rows]"""
        return np.isnan(self.values) if self.kind == "number" else np.array([v is None for v in self.values], bool)

    def sorted(self, found: np.ndarray) -> list[Any]:
        """The different values among `found`, None left out, in their order."""
        different = {value for value in found if value is not None}
        return [value for value in self.order if value in different] or sorted(different)


class Cells:
    """The cells of a column before it is known what they are; each different text is looked at once."""

    def __init__(self, name: str, cells: Any) -> None:
        self.name = name
        codes, different = pd.factorize(cells)
        written = [str(text).strip() for text in different]
        texts = [None if is_missing(text) else text for text in written]
        self.missing_words = [text for text, held in zip(written, texts, strict=True) if text and held is None]
        self.codes = codes
        self.texts: list[str | None] = texts  # different ones; None where missing
        self.times = np.bincount(codes[codes >= 0], minlength=len(texts))
        self.present = np.array([text is not None for text in texts], dtype=bool)

    def enough(self, readable: np.ndarray) -> bool:
        """Whether so many of the cells could be read that the others count as missing."""
        return bool(self.times[readable].sum() >= NUMBERS_NEEDED * self.times[self.present].sum())

    def spread(self, different: np.ndarray, missing: Any) -> np.ndarray:
        """A value for each row from one for each different text."""
        return np.append(different, np.array([missing], dtype=different.dtype))[self.codes]


@dataclass
class Reader:
    """Reads the columns of one file: what one column shows of the file's habits holds for the others."""

    delimiter: str
    reading: Reading
    notes: Notes
    found: dict[str, list[str]] = field(default_factory=dict)  # what was done -> names of columns

    def columns(self, all_cells: list[Cells]) -> list[Column]:
        """All columns, and sentences about them."""
        numbers = {
            cells.name: scan
            for cells in all_cells
            if not only_compact_days(cells.texts) and (scan := Numbers.of(cells)) is not None
        }
        dates = {
            cells.name: scan
            for cells in all_cells
            if cells.name not in numbers and (scan := Dates.of(cells)) is not None
        }
        self.choose_signs(list(numbers.values()))
        self.choose_order(list(dates.values()))
        made = []
        for cells in all_cells:
            if scan := numbers.get(cells.name):
                made.append(self.number_column(cells, scan.values(), scan.readable))
            elif scan := dates.get(cells.name):
                made.append(self.number_column(cells, self.moments(scan), scan.readable))
            else:
                made.append(self.text_column(cells))
        made = self.without_codes(made)
        words = list(dict.fromkeys(word for cells in all_cells for word in cells.missing_words))
        if words:
            self.notes.say(_("These count as missing: {words}.", words=listed(words)))
        for said, names in self.found.items():
            self.notes.say(said.format(columns=listed(names)))
        return made

    def note(self, said: str, name: str) -> None:
        self.found.setdefault(said, []).append(name)

    # -- numbers ------------------------------------------------------------------------------------------------------

    def choose_signs(self, scans: "list[Numbers]") -> None:
        """Decide whether each column has decimal points or commas: by itself, by the others, or ask."""
        shown = {sign for scan in scans for sign in scan.signs}
        open_scans = []
        for scan in scans:
            if len(scan.signs) == 1:
                (scan.sign,) = scan.signs
            elif scan.example is not None and not scan.signs and len(shown) == 1:
                (scan.sign,) = shown
            elif scan.example is not None:
                by_custom = self.delimiter == "," and scan.all_with_points  # 1.234 in a file with commas between
                open_scans += [] if by_custom else [scan]
        if open_scans:
            example = open_scans[0].example or ""
            number = read_number(example)
            assert number is not None  # it was read before
            readings = {
                "point": _("{written} is {number}", written=example, number=f"{number.point:.10g}"),
                "comma": _("{written} is {number}", written=example, number=f"{number.comma:.10g}"),
            }
            label = _("Numbers in {columns}", columns=listed(scan.cells.name for scan in open_scans))
            found = "comma" if self.delimiter == ";" else "point"
            answer = self.notes.ask(Question("decimal_sign", label, readings, found), self.reading)
            for scan in open_scans:
                scan.sign = answer
        for scan in scans:
            name = scan.cells.name
            if scan.example is not None and ("," if scan.sign == "point" else ".") in scan.example:
                scan.groups = True
            if scan.uses_comma:
                self.note(_("Numbers with a decimal comma were read as such: {columns}."), name)
            if scan.groups:
                self.note(_("Signs between thousands were left out: {columns}."), name)
            if any(text is not None and LEADING_ZEROS.fullmatch(text) for text in scan.cells.texts):
                self.note(_("Zeros in front of numbers were left out: {columns}."), name)
            if scan.bracketed:
                self.note(_("Numbers in brackets were read as negative: {columns}."), name)
            if scan.unit:
                said = _("The unit {unit} was taken off the numbers of {columns}.")
                self.notes.say(said.format(unit=quoted(scan.unit), columns=quoted(name)))
            if scan.bare:
                said = plural(
                    "{values} of {column} has no unit and was read as if it had the same.",
                    "{values} of {column} have no unit and were read as if they had the same.",
                    scan.bare,
                )
                self.notes.say(said.format(values=values(scan.bare), column=quoted(name)))

    def number_column(self, cells: Cells, numbers: np.ndarray, readable: np.ndarray) -> Column:
        name, times = cells.name, cells.times
        odd = cells.present & ~readable
        if odd.any():
            number = int(times[odd].sum())
            said = plural(
                "{values} of {column} was not a number (such as {example}) and counts as missing.",
                "{values} of {column} were not a number (such as {example}) and count as missing.",
                number,
            )
            example = cells.texts[int(np.flatnonzero(odd)[0])]
            self.notes.say(said.format(values=values(number), column=quoted(name), example=quoted(example)))
        endless = readable & ~(np.abs(numbers) <= MAX_NUMBER)
        if endless.any():
            number = int(times[endless].sum())
            said = plural(
                "{values} of {column} was infinite or beyond {largest:g} and counts as missing.",
                "{values} of {column} were infinite or beyond {largest:g} and count as missing.",
                number,
            )
            self.notes.say(said.format(values=values(number), column=quoted(name), largest=MAX_NUMBER))
        numbers = np.where(endless, np.nan, numbers)
        different = np.unique(numbers[~np.isnan(numbers)])
        if not len(different):
            return self.empty_column(cells)
        if max(abs(different[0]), abs(different[-1])) >= MAX_EXACT:
            self.tell_rounded(cells)
        return Column(name=name, kind="number", values=cells.spread(numbers, np.nan), distinct=len(different))

    def tell_rounded(self, cells: Cells) -> None:
        """Whole numbers of many digits, such as those of accounts, may become equal."""
        written = {int(text) for text in cells.texts if text and re.fullmatch(r"[+-]?\d{16,80}", text)}
        large = {number for number in written if abs(number) >= MAX_EXACT}
        if large - {MAX_EXACT, -MAX_EXACT}:
            said = _(
                "{column} holds whole numbers beyond {most:,} (2⁵³), which are rounded to about 16 digits: {count:,} "
                "different ones become {left:,}. If they are names and not amounts, write a letter before them."
            )
            left = len({float(number) for number in large})
            self.notes.say(said.format(column=quoted(cells.name), most=MAX_EXACT, count=len(large), left=left))

    def without_codes(self, columns: list[Column]) -> list[Column]:
        """The columns with codes such as -999 as missing, unless the reader says that they are numbers."""
        codes = {
            column.name: code
            for column in columns
            if column.kind == "number" and (code := code_of(column.values)) is not None
        }
        if not codes:
            return columns
        shown = f"{next(iter(codes.values())):g}"
        readings = {
            "missing": _("{code} is a missing value", code=shown),
            "number": _("{code} is a number", code=shown),
        }
        label = _("Far from all other values in {columns}", columns=listed(codes))
        if self.notes.ask(Question("missing_codes", label, readings, "missing"), self.reading) == "number":
            return columns
        made = []
        for column in columns:
            if (code := codes.get(column.name)) is not None:
                lost = int((column.values == code).sum())
                said = plural(
                    "{values} of {column} was {code} and counts as missing.",
                    "{values} of {column} were {code} and count as missing.",
                    lost,
                )
                self.notes.say(said.format(values=values(lost), column=quoted(column.name), code=f"{code:g}"))
                kept = np.where(column.values == code, np.nan, column.values)
                column = Column(name=column.name, kind="number", values=kept, distinct=column.distinct - 1)
            made.append(column)
        return made

    # -- dates --------------------------------------------------------------------------------------------------------

    def choose_order(self, scans: "list[Dates]") -> None:
        """Decide for each column whether the day or the month stands first: by itself, by the others, or ask."""
        shown = {order for scan in scans for order in scan.orders}
        open_scans = []
        for scan in scans:
            if len(scan.orders) == 1:
                (scan.order,) = scan.orders
            elif scan.example is not None and not scan.orders and len(shown) == 1:
                (scan.order,) = shown
            elif scan.example is not None:
                open_scans.append(scan)
        if not open_scans:
            return
        example = open_scans[0].example or ""
        moment = read_moment(example)
        assert moment is not None  # it was read before
        said = _("{written} is {number}")
        readings = {
            "day": said.format(written=example, number=day_text(moment.day_first or 0.0)),
            "month": said.format(written=example, number=day_text(moment.month_first or 0.0)),
        }
        label = _("Dates in {columns}", columns=listed(scan.cells.name for scan in open_scans))
        answer = self.notes.ask(Question("date_order", label, readings, "day"), self.reading)
        for scan in open_scans:
            scan.order = answer

    def moments(self, scan: "Dates") -> np.ndarray:
        """Hours of a day, or days since the first one of the column."""
        found = scan.values()
        if scan.clock:
            self.note(_("Times were read as hours: {columns}."), scan.cells.name)
            return found
        first = float(np.floor(np.nanmin(found)))
        said = _("{column} holds dates: they were read as days since {first}.")
        self.notes.say(said.format(column=quoted(scan.cells.name), first=day_text(first)))
        return found - first

    # -- text ---------------------------------------------------------------------------------------------------------

    def text_column(self, cells: Cells) -> Column:
        if not cells.present.any():
            return self.empty_column(cells)
        texts, order = cells.texts, ()
        present = [text for text in texts if text is not None]
        if pair := no_and_yes(present):
            order = tuple(next(text for text in present if text.casefold() == word) for word in pair)
            texts = [None if text is None else order[pair.index(text.casefold())] for text in texts]
            said = _("{column} holds {no} and {yes}, read as 0 and 1.")
            self.notes.say(said.format(column=quoted(cells.name), no=quoted(order[0]), yes=quoted(order[1])))
        elif units := several_units(present):
            said = _("The values of {column} have several units, such as {units}: the column was read as text.")
            self.notes.say(said.format(column=quoted(cells.name), units=listed(units, 3)))
        held = cells.spread(np.array(texts, dtype=object), None)
        return Column(name=cells.name, kind="text", values=held, distinct=len({*texts} - {None}), order=order)

    def empty_column(self, cells: Cells) -> Column:
        return Column(name=cells.name, kind="empty", values=np.full(len(cells.codes), None, dtype=object), distinct=0)


# -- scans: what a column could be ------------------------------------------------------------------------------------


@dataclass
class Numbers:
    """A column of numbers, before it is known whether a point or a comma separates decimals."""

    cells: Cells
    point: np.ndarray  # [different texts], NaN where missing or no number
    comma: np.ndarray
    signs: set[str] = field(default_factory=set)  # that some of them show
    sign: str = "point"  # what is used
    example: str | None = None  # of those that can be both
    all_with_points: bool = False
    groups: bool = False
    bracketed: bool = False
    unit: str = ""
    bare: int = 0  # cells of another number than 0 without the unit

    @classmethod
    def of(cls, cells: Cells) -> "Numbers | None":
        """None if they are no numbers."""
        if not cells.present.any():
            return None
        plain = np.asarray(pd.to_numeric(pd.Series(cells.texts, dtype=object), errors="coerce"), dtype=np.float64)
        together = "\n".join(text for text in cells.texts if text is not None)
        if not np.isnan(plain[cells.present]).any() and together.isascii():
            if "." not in together:
                return cls(cells, plain, plain)
            if any(is_decimal(text) for text in cells.texts if text is not None):
                return cls(cells, plain, plain, signs={"point"})
        elif COMMAS.fullmatch(together) and any(is_decimal(text, ",") for text in cells.texts if text is not None):
            dotted = [None if text is None else text.replace(",", ".") for text in cells.texts]
            plain = np.asarray(pd.to_numeric(pd.Series(dotted, dtype=object), errors="coerce"), dtype=np.float64)
            return cls(cells, plain, plain, signs={"comma"})
        found = [None if text is None else read_number(text) for text in cells.texts]
        readable = np.array([number is not None for number in found], dtype=bool)
        if not cells.enough(readable):
            return None
        read = [(text, number) for text, number in zip(cells.texts, found, strict=True) if text and number]
        units = {number.unit for _text, number in read if number.unit}
        if len(units) > 1:
            return None
        both = [text for text, number in read if number.sign == ""]
        bare = [number is not None and not number.unit and number.point != 0 for number in found]
        return cls(
            cells,
            np.array([np.nan if number is None else number.point for number in found]),
            np.array([np.nan if number is None else number.comma for number in found]),
            signs={number.sign for _text, number in read} & {"point", "comma"},
            example=both[0] if both else None,
            all_with_points=all("." in text and "," not in text for text, _number in read),
            groups=any(number.grouped for _text, number in read),
            bracketed=any(text.startswith(("(", "（")) for text, _number in read),
            unit=next(iter(units), ""),
            bare=int(cells.times[bare].sum()) if units else 0,
        )

    @property
    def readable(self) -> np.ndarray:
        return ~np.isnan(self.point)

    @property
    def uses_comma(self) -> bool:
        if self.sign != "comma":
            return False
        return any("," in text for text in self.cells.texts if text is not None)

    def values(self) -> np.ndarray:
        return self.point if self.sign == "point" else self.comma


def is_decimal(text: str, sign: str = ".") -> bool:
    """Whether a number with this sign can have no other meaning: not that of thousands."""
    return sign in text and not re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}[{sign}]\d{{3}}", text)


def code_of(numbers: np.ndarray) -> float | None:
    """A code for missing values among the numbers: further from all others than these are from each other."""
    present = np.unique(numbers[~np.isnan(numbers)])
    if len(present) < 4:
        return None
    for code, others in ((present[0], present[1:]), (present[-1], present[:-1])):
        if code in CODES and np.abs(others - code).min() > others[-1] - others[0]:
            return float(code)
    return None


def several_units(texts: list[str]) -> list[str]:
    """The units of a column of amounts, if they differ; [] for any other text."""
    units: list[str] = []
    for text in texts[:200]:
        number = read_number(text)
        if number is None:
            return []
        units += [number.unit] if number.unit and number.unit not in units else []
    return units if len(units) > 1 else []


@dataclass
class Dates:
    """A column of dates, or of times of day, before it is known whether the day or the month stands first."""

    cells: Cells
    day: np.ndarray  # [different texts], NaN where missing or no date
    month: np.ndarray
    orders: set[str]  # that some of them show
    clock: bool
    order: str = "day"
    example: str | None = None

    @classmethod
    def of(cls, cells: Cells) -> "Dates | None":
        """None if they are no dates."""
        if not cells.present.any():
            return None
        some = [text for text in cells.texts if text is not None][:50]
        if 2 * sum(read_moment(text) is not None for text in some) < len(some):
            return None
        found: list[Moment | None] = [None if text is None else read_moment(text) for text in cells.texts]
        read = [(text, moment) for text, moment in zip(cells.texts, found, strict=True) if moment is not None]
        if len({moment.clock for _text, moment in read}) > 1:
            return None
        scan = cls(
            cells,
            np.array([np.nan if moment is None or moment.day_first is None else moment.day_first for moment in found]),
            np.array(
                [np.nan if moment is None or moment.month_first is None else moment.month_first for moment in found]
            ),
            orders={moment.order for _text, moment in read} & {"day", "month"},
            clock=read[0][1].clock,
            example=next((text for text, moment in read if moment.order == ""), None),
        )
        if len(scan.orders) == 1:
            (scan.order,) = scan.orders
        return scan if cells.enough(scan.readable) else None

    @property
    def readable(self) -> np.ndarray:
        return ~np.isnan(self.values())

    def values(self) -> np.ndarray:
        return self.day if self.order == "day" else self.month
