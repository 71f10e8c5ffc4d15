"""A number as people write it: thousands, a decimal point or comma, a currency or unit, the digits of any script.

`1.234` and `1,234` can mean two things: both are given, and the rest of the column or of the file decides.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_LENGTH = 60  # characters of a number
ARABIC_DECIMAL = "\u066b"  # a decimal sign and nothing else
# Spaces that do not break, minus signs, apostrophes, full-width forms and the Arabic sign for thousands, as in ASCII.
PLAIN = str.maketrans(
    dict.fromkeys("\xa0\u202f\u2009\u2007\u3000", " ")
    | dict.fromkeys("−–‐‑﹣", "-")
    | {"’": "'", "\u066c": "'", "\u00d7": "x"}
    | {chr(0xFF01 + place): chr(0x21 + place) for place in range(94)}
    | {"￥": "¥", "￡": "£", "℃": "°C", "℉": "°F", "μ": "µ"}
)
CURRENCIES = (
    "US$", "R$", "€", "$", "£", "¥", "₹", "₽", "₩", "฿", "₺", "₴", "₫", "₱", "₪", "EUR", "USD", "GBP", "CHF", "JPY",
    "CNY", "RMB", "INR", "RUB", "KRW", "BRL", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "MXN",
    "ZAR", "zł", "Kč", "kr.", "kr", "Fr.", "Rs.", "Rs", "元", "円", "원", "руб.", "руб", "лв.", "лв", "lei", "Ft",
    "Rp.", "Rp", "RM", "HK$", "NT$", "A$", "C$", "S$", "₦", "₲", "₡", "₸", "₼", "₾", "₭", "₮",
)  # fmt: skip
UNITS = (  # that may follow a number without a blank; after a blank any short word may
    "%", "‰", "°C", "°F", "°", "kg", "mg", "µg", "μg", "g", "t", "lbs", "lb", "oz", "km/h", "km", "cm", "mm", "µm",
    "μm", "nm", "m/s", "m²", "m³", "m2", "m3", "m", "mph", "mi", "ft", "in", "ms", "µs", "μs", "s", "min", "h", "kWh",
    "MWh", "kW", "MW", "W", "mV", "kV", "V", "mA", "A", "GHz", "MHz", "kHz", "Hz", "hPa", "kPa", "MPa", "Pa", "bar",
    "mbar", "kJ", "J", "kcal", "ml", "mL", "l", "L", "ha", "rpm", "ppm", "ppb", "dB", "px", "kB", "MB", "GB", "TB", "x",
)  # fmt: skip
_MONEY = "|".join(map(re.escape, sorted((*CURRENCIES, "%"), key=len, reverse=True)))  # %5 in Turkish
_UNIT = "|".join(map(re.escape, sorted((*UNITS, *CURRENCIES), key=len, reverse=True)))
NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-]?) ?(?:(?P<before>{_MONEY}) ?)?(?P<sign_inside>[+-]?)"
    rf"(?P<digits>[.,{ARABIC_DECIMAL}]?\d(?:[\d'_{ARABIC_DECIMAL}]|[.,](?!-)| (?=\d))*)(?P<dash>[.,]-)?"
    r"(?: ?(?:[eEdD]|[x·*] ?10\^?) ?(?P<exponent>[+-]?\d{1,4}))?"
    rf"(?: ?(?P<after>{_UNIT})| (?P<word>[^\W\d_][^\d,;()]{{0,11}}))?(?P<close>\))?(?P<sign_after>-?)"
)
GROUPED = re.compile(rf"(\d{{1,3}}(?:([ '_])\d{{3}})(?:\2\d{{3}})*)(?:([.,{ARABIC_DECIMAL}])(\d*))?")
CLOCK_WORD = "Uhr"  # 13.30 Uhr is a time
INFINITE = re.compile(r"([+-]?)(inf|infinity|∞)", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """One number in both readings of its signs; `sign` says which one it shows to be right, "" if it can be both."""

    point: float  # with a decimal point, so that commas separate thousands
    comma: float  # with a decimal comma
    sign: str  # "point", "comma", "" where it could be both, "none" where it has none of both signs
    unit: str  # "kg", "€", "%" or ""
    grouped: bool  # whether its thousands are separated, if it can only be read so


def plain(text: str) -> str:
    """With ASCII digits, spaces, minus signs and apostrophes."""
    if text.isascii():
        return text
    text = text.translate(PLAIN)
    return "".join(str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one for one in text)


def read_number(text: str) -> Number | None:
    """The number that a cell holds, None if it is none."""
    if len(text) > MAX_LENGTH:
        return None
    text = plain(text).strip()
    if text.startswith('="') and text.endswith('"'):  # a spreadsheet's way to keep a number as it was typed
        text = text[2:-1]
    if found := INFINITE.fullmatch(text):
        endless = float(found[1] + "inf")
        return Number(endless, endless, "none", "", False)
    found = NUMBER.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]) or (found["open"] and found["word"]):
        return None
    if found["word"] == CLOCK_WORD:
        return None
    signs = [found[name] for name in ("sign", "sign_inside", "sign_after") if found[name]]
    if len(signs) > 1 or (found["open"] and signs):
        return None
    parts = decimals(found["digits"])
    if parts is None:
        return None
    point, comma, sign, grouped = parts
    minus = "-" if "-" in signs or found["open"] else ""
    power = f"e{found['exponent']}" if found["exponent"] else ""
    if sign == "" and (power or found["dash"]):
        sign = "point" if "." in found["digits"] else "comma"
        if not power:  # 1.234,- has a comma for decimals, though none stand there
            sign = "comma" if sign == "point" else "point"
    unit = " ".join(part.strip() for part in (found["before"], found["after"], found["word"]) if part)
    return Number(float(minus + point + power), float(minus + comma + power), sign, unit, grouped)


def decimals(digits: str) -> tuple[str, str, str, bool] | None:
    """Digits with signs between them as Python writes them, read both ways; Number.sign; whether they are grouped."""
    found = GROUPED.fullmatch(digits)
    if found:
        whole = re.sub(r"\D", "", found[1])
        number = f"{whole}.{found[4] or 0}"
        return number, number, {".": "point", ",": "comma"}.get(found[3] or "", "none"), True
    if re.search(r"[ '_]", digits):
        return None
    if ARABIC_DECIMAL in digits:
        whole, _sign, fraction = digits.partition(ARABIC_DECIMAL)
        whole = re.sub("[.,]", "", whole)
        number = f"{whole or 0}.{fraction or 0}"
        return (number, number, "none", False) if re.fullmatch(r"\d*", fraction) else None
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return digits, digits, "none", False
    if points and commas:
        last = max(digits.rfind("."), digits.rfind(","))
        between = "," if digits[last] == "." else "."
        whole = ungrouped(digits[:last], between)
        if whole is None or digits[last] in digits[:last]:
            return None
        number = f"{whole}.{digits[last + 1 :] or 0}"
        return number, number, "point" if digits[last] == "." else "comma", True
    sign = "." if points else ","
    if points + commas > 1:
        whole = ungrouped(digits, sign)
        return None if whole is None else (whole, whole, "comma" if points else "point", True)
    whole, fraction = digits.split(sign)
    as_decimal, as_thousands = f"{whole or 0}.{fraction or 0}", whole + fraction
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        both = (as_decimal, as_thousands) if points else (as_thousands, as_decimal)
        return *both, "", False
    return as_decimal, as_decimal, "point" if points else "comma", False


def ungrouped(whole: str, sign: str) -> str | None:
    """Digits without the signs between thousands, or between lakhs and crores; None if they do not stand so."""
    sign = re.escape(sign)
    grouped = rf"\d{{1,3}}(?:{sign}\d{{3}})+|\d{{1,2}}(?:{sign}\d{{2}})+{sign}\d{{3}}"
    return re.sub(r"\D", "", whole) if re.fullmatch(grouped, whole) else None
