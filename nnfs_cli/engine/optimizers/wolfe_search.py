"""How far to go along a direction: a line search to the strong Wolfe conditions.

A step is long enough where the slope has become flat, and short enough where the value has
fallen in proportion to it. Both together keep the curvature that L-BFGS learns from positive.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

ENOUGH_FALL = 1e-4
"""c1: the share of the fall that the first slope promised, at least"""
FLAT_ENOUGH = 0.9
"""c2: the share of the first slope that may be left, at most"""
MOST_TRIALS = 20
FARTHEST, NEAREST = 10.0, 1.5
"""the next trial of a step that is too short, as multiples of it"""
MARGIN = 0.1
"""how near to an end of an interval a trial may lie, as a share of the interval"""


@dataclass(frozen=True)
class Point:
    """What is known of the line at `length` times the direction."""

    length: float
    value: float
    slope: float


def wolfe_point(line: Callable[[float], Point], start: Point, first: float) -> Point | None:
    """A point of the line where both conditions hold, or at least the value has fallen enough.

    `first` is the length that is tried first. None where no length makes the value smaller. The
    method is algorithm 3.5 of Nocedal and Wright, Numerical optimization, 2nd edition, 2006.
    """
    before, length = start, first
    for _ in range(MOST_TRIALS):
        here = line(length)
        if _is_too_high(here, start) or (before is not start and here.value >= before.value):
            return _between(line, start, before, here)
        if _is_flat(here, start):
            return here
        if here.slope >= 0:
            return _between(line, start, here, before)
        guess = _lowest(before, here)
        length = min(max(guess, NEAREST * length), FARTHEST * length)
        before = here
    return before if before is not start else None


def _between(line: Callable[[float], Point], start: Point, low: Point, high: Point) -> Point | None:
    """Algorithm 3.6: narrow the interval down; `low` is the lowest point that fell enough."""
    for _ in range(MOST_TRIALS):
        width = high.length - low.length
        ends = low.length + MARGIN * width, high.length - MARGIN * width
        length = min(max(_lowest(low, high), min(ends)), max(ends))
        if length in (low.length, high.length):
            break  # no number lies between
        here = line(length)
        if _is_too_high(here, start) or here.value >= low.value:
            high = here
            continue
        if _is_flat(here, start):
            return here
        if here.slope * width >= 0:
            high = low
        low = here
    return low if low is not start else None


def _is_too_high(here: Point, start: Point) -> bool:
    return not here.value <= start.value + ENOUGH_FALL * here.length * start.slope


def _is_flat(here: Point, start: Point) -> bool:
    return abs(here.slope) <= -FLAT_ENOUGH * start.slope


def _lowest(a: Point, b: Point) -> float:
    """Where the cubic through both points and slopes is lowest; the middle if it is nowhere."""
    middle = (a.length + b.length) / 2
    if not (math.isfinite(a.value + b.value) and math.isfinite(a.slope + b.slope)):
        return middle
    width = b.length - a.length
    d = a.slope + b.slope - 3 * (b.value - a.value) / width
    square = d * d - a.slope * b.slope
    if square < 0:
        return middle
    root = math.copysign(math.sqrt(square), width)
    divisor = b.slope - a.slope + 2 * root
    return b.length - width * (b.slope + root - d) / divisor if divisor else middle
