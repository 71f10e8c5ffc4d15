"""Collect the lab's texts and bring the catalogues up to date: `python -m scripts.texts` from the project's root.

New texts get an empty translation to be filled in, texts that are gone are removed, translations are kept as they are.
What is missing is listed, and makes the exit code 1. `tests/test_language.py` holds the catalogues to the same texts.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import check_and_call_extract_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch

from activations.language import LANGUAGES, LOCALE, SOURCE

ROOT = Path(__file__).resolve().parents[1]
with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
    METHODS, OPTIONS = parse_mapping_cfg(mapping)
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
# Which catalogue holds the texts of which files; a text of several goes into the first one.
CATALOGUES = {
    "note": r"activations/note/",
    "trials": r"\w+/trials/|activations/(figures|live/\w+)/trial",
    "interface": r"",
}
HEADER = {"Language": "{language}", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8"}

Message = str | tuple[str, ...]  # or the singular and the plural


def sources() -> list[str]:
    """Files with texts, relative to the root: those that babel.cfg names."""
    tops = [ROOT / top for top in dict.fromkeys(pattern.split("/")[0] for pattern, _method in METHODS)]
    files = [file.relative_to(ROOT).as_posix() for top in tops for file in (top, *top.rglob("*"))]
    return sorted(file for file in files if any(pathmatch(pattern, file) for pattern, _method in METHODS))


def texts(file: str) -> Iterator[Message]:
    """The texts marked for translation in one file."""
    found = check_and_call_extract_file(ROOT / file, METHODS, OPTIONS, None, KEYWORDS, (), False, dirpath=ROOT)
    for _file, _line, message, _comments, _context in found:
        yield message


def collected() -> dict[str, dict[Message, list[str]]]:
    """For each catalogue: its texts and the files they stand in."""
    places: dict[Message, list[str]] = {}
    for file in sources():
        for message in texts(file):
            if file not in places.setdefault(message, []):
                places[message].append(file)
    found: dict[str, dict[Message, list[str]]] = {name: {} for name in CATALOGUES}
    for message, files in places.items():
        name = next(name for name, pattern in CATALOGUES.items() if any(re.match(pattern, file) for file in files))
        found[name][message] = files
    return found


def read(name: str, language: str) -> Catalog:
    """A catalogue as it is on disk; empty if there is none."""
    file = LOCALE / language / "LC_MESSAGES" / f"{name}.po"
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as lines:
        return read_po(lines, locale=language)


def update(language: str) -> list[Message]:
    """Rewrite the catalogues of `language`; returns the texts without a translation."""
    known = {}
    for name in CATALOGUES:
        known |= {key(message.id): message.string for message in read(name, language) if message.id and message.string}
    missing = []
    for name, messages in collected().items():
        catalogue = Catalog(locale=language, charset="utf-8")
        for message, files in messages.items():
            string = known.get(key(message), "")
            if not string:
                missing.append(message)
            plural = ("",) * catalogue.num_plurals if isinstance(message, tuple) else ""
            catalogue.add(message, string or plural, locations=[(file, None) for file in files])
        written = io.BytesIO()
        write_po(written, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
        file = LOCALE / language / "LC_MESSAGES" / f"{name}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        # A header without dates: two people's updates must not differ in it.
        lines = "".join(f'"{field}: {value.format(language=language)}\\n"\n' for field, value in HEADER.items())
        plurals = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        file.write_bytes(f'msgid ""\nmsgstr ""\n{lines}{plurals}\n'.encode() + written.getvalue())
    return missing


def key(message: Message | list[str]) -> Message:
    return message if isinstance(message, str) else tuple(message)


if __name__ == "__main__":
    lacking = {language: update(language) for language in LANGUAGES if language != SOURCE}
    for language, messages in lacking.items():
        for message in messages:
            print(f"{language}: no translation of {message!r}")
    sys.exit(any(lacking.values()))
