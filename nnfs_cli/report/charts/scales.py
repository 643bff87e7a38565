"""From values to places: scales whose ticks are numbers a person would choose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
STEPS = (1.0, 2.0, 5.0)
LARGEST = 1e100
"""beyond it nothing is drawn: sums and squares on the way would overflow"""


class Scale(Protocol):
    """Turns values into places between 0 and 1."""

    def place(self, value: float) -> float: ...

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most so many values with their texts."""


@dataclass(frozen=True)
class Linear:
    """Equal differences are equally far apart."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Values | Sequence[float], margin: float = 0.04) -> Linear:
        """All of the values with some room around them; never empty."""
        known = np.asarray(values, np.float64).ravel()
        known = known[np.abs(known) < LARGEST]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        room = margin * (high - low) or 0.1 * abs(high) or 1.0
        return cls(low - room, high + room)

    @classmethod
    def from_zero(cls, values: Values | Sequence[float]) -> Linear:
        """From 0 to a little above the largest."""
        known = np.asarray(values, np.float64).ravel()
        known = known[np.abs(known) < LARGEST]
        return cls(0.0, 1.06 * float(known.max(initial=0.0)) or 1.0)

    def place(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        step, multiples = tick_multiples(self.low, self.high, most)
        return [(k * step, tick_text(k * step, step)) for k in multiples]


@dataclass(frozen=True)
class WholeNumbers(Linear):
    """The same for counts, such as epochs: no tick lies between two of them."""

    def ticks(self, most: int) -> list[tuple[float, str]]:
        step, multiples = tick_multiples(self.low, self.high, most, least=1.0)
        ticks = [(k * step, tick_text(k * step, step)) for k in multiples]
        return ticks or [(float(round(self.low)), tick_text(round(self.low), 1.0))]


@dataclass(frozen=True)
class Logarithmic:
    """Equal ratios are equally far apart; for positive values over more than two decades."""

    low: float
    high: float

    def place(self, value: float) -> float:
        return math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        every = max(1, -(-(last - first + 1) // most))
        return [(10.0**k, log_text(k)) for k in range(first, last + 1, every)]


def wide_scale(values: Values) -> Scale:
    """Logarithmic where positive values span more than two decades, otherwise linear."""
    known = values[np.abs(values) < LARGEST]
    if known.size and known.min() > 1 / LARGEST and known.max() > 100 * known.min():
        return Logarithmic(float(known.min()) / 1.2, float(known.max()) * 1.2)
    return Linear.over(known)


def tick_multiples(low: float, high: float, most: int, least: float = 0.0) -> tuple[float, range]:
    """The smallest of 1, 2, 5 times a power of ten, from `least` on, at most `most` of whose
    multiples lie between the two, and which multiples those are.
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (factor * power * size for size in (1.0, 10.0) for factor in STEPS):
        wide = max(step, least)
        first, last = math.ceil(low / wide - 1e-9), math.floor(high / wide + 1e-9)
        if last - first < most:
            return wide, range(first, last + 1)
    raise AssertionError("a hundred times the power is more than the span")


def tick_text(value: float, step: float) -> str:
    """Only the digits that tell the ticks apart: ``0.25``, ``1,500``, ``2.5M``, ``1e-07``."""
    if abs(value) < step / 2:
        return "0"
    for size, letter in ((1e9, "B"), (1e6, "M")):
        if step >= size / 1000 and abs(value) >= size and abs(value) < 1e12:
            return _minus(f"{value / size:,.{_decimals(step / size)}f}{letter}")
    if step < 1e-5 or abs(value) >= 1e9:
        return _minus(f"{value:.3g}")
    return _minus(f"{value:,.{_decimals(step)}f}")


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def log_text(power: int) -> str:
    return _minus(f"1e{power}") if not -4 <= power <= 6 else f"{10.0**power:,.{max(0, -power)}f}"


def _minus(text: str) -> str:
    return text.replace("-", "−")
