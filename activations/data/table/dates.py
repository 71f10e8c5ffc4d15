"""Dates and times as people write them, as numbers: days since 1970-01-01, or hours of a day.

`3/4/2020` can be a day in April or in March: both are given, and the rest of the column decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from activations.data.table.number_text import CLOCK_WORD, plain

MAX_LENGTH = 40
EPOCH = date(1970, 1, 1).toordinal()
MONTH_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "pl", "cs", "ru", "uk", "tr", "hr")
CLOCK = re.compile(
    r"(?P<hour>\d{1,3}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d{1,9})?))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
)
WORDED_CLOCK = re.compile(rf"(\d{{1,2}})(?:[.:](\d{{2}}) ?{CLOCK_WORD}|[hH](\d{{2}})(?: ?min)?)")
YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})(?:\2 ?(\d{1,2})\.?)?")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
CHINESE = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日号號일])?")
YEAR_LAST = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})")
DAY_MONTH = re.compile(r"(\d{1,2})\.?[- ](?:de )?([^\W\d]+)\.?[-, ]+(?:de )?(\d{4}|\d{2})")
MONTH_ALONE = re.compile(r"(?:(\d{1,2})/|([^\W\d]+)\.?[ -])(\d{4})")
MONTH_DAY = re.compile(r"([^\W\d]+)\.? (\d{1,2}),? (\d{4})")


@dataclass(frozen=True)
class Moment:
    """A date in both readings; `order` says which one it shows to be right."""

    day_first: float | None  # days since 1970-01-01; hours where only a time is given; None: no such day
    month_first: float | None
    order: str  # "day", "month", "" where it could be both, "none" where no order is needed
    clock: bool = False  # a time of day alone


def read_moment(text: str) -> Moment | None:
    """The date or the time that a cell holds, None if it is none."""
    if len(text) > MAX_LENGTH or not any(one.isdecimal() for one in text):
        return None
    text = plain(text).strip()
    if found := WORDED_CLOCK.fullmatch(text):
        text = f"{found[1]}:{found[2] or found[3]}"
    if found := CLOCK.fullmatch(text):
        hours = hours_of(found, lasts=bool(found["second"] and not found["half"] and not found["zone"]))
        return None if hours is None else Moment(hours, hours, "none", clock=True)
    written, hours = text, 0.0
    parts = re.split(r"(?<=[\d日号號일])(?:T|,? )(?=\d{1,2}:)", text, maxsplit=1)
    if len(parts) == 2:
        found = CLOCK.fullmatch(parts[1])
        after = None if found is None else hours_of(found)
        if after is None:
            return None
        written, hours = parts[0], after
    moment = read_day(written)
    if moment is None:
        return None
    first, second = (None if day is None else day + hours / 24 for day in (moment.day_first, moment.month_first))
    return Moment(first, second, moment.order)


def read_day(text: str) -> Moment | None:
    if found := YEAR_FIRST.fullmatch(text):
        year, sign, month, day = found.groups()
        if day is None and (sign != "-" or len(month) < 2):
            return None  # 2020.5 is a number
        return _sure(year, month, day or "1")
    if found := COMPACT.fullmatch(text):
        return _sure(*found.groups())
    if found := CHINESE.fullmatch(text):
        return _sure(found[1], found[2], found[3] or "1")
    if found := YEAR_LAST.fullmatch(text):
        first, sign, second, year = found.groups()
        as_day, as_month = day_number(year, second, first), day_number(year, first, second)
        if as_day is None and as_month is None:
            return None
        if sign == "." and as_day is not None:
            return Moment(as_day, as_day, "none")
        if as_day is None or as_month is None:
            return Moment(as_day, as_month, "month" if as_day is None else "day")
        return Moment(as_day, as_month, "none" if first == second else "")
    if (found := DAY_MONTH.fullmatch(text)) and (month := month_names().get(found[2].casefold()[:10])):
        return _sure(found[3], str(month), found[1])
    if found := MONTH_ALONE.fullmatch(text):
        month = found[1] or month_names().get(found[2].casefold()[:10])
        return _sure(found[3], str(month), "1") if month else None
    if (found := MONTH_DAY.fullmatch(text)) and (month := month_names().get(found[1].casefold()[:10])):
        return _sure(found[3], str(month), found[2])
    return None


def _sure(year: str, month: str, day: str) -> Moment | None:
    number = day_number(year, month, day)
    return None if number is None else Moment(number, number, "none")


def day_number(year: str, month: str, day: str) -> float | None:
    """Days since 1970-01-01; two digits of a year are 1969 to 2068. None if there is no such day."""
    full = int(year) if len(year) == 4 else 1900 + int(year) + 100 * (int(year) < 69)
    try:
        return float(date(full, int(month), int(day)).toordinal() - EPOCH)
    except ValueError:
        return None


def hours_of(found: re.Match, lasts: bool = False) -> float | None:
    """Hours since midnight, in UTC where a zone is given. `lasts`: it can be a duration, of more than a day."""
    hour, minute = int(found["hour"]), int(found["minute"])
    second = float((found["second"] or "0").replace(",", "."))
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found["half"] in "Pp")
    if (hour > 24 and not lasts) or minute > 59 or second >= 61:
        return None
    offset = 0.0
    if (zone := found["zone"]) and zone[0] in "+-":
        offset = (int(zone[1:3]) + int(zone[-2:]) / 60) * (-1 if zone[0] == "-" else 1)
    return hour + minute / 60 + second / 3600 - offset


def only_compact_days(texts: Iterable[str | None]) -> bool:
    """Whether all of them, three different ones or more, are days such as 20200131: no other numbers are."""
    days = {text for text in texts if text is not None}
    return len(days) >= 3 and all((found := COMPACT.fullmatch(day)) and _sure(*found.groups()) for day in days)


@cache
def month_names() -> dict[str, int]:
    """Name or abbreviation, in small letters without a dot -> month; without those that are two months."""
    from babel.dates import get_month_names

    names, beginnings = defaultdict(set), defaultdict(set)
    for language in MONTH_LANGUAGES:
        for width in ("abbreviated", "wide"):
            for month, name in get_month_names(width, locale=language).items():
                names[name.casefold().rstrip(".")[:10]].add(month)
                beginnings[name.casefold()[:3]].add(month)
    sure = {name: months for name, months in beginnings.items() if name not in names} | names
    return {name: next(iter(months)) for name, months in sure.items() if len(months) == 1}


def day_text(days: float) -> str:
    """ "2020-01-31" """
    return date.fromordinal(int(days) + EPOCH).isoformat()
