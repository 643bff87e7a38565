"""Whether one score is better than another by more than chance, measured on the same rows.

Both are drawn with the same rows each time, so what makes rows hard or easy for either falls out
of the difference.

Source:
    Efron and Tibshirani (1993), An introduction to the bootstrap, chapters 8 and 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import OUTSIDE, Bootstrap
from nnfs_cli.engine.metrics import Metric, Scores


class Standing(Enum):
    """What can be said about one beside another; the words go in front of the other's name."""

    BETTER = "better than"
    UNCLEAR = "not clearly better than"
    NO_BETTER = "no better than"
    WORSE = "worse than"


@dataclass(frozen=True)
class PairedDifference:
    """One score less the other, and where 95 of 100 such differences lie."""

    metric: str
    value: float
    low: float
    high: float
    share: float
    """of the draws in which the one is better, those that are equal counted half"""
    standing: Standing


def paired_difference(
    metric: Metric, ours: Answers, theirs: Answers, bootstrap: Bootstrap
) -> PairedDifference | None:
    """Of answers to the same rows in the same order. None where one of them has no score."""
    scores = bootstrap.scores(metric, ours), bootstrap.scores(metric, theirs)
    values = metric(ours), metric(theirs)
    if scores[0] is None or scores[1] is None or values[0] is None or values[1] is None:
        return None
    return difference_of_scores(metric, values[0] - values[1], scores[0] - scores[1])


def difference_of_scores(metric: Metric, value: float, drawn: Scores) -> PairedDifference | None:
    """From the difference on all rows and on those of each draw, NaN where there is none."""
    defined = drawn[~np.isnan(drawn)]
    if 2 * len(defined) < len(drawn):
        return None
    low, high = (float(end) for end in np.quantile(defined, [OUTSIDE, 1 - OUTSIDE]))
    gains = defined if metric.higher_is_better else -defined
    share = float(np.mean(gains > 0) + np.mean(gains == 0) / 2)
    least, most = (low, high) if metric.higher_is_better else (-high, -low)
    gain = value if metric.higher_is_better else -value
    if least > 0:
        standing = Standing.BETTER
    elif most < 0:
        standing = Standing.WORSE
    else:
        standing = Standing.UNCLEAR if gain > 0 else Standing.NO_BETTER
    return PairedDifference(metric.title, value, low, high, share, standing)
