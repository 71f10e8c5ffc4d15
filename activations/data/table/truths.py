"""Words for no and yes, in the languages that tables come in."""

from collections.abc import Iterable

PAIRS = (  # no, yes; in small letters
    ("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on"), ("falsch", "wahr"), ("nein", "ja"),
    ("n", "j"), ("faux", "vrai"), ("non", "oui"), ("n", "o"), ("falso", "verdadero"), ("no", "sí"), ("no", "si"),
    ("falso", "verdadeiro"), ("não", "sim"), ("falso", "vero"), ("no", "sì"), ("nee", "ja"), ("onwaar", "waar"),
    ("nej", "ja"), ("nei", "ja"), ("ei", "kyllä"), ("nie", "tak"), ("ne", "ano"), ("hayır", "evet"), ("нет", "да"),
    ("ложь", "истина"), ("όχι", "ναι"), ("لا", "نعم"), ("否", "是"), ("不是", "是"), ("假", "真"), ("いいえ", "はい"),
    ("아니오", "예"), ("아니요", "예"), ("거짓", "참"),
)  # fmt: skip


def no_and_yes(texts: Iterable[str]) -> tuple[str, str] | None:
    """The pair that a column is made of, if both of its words stand there, in whatever letters."""
    found = {text.casefold() for text in texts}
    return next((pair for pair in PAIRS if found == set(pair)), None)
