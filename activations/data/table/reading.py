"""What a table leaves open: where a text can mean two things, the reader says which, and the link keeps the answer."""

from dataclasses import dataclass, field, fields

from activations.language import marked as N_

AUTO = "auto"
FIRST_ROWS = {
    AUTO: N_("detect automatically"),
    "names": N_("the names of the columns"),
    "data": N_("a row of data"),
}
DECIMAL_SIGNS = {AUTO: N_("detect automatically"), "point": N_("a point"), "comma": N_("a comma")}
DATE_ORDERS = {AUTO: N_("detect automatically"), "day": N_("day first"), "month": N_("month first")}
MISSING_CODES = {AUTO: N_("detect automatically"), "missing": N_("a missing value"), "number": N_("a number")}
ENCODINGS = {  # Python's name -> the usual one
    AUTO: N_("detect automatically"),
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "cp874": "Windows-874",
    "koi8-r": "KOI8-R",
    "cp866": "DOS 866",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc-jp": "EUC-JP",
    "cp949": "EUC-KR",
    "mac-roman": "Macintosh",
    "cp437": "DOS 437",
    "cp850": "DOS 850",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True)
class Reading:
    """The reader's answers; "auto" where there is none. An answer decides only what the file itself leaves open."""

    encoding: str = field(default=AUTO, metadata={"choices": ENCODINGS})
    first_row: str = field(default=AUTO, metadata={"choices": FIRST_ROWS})
    decimal_sign: str = field(default=AUTO, metadata={"choices": DECIMAL_SIGNS})
    date_order: str = field(default=AUTO, metadata={"choices": DATE_ORDERS})
    missing_codes: str = field(default=AUTO, metadata={"choices": MISSING_CODES})


READINGS: dict[str, dict[str, str]] = {one.name: one.metadata["choices"] for one in fields(Reading)}
AS_FOUND = Reading()


@dataclass(frozen=True)
class Question:
    """What the file leaves open. `readings`: answer -> what it makes of an example of the file; two or more."""

    field: str  # of Reading
    label: str
    readings: dict[str, str]
    found: str  # the answer that is used when none is given


@dataclass(frozen=True)
class Notes:
    """Collected while a table is read."""

    words: list[str] = field(default_factory=list)  # sentences on what was done
    questions: list[Question] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.words.append(sentence)

    def ask(self, question: Question, reading: Reading) -> str:
        """The answer of the reader, or the one that was found."""
        self.questions.append(question)
        answer = getattr(reading, question.field)
        return answer if answer in question.readings else question.found
