"""Numbers as a reader sees them: few digits, a true minus sign, the same in every language of the lab."""

import math

MINUS = "−"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def true_minus(text: str) -> str:
    """A formatted number with a true minus sign in place of a hyphen, and its power of ten as a reader writes it.

    "-1.2e-05" becomes "−1.2 × 10⁻⁵", "1e+24" becomes "10²⁴".
    """
    digits, exponent, power = text.replace("-", MINUS).partition("e")
    if not exponent:
        return digits
    raised = "10" + str(int(power.replace(MINUS, "-"))).translate(RAISED)
    sign, size = digits[: digits.startswith(MINUS)], digits.removeprefix(MINUS)
    return sign + raised if float(size) == 1 else f"{digits} × {raised}"


def general(value: float) -> str:
    """Up to six significant digits: "0.25", "−8", "10⁻⁵"."""
    return true_minus(f"{value:g}")


def three_digits(value: float) -> str:
    """Three significant digits and no sign before a zero; what is tiny as "1.2 × 10⁻⁵"; "∞"."""
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if abs(value) < 1e-12:
        return "0"
    return true_minus(f"{value:.3g}" if abs(value) >= 5e-4 else f"{value:.1e}")


def signed(value: float, digits: int) -> str:
    """A number with its sign and so many decimals; 0 has no sign, and "–" is for none."""
    if math.isnan(value):
        return "–"
    text = f"{value:+.{digits}f}"
    return true_minus(text) if float(text) else f"{0:.{digits}f}"


def measured(value: float, percent: bool = False) -> str:
    """A measured value in three digits, as a share of 100 with `percent`; "–" where there is none."""
    if not math.isfinite(value):
        return "–"
    if percent:
        return true_minus(f"{100 * value:.3g}") + " %"
    size = abs(value)
    if size and not 1e-3 <= size < 1e5:
        return true_minus(f"{value:.2e}")
    return true_minus(f"{value:.3g}" if size < 1000 else f"{value:,.0f}")
