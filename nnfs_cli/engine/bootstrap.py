"""How far a score would move on other rows of the same kind: the bootstrap.

The rows stand for all rows there could be, so drawing as many of them again, with replacement, is
like measuring anew. The middle 95 of 100 such scores are the interval.

Source:
    Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13 (percentiles).
    Bickel, Götze and van Zwet (1997), Resampling fewer than n observations (many rows).
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import Metric, Scores
from nnfs_cli.engine.resamples import Draws, Resamples

Ends: TypeAlias = tuple[float, float]

MOST_ROWS = 10_000
"""rows that are drawn from; more are represented by so many of them"""
DRAWN_ROWS = 4_000_000
MOST_DRAWS, FEWEST_DRAWS = 1000, 400
OUTSIDE = 0.025
"""the share of scores on either side of an interval"""
DEVIATIONS = 1.959963984540054
"""so many standard deviations from the mean lies that share of a normal distribution"""


class Drawn(NamedTuple):
    """A score on all rows, and on each draw (draws,), NaN where a draw has none."""

    value: float
    scores: Scores


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Draws of rows that are the same for everything measured on these rows, so that the scores
    of two networks can be compared draw by draw.
    """

    rows: int
    sample: npt.NDArray[np.int32] | None
    """which rows are drawn from, (kept,); None for all of them"""
    draws: Draws
    """positions among those, (draws, kept): int16 holds MOST_ROWS, and memory may be short"""

    @classmethod
    def of(cls, rows: int, seed: int) -> Bootstrap:
        """Draws for so many rows, at least one; the same for the same seed."""
        generator = np.random.default_rng([seed, rows])
        sample, kept = None, min(rows, MOST_ROWS)
        if rows > MOST_ROWS:
            sample = np.sort(generator.choice(rows, MOST_ROWS, replace=False)).astype(np.int32)
        count = min(MOST_DRAWS, max(FEWEST_DRAWS, DRAWN_ROWS // kept))
        return cls(rows, sample, generator.integers(0, kept, (count, kept), np.int16))

    def measure(self, metrics: Sequence[Metric], answers: Answers) -> dict[Metric, Drawn]:
        """The metrics that have a score, all counted on the same draws.

        Fewer rows scatter more: scores of a sample are drawn together around the score of all
        rows by sqrt(kept / rows).
        """
        if not np.isfinite(answers.p).all():
            return {}
        kept = answers if self.sample is None else answers.take(self.sample)
        resamples = Resamples(kept, self.draws)
        narrower = math.sqrt(self.draws.shape[1] / self.rows)
        scores: dict[Metric, Drawn] = {}
        for metric in metrics:
            value = metric(answers)
            if value is None:
                continue
            drawn = metric.of_resamples(resamples)
            if self.sample is not None:
                of_sample = metric(kept)
                if of_sample is None:
                    continue
                drawn = value + (drawn - of_sample) * narrower
            scores[metric] = Drawn(value, drawn)
        return scores


def percentile_interval(scores: Scores) -> Ends | None:
    """Between which the middle 95 % of the scores lie.

    None where fewer than half of the draws have a score, or all have the same: what did not vary
    among these rows says nothing about how it varies.
    """
    defined = scores[~np.isnan(scores)]
    if 2 * len(defined) < len(scores) or np.ptp(defined) <= 1e-12 * np.abs(defined).max():
        return None
    low, high = np.quantile(defined, [OUTSIDE, 1 - OUTSIDE])
    return float(low), float(high)


def share_interval(right: int, rows: int) -> Ends:
    """Of a share of rows, by Wilson's formula, which does not take 30 right of 30 for certain.

    Formula:
        (q + z²/2n ± z sqrt(q (1 - q)/n + z²/4n²)) / (1 + z²/n)      q = right/n, z = 1.96
    """
    q, z = right / rows, DEVIATIONS
    middle = q + z * z / (2 * rows)
    half = z * math.sqrt(q * (1 - q) / rows + z * z / (4 * rows * rows))
    whole = 1 + z * z / rows
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def interval(metric: Metric, answers: Answers, scores: Scores) -> Ends | None:
    """The interval of a metric's score: Wilson's where it is a share of rows, else that of
    `scores`, the metric on every draw.
    """
    right = metric.right_rows(answers)
    if right is not None:
        return share_interval(int(np.count_nonzero(right)), len(right))
    return percentile_interval(scores)
