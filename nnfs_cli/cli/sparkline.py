"""A curve in one line of eighths of blocks: ``█▆▄▃▂▂▁▁``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int) -> str:
    """The course of some values in at most so many cells: in each the mean of its share, on a
    logarithmic scale where they are above 0.
    """
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2:
        return ""
    if min(known) > 0:
        known = [math.log(value) for value in known]
    cells = min(width, len(known))
    bounds = [len(known) * cell // cells for cell in range(cells + 1)]
    pieces = [known[start:stop] for start, stop in pairwise(bounds)]
    means = [sum(piece) / len(piece) for piece in pieces]
    low, high = min(means), max(means)
    steps = (len(BLOCKS) - 1) / (high - low) if high > low else 0.0
    return "".join(BLOCKS[round((mean - low) * steps)] for mean in means)
