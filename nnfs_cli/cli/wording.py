"""Numbers and names as a person reads them: aligned, grouped by thousands, safe to print.

Names of columns, classes and files come from data, so whatever could steer a terminal is
spelled out before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTHING = "–"
HUGE = 1e12
"""from here on a number's length says more than its digits, which would not fit into a table"""


def printable(text: str) -> str:
    r"""`text` with every control or invisible character spelled out: ``\x1b``, ``\n``."""
    return "".join(letter if letter.isprintable() else escaped(letter) for letter in text)


def shortened(text: str, most: int) -> str:
    """`text`, or its beginning and its end where it has more than `most` characters."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {text[-half:]}"


def printable_lines(text: str) -> str:
    """The same for text of several lines, whose line breaks are meant."""
    return "\n".join(printable(line) for line in text.split("\n"))


def escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def number(value: float | None, *, digits: int = 4) -> str:
    """The digits that matter: ``0.9667``, ``12.35``, ``48,211``, ``3.1e-07``, ``4.715e+34``.

    None is –. `digits` are those behind the point of a small number.
    """
    if value is None:
        return NOTHING
    size = abs(value)
    if size and size < 0.0005:
        return f"{value:.1e}"
    if size >= HUGE:
        return f"{value:.3e}"
    decimals = digits if size < 10 else 2 if size < 100 else 1 if size < 1000 else 0
    return f"{value:,.{decimals}f}"


def count(amount: int, noun: str = "", nouns: str = "") -> str:
    """``1,540``, ``1 row``, ``1,540 rows``; `nouns` is for plurals that take more than an s."""
    if not noun:
        return f"{amount:,}"
    return f"{amount:,} {noun if amount == 1 else nouns or noun + 's'}"


def shape(sizes: Iterable[int]) -> str:
    """``28 × 28 × 1``"""
    return " × ".join(count(size) for size in sizes)


def duration(seconds: float) -> str:
    """``0.24 s``, ``12.3 s``, ``3 min 05 s``, ``1 h 12 min``"""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def clock(seconds: float) -> str:
    """``0:07``, ``12:30``, ``1:02:10``: a width that does not dance."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def some(names: Sequence[str], most: int = 12) -> str:
    """Names for a line: ``a, b, c``, after `most` of them ``… 12 more``."""
    shown = ", ".join(printable(name) for name in names[:most])
    rest = len(names) - most
    return f"{shown} … {count(rest)} more" if rest > 0 else shown
