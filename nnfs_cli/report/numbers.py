"""Numbers as the page shows them: the digits that matter, a true minus, grouped thousands."""

from __future__ import annotations

import math

NOTHING = "–"
HUGE = 1e12


def number(value: float | None) -> str:
    """``0.9667``, ``12.35``, ``48,211``, ``3.1e−07``; – for one that does not exist."""
    if value is None or not math.isfinite(value):
        return NOTHING
    size = abs(value)
    if size and size < 0.0005:
        text = f"{value:.1e}"
    elif size >= HUGE:
        text = f"{value:.3e}"
    else:
        text = f"{value:,.{4 if size < 10 else 2 if size < 100 else 1 if size < 1000 else 0}f}"
    return text.replace("-", "−")


def with_spread(mean: float, spread: float) -> str:
    """``0.0225 ± 0.0080``, ``−0.0003 ± 0.0022``: a mean far below its spread needs no digits of
    its own.
    """
    tiny = abs(mean) < 0.0005 <= spread < 10
    text = f"{mean:.4f}".replace("-0.0000", "0.0000").replace("-", "−") if tiny else number(mean)
    return f"{text} ± {number(spread)}"


def plain(value: float) -> str:
    """A value of the data, without zeros that say nothing: ``5``, ``0.2``, ``1,540``."""
    if not math.isfinite(value):
        return NOTHING
    if value == int(value) and abs(value) < HUGE:
        return f"{int(value):,}".replace("-", "−")
    return f"{value:,.5g}".replace("-", "−")


def percent(share: float | None) -> str:
    """``96.7 %``; whole ones without a decimal, and nothing below 1 becomes a hundred."""
    if share is None or not math.isfinite(share):
        return NOTHING
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    text = f"{100 * share:.1f}".removesuffix(".0").replace("-", "−")
    return f"{text} %"


def count(amount: int, noun: str = "", nouns: str = "") -> str:
    """``1,540``, ``1 row``, ``1,540 rows``; `nouns` is for plurals that take more than an s."""
    if not noun:
        return f"{amount:,}"
    return f"{amount:,} {noun if amount == 1 else nouns or noun + 's'}"


def duration(seconds: float) -> str:
    """``0.24 s``, ``12.3 s``, ``3 min 05 s``, ``1 h 12 min``"""
    if seconds < 60:
        return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
