"""The bytes of a file as text: UTF-8, -16 or -32 with or without a mark, or the older encoding that fits best."""

import codecs
import re
import unicodedata
from itertools import pairwise

from activations.data.table.reading import ENCODINGS, Notes, Question, Reading
from activations.language import plural
from activations.language import translate as _
from activations.libraries import detect_encoding

MEGABYTE = 2**20
MAX_BYTES = 10 * MEGABYTE
MARKS = (  # the longer ones first: that of UTF-16 begins that of UTF-32
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1", b"SQLite format 3")
LOOKED_AT = 2**16  # bytes on lines with others than ASCII, from which the encoding is detected
MAX_LINE = 2**12  # bytes of a line that is looked at as a whole
# Letters and signs beside ASCII of western European texts. Other encodings read as Windows-1252 show others as well, or
# long runs of these.
WESTERN = frozenset("äöüßÄÖÜéèêëàâçîïôûùÉÈÀÇœæåøÅÆØáíóúñÁÍÓÚÑ¿¡ãõÃÕìòêú°µ²³·±×½¼€£§«»\u00a0")
SIGNS = "€£¥°µ§«»–—‘’“”„…·±×²³½¼¿¡、。「」・（）％"
# Names of the detector -> Python's name of the encoding, or of the one that holds it.
DETECTED = {
    "gb18030": "gb18030", "gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "gb18030", "big5": "big5",
    "big5-hkscs": "big5", "cp932": "cp932", "shift_jis": "cp932", "euc-jp": "euc-jp", "cp949": "cp949",
    "euc-kr": "cp949", "windows-1250": "cp1250", "iso-8859-2": "cp1250", "windows-1251": "cp1251",
    "iso-8859-5": "cp1251", "koi8-r": "koi8-r", "koi8-u": "koi8-r", "windows-1253": "cp1253", "iso-8859-7": "cp1253",
    "tis-620": "cp874", "windows-874": "cp874", "iso-8859-11": "cp874", "ibm866": "cp866", "cp866": "cp866",
    "windows-1254": "cp1254", "iso-8859-9": "cp1254", "windows-1255": "cp1255", "windows-1256": "cp1256",
}  # fmt: skip
# Marks of the direction and of places to break; those that join letters are part of words.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
STRAY = re.compile("[\udc80-\udcff]")  # what is no UTF-8, as Python keeps it
MAX_SAMPLE = 24  # characters of an example


def check_size(content: bytes) -> None:
    """Raises ValueError if there are too many bytes, without looking at them."""
    if len(content) > MAX_BYTES:
        raise ValueError(
            _(
                "The file has {size:,.1f} MB: at most {most} MB are allowed. Take a sample of its rows.",
                size=len(content) / MEGABYTE,
                most=MAX_BYTES // MEGABYTE,
            )
        )


def decoded(content: bytes, reading: Reading, notes: Notes) -> str:
    """The text, without a byte order mark. Raises ValueError if it is none, or empty."""
    check_size(content)
    if content.startswith(ARCHIVES):
        raise ValueError(
            _(
                "The file is a workbook, a database or an archive, not a CSV file. Save its table as CSV (in a "
                "spreadsheet by “Save as”), and upload that."
            )
        )
    text = unicode_text(content, notes)
    if text is None:
        text = older_text(content, reading, notes)
    text = text.rstrip("\x1a")  # the end of a file, in DOS
    if INVISIBLE.search(text):
        text = INVISIBLE.sub("", text)
        notes.say(_("Characters that cannot be seen were left out."))
    if "\0" in text:
        raise ValueError(_("The file holds characters of value 0, so it is no text: save the table as CSV."))
    if not text.strip():
        raise ValueError(_("The file is empty: it needs a first line with the columns' names and rows below it."))
    return text


def unicode_text(content: bytes, notes: Notes) -> str | None:
    """The text if it is UTF-8, UTF-16 or UTF-32, else None."""
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return _unicode(content[len(mark) :], codec, name, notes)
    if b"\0" in content:
        if found := zeros_tell(content[:LOOKED_AT]):
            return _unicode(content, *found, notes)
        return content.decode("utf-8", errors="replace")  # the zeros are told
    if b"\x1b$" in content and (text := strictly(content, content, "iso2022_jp")):
        notes.say(_("The file was read as {encoding}.", encoding="ISO-2022-JP"))
        return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return with_stray_bytes(content, notes)


def with_stray_bytes(content: bytes, notes: Notes) -> str | None:
    """UTF-8 with some bytes of Windows-1252 between, as programs leave that paste texts together; None for the rest."""
    text = content.decode("utf-8", errors="surrogateescape")
    stray = len(STRAY.findall(text))
    right = len(re.findall(r"[^\x00-\x7f]", text)) - stray
    if right < 2 * stray:
        return None
    said = plural(
        "{count:,} character is not UTF-8 as the rest of the file: it was read as Windows-1252.",
        "{count:,} characters are not UTF-8 as the rest of the file: they were read as Windows-1252.",
        stray,
    )
    notes.say(said.format(count=stray))
    return STRAY.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace"), text)


def zeros_tell(start: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark, by the places where bytes of value 0 stand, as codec and name."""
    zeros = [start[place::4].count(0) / max(len(start[place::4]), 1) for place in range(4)]
    if min(zeros[2:]) > 0.9:
        return "utf-32-le", "UTF-32"
    if min(zeros[:2]) > 0.9:
        return "utf-32-be", "UTF-32"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if max(even, odd) < 0.4 or min(even, odd) > max(even, odd) / 3:
        return None
    return ("utf-16-le", "UTF-16") if odd > even else ("utf-16-be", "UTF-16")


def _unicode(content: bytes, codec: str, name: str, notes: Notes) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        said = _("The file begins as {name} and is broken at byte {place:,}: save it again as CSV in UTF-8.")
        raise ValueError(said.format(name=name, place=error.start)) from None
    if name != "UTF-8":
        notes.say(_("The file was read as {encoding}.", encoding=name))
    return text


# -- encodings of before Unicode --------------------------------------------------------------------------------------


def older_text(content: bytes, reading: Reading, notes: Notes) -> str:
    """The text in the encoding that the reader chose, or that fits best; always asks, since bytes alone do not tell."""
    sample = beyond_ascii(content)
    readable = {codec: text for codec in ENCODINGS if (text := strictly(content, sample, codec)) is not None}
    found = used = best(sample, readable)
    examples = {found: example(readable[found])}
    for codec, text in readable.items():
        if (shown := example(text)) not in examples.values() and plausible(text):
            examples[codec] = shown
    if len(examples) > 1:
        readings = {codec: f"{ENCODINGS[codec]}: {shown}" for codec, shown in examples.items()}
        used = notes.ask(Question("encoding", _("Encoding of the file"), readings, found), reading)
    notes.say(_("The file is not UTF-8: it was read as {encoding}.", encoding=ENCODINGS[used]))
    return content.decode(used)


def beyond_ascii(content: bytes) -> bytes:
    """The first lines that hold more than ASCII; of a long one, such cells. No encoding here has these separators
    within a character.
    """
    taken, length = [], 0
    for line in content.splitlines():
        if line.isascii():
            continue
        for part in [line] if len(line) <= MAX_LINE else re.split(rb"[,;\t]+", line):
            if not part.isascii():
                taken.append(part)
                length += len(part)
        if length >= LOOKED_AT:
            break
    return b"\n".join(taken)[:LOOKED_AT]


def plausible(text: str) -> bool:
    """Whether people write so: letters, digits and a few signs, and no words of letters from several scripts."""
    for word in {word for word in re.split(r'[\s,;|"]+', text) if not word.isascii()}:
        spoken = [one for one in word if one.isalpha() or (one.isdecimal() and not one.isascii())]
        letters = {unicodedata.name(one, "?").split()[0] for one in spoken if one not in "µªº"}
        if ("LATIN" in letters and len(letters) > 1) or "HALFWIDTH" in letters:
            return False
        spelt = re.sub(r"[\W\d_]", "", word)
        beyond = re.sub(r"[\x00-\x7f]", "", spelt)
        if "LATIN" in letters and len(spelt) > 2 and 2 * len(beyond) > len(spelt) + 1:
            return False
        if any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(spelt)):
            return False
        marks = [
            one for one in word if unicodedata.category(one) in ("Mn", "Mc")
        ]  # vowels and tones of Thai and others
        if not all(one.isascii() or one.isalnum() or one in SIGNS or one in marks for one in word):
            return False
        if re.search(r"[^\W\d_][€£¥§«»¡¿…][^\W\d_]", word):
            return False
        if any(unicodedata.category(one) == "Co" for one in word):
            return False
    return True


def strictly(content: bytes, sample: bytes, codec: str) -> str | None:
    """The sample in an encoding, or None if the file holds bytes that it does not have."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)  # its last character may be cut
        content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
    return text if not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", text) or codec == "latin-1" else None


def best(sample: bytes, readable: dict[str, str]) -> str:
    """Windows-1252 if that gives nothing but letters of western Europe, else the encoding that a detector finds, else
    the first one that gives words."""
    western = readable.get("cp1252")
    if western is not None:
        strange = re.findall(r"[^\x00-\x7f]+", western)
        if all(len(run) <= 2 and WESTERN.issuperset(run) for run in strange):
            return "cp1252"
    detected = DETECTED.get((detect_encoding(sample) or "").lower())
    likely = (detected, "cp1252", *readable)
    words = next((codec for codec in likely if codec in readable and plausible(readable[codec])), None)
    return words or next(codec for codec in (detected, "cp1252", "latin-1") if codec in readable)


def example(text: str) -> str:
    """What tells the encodings apart: a word with a character beside ASCII."""
    found = re.search(r"[^\x00-\x7f]", text)
    if found is None:
        return ""
    before = re.split(r'[\s,;|"]', text[max(0, found.start() - MAX_SAMPLE) : found.start()])[-1]
    after = re.split(r'[,;\t|"\n]', text[found.start() : found.start() + MAX_SAMPLE])[0]
    return (before + after)[:MAX_SAMPLE].strip()
