"""Small pieces of the sentences about a table."""

from collections.abc import Iterable


def counted(number: int, thing: str, things: str | None = None) -> str:
    """ "1 row", "1,200 rows"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def quoted(text: object, most: int = 40) -> str:
    written = str(text)
    return f"“{written if len(written) <= most else written[: most - 1] + '…'}”"


def listed(names: Iterable[object], most: int = 5) -> str:
    """ "“a”", "“a” and “b”", "“a”, “b” and 7 more"."""
    shown = [quoted(name) for name in names]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1:,} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def was(number: int) -> str:
    return "was" if number == 1 else "were"
