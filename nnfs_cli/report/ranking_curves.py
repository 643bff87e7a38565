"""The ROC curve and the precision-recall curve of one class, point by point.

Source: Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 2006. Rows of equal
probability are taken together, so that their order makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RankingCurves:
    """A point for each different probability as threshold, from the highest down; first, none."""

    false_positive_rate: Floats
    recall: Floats
    """which is the true positive rate too"""
    precision: Floats
    """1 where nothing is named yet"""

    @property
    def area(self) -> float:
        """Under the ROC curve, by trapezoids."""
        x, y = self.false_positive_rate, self.recall
        return float(((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2).sum())

    @property
    def average_precision(self) -> float:
        """sum over thresholds of (recall_k - recall_k-1) precision_k"""
        return float((np.diff(self.recall) * self.precision[1:]).sum())


def ranking_curves(p: Floats, happened: npt.NDArray[np.bool_]) -> RankingCurves | None:
    """Of probabilities (rows,) and what happened (rows,); None unless both kinds are there."""
    positives = int(happened.sum())
    negatives = len(happened) - positives
    if not positives or not negatives:
        return None
    order = np.argsort(-p, kind="stable")
    p, happened = p[order], happened[order]
    last = np.append(np.flatnonzero(np.diff(p)), len(p) - 1)
    found = np.cumsum(happened)[last].astype(np.float64)
    named = (last + 1).astype(np.float64)
    return RankingCurves(
        np.append(0.0, (named - found) / negatives),
        np.append(0.0, found / positives),
        np.append(1.0, found / named),
    )
