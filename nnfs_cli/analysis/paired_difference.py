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
from nnfs_cli.engine.bootstrap import OUTSIDE, Bootstrap, Drawn
from nnfs_cli.engine.metrics import Metric


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
    both = [bootstrap.measure([metric], answers).get(metric) for answers in (ours, theirs)]
    return None if both[0] is None or both[1] is None else difference(metric, both[0], both[1])


def difference(metric: Metric, ours: Drawn, theirs: Drawn) -> PairedDifference | None:
    """The same from scores on the same draws. None where most draws have no score."""
    value, drawn = ours.value - theirs.value, ours.scores - theirs.scores
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
