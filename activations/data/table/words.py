"""Small pieces of the sentences about a table."""

from collections.abc import Iterable

from activations.language import plural
from activations.language import translate as _


def rows(number: int) -> str:
    """ "1 row", "1,200 rows"."""
    return plural("{count:,} row", "{count:,} rows", number, count=number)


def values(number: int) -> str:
    return plural("{count:,} value", "{count:,} values", number, count=number)


def classes(number: int) -> str:
    return plural("{count:,} class", "{count:,} classes", number, count=number)


def quoted(text: object) -> str:
    written = str(text)
    return f"“{written if len(written) <= 40 else written[:39] + '…'}”"


def listed(names: Iterable[object], most: int = 5) -> str:
    """ "“a”", "“a” and “b”", "“a”, “b” and 7 more"."""
    shown = [quoted(name) for name in names]
    if len(shown) > most:
        shown = [*shown[: most - 1], _("{count:,} more", count=len(shown) - most + 1)]
    return _(" and ").join([_(", ").join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
