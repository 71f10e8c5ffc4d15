"""The words of the lab: English in the code, translated where they are shown.

`N_` (`marked`) goes where a text is defined, `_` (`translate`) where it is shown. The English text is its own key
in the catalogues `locale/<language>/LC_MESSAGES/*.po`; a text without a translation stays English. Placeholders are
named, and filled in after the translation: `_("It is {name}.", name=name)`.
"""

import functools
import gettext
import io
import string
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
SOURCE = "en"  # what the code is written in
LOCALE = Path(__file__).parents[1] / "locale"
UNSPACED = ("zh", "ja")  # written with no space between sentences
SCRIPT = ".js"  # texts found in such files are for the browser

_used: ContextVar[str | None] = ContextVar("language", default=None)


def _nobody() -> str:
    return SOURCE


_reader: Callable[[], str] = _nobody


def marked(text: str) -> str:
    """`text` itself: tells the collector of texts (Babel) that it is shown to people and needs a translation."""
    return text


def current() -> str:
    """The language of now: what `use` says, else what the function given to `ask` answers, else English."""
    return _used.get() or _reader()


def ask(reader: Callable[[], str]) -> None:
    """Where no `use` is in force, the language is `reader()`: the web server's pages know who they speak to."""
    global _reader
    _reader = reader


@contextmanager
def use(language: str) -> Iterator[None]:
    """Speak `language` inside the with block. Raises ValueError if the lab does not."""
    if language not in LANGUAGES:
        raise ValueError(f"The lab does not speak {language!r}. It speaks {', '.join(LANGUAGES)}.")
    token = _used.set(language)
    try:
        yield
    finally:
        _used.reset(token)


MAX_QUOTED = 100  # characters of a value that a sentence quotes


class _Quoting(string.Formatter):
    """As str.format, with long values that are quoted (`{value!r}`) cut off."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        try:
            written = super().convert_field(value, conversion)  # type: ignore[arg-type]
        except ValueError:  # Python writes no whole number of more than 4,300 digits
            return "…"
        if conversion != "r" or len(written) <= MAX_QUOTED:
            return written
        return f"{written[: MAX_QUOTED - 2]}…{written[-1]}"


def filled(template: str, *args: object, **values: object) -> str:
    """`template.format(...)`; a long value that the sentence quotes is cut off, so that the rest can be read."""
    return _Quoting().format(template, *args, **values) if "!r" in template else template.format(*args, **values)


class Translated(str):
    """What `_` and `plural` return: a str that still knows what it is a translation of, also after `format`.

    `language.text.Text.of` takes it apart, so that an error raised in one process can be read in any language in
    another one. Whatever else is done to it (`+`, an f-string) gives a plain str, which has one language.
    """

    key: tuple[str, str | None, int | None]  # the English text; of a plural its form for many, and the number
    values: dict[str, object]

    def __new__(cls, text: str, key: tuple[str, str | None, int | None], values: dict[str, object] | None = None):
        made = super().__new__(cls, text)
        made.key, made.values = key, values or {}
        return made

    def __getnewargs__(self):  # for copies and pickles
        return str(self), self.key, self.values

    def format(self, *args: object, **values: object) -> str:
        text = filled(str(self), *args, **values)
        return text if args else Translated(text, self.key, values)


def translate(text: str, language: str | None = None, /, **values: object) -> str:
    """`text` in `language`, or in the language of now; itself if there is no translation. `values` fill its braces."""
    language = language or current()
    said = text if language == SOURCE or not text else translations(language).gettext(text)
    translated = Translated(said, (text, None, None))
    return translated.format(**values) if values else translated


def plural(one: str, many: str, number: int, /, **values: object) -> str:
    """`one` or `many`, as the language of now has it for `number` things. `values` fill its braces."""
    language = current()
    english = one if number == 1 else many
    said = english if language == SOURCE else translations(language).ngettext(one, many, number)
    translated = Translated(said, (one, many, number))
    return translated.format(**values) if values else translated


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other: with a space between, but for languages that have none there, such as Chinese."""
    return ("" if current().split("_")[0] in UNSPACED else " ").join(sentences)


def translation_files(language: str) -> list[Path]:
    """The files with the translations into `language`."""
    return sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))


@functools.cache
def _read(language: str) -> tuple[gettext.NullTranslations, dict[str, str]]:
    # Babel is imported when first needed: English needs neither it nor the files.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    together: gettext.GNUTranslations | None = None
    for_scripts: dict[str, str] = {}
    for file in translation_files(language):
        with file.open("rb") as lines:
            catalogue = read_po(lines, locale=language)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        if together is None:
            together = found
        else:
            together.add_fallback(found)
        for message in catalogue:
            if any(place.endswith(SCRIPT) for place, _line in message.locations) and message.string:
                for_scripts[str(message.id)] = str(message.string)
    return together or gettext.NullTranslations(), for_scripts


def translations(language: str) -> gettext.NullTranslations:
    """All catalogues of `language` together, compiled in memory when first asked for."""
    return _read(language)[0]


def for_browser() -> dict:
    """The language of now and what the scripts in the browser need to speak it: code, texts by their English."""
    language = current()
    return {"code": language, "texts": {} if language == SOURCE else _read(language)[1]}


def cached(maxsize: int | None = 128) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """functools.lru_cache for functions whose result holds words: one result for each language and arguments."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.lru_cache(maxsize=maxsize)
        def keep(language: str, *args: P.args, **kwargs: P.kwargs) -> T:
            with use(language):
                return function(*args, **kwargs)

        @functools.wraps(function)
        def kept(*args: P.args, **kwargs: P.kwargs) -> T:
            return keep(current(), *args, **kwargs)

        vars(kept).update(cache_clear=keep.cache_clear, cache_info=keep.cache_info)
        return kept

    return decorate
