"""Ranking scores of many draws of rows at once.

A draw is a weight for every row: how often it is in it. The rows are sorted once, and each score
is a sum along them. For many rows and outputs the first order in the weights is enough, which is
one number for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Numbers
from nnfs_cli.engine.metrics.metric import Scores, means_of_defined
from nnfs_cli.engine.resamples import Resamples

Positive: TypeAlias = npt.NDArray[np.bool_]
OfDraws: TypeAlias = Callable[[Numbers, Positive, Scores], Scores]
"""The scores (draws,) of probabilities (rows,) for what is truly a yes (rows,), with the weights
(draws, rows)"""
Slopes: TypeAlias = Callable[[Numbers, Positive], "tuple[float, Scores] | None"]
"""The score, and its slope with the weight of each row times the number of rows, (rows,); None
where there is no score"""

MOST_EXACT = 2000
"""rows times outputs beyond which the first order is taken; its error falls as 1 / rows"""


def of_draws(resamples: Resamples, exact: OfDraws, slopes: Slopes) -> Scores:
    """The mean over outputs of the score of each, (draws,)."""
    answers = resamples.answers
    pairs = [(p, t.astype(bool)) for p, t in zip(answers.p.T, answers.t.T, strict=True)]
    if answers.p.size <= MOST_EXACT:
        w = resamples.occurrences
        return means_of_defined(np.stack([exact(p, t, w) for p, t in pairs], axis=1))
    known = [found for p, t in pairs if (found := slopes(p, t)) is not None]
    if not known:
        return np.full(len(resamples.draws), np.nan)
    value = float(np.mean([of_one for of_one, _ in known]))
    each = np.mean([of_one for _, of_one in known], axis=0)
    return np.asarray(value + resamples.means(each))


def areas_of_draws(p: Numbers, positive: Positive, w: Scores) -> Scores:
    """AUC = sum over values v of P_v (N_below v + N_v / 2) / (P N); NaN without both sides."""
    yes, no = _sums_by_value(p, positive, w)
    below = np.cumsum(no, axis=1) - no
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = yes.sum(axis=1) * no.sum(axis=1)
        areas: Scores = (yes * (below + no / 2)).sum(axis=1) / pairs
    return areas


def slopes_of_area(p: Numbers, positive: Positive) -> tuple[float, Scores] | None:
    """(V - AUC) / the share of its side, where V is the share of the other side that a row is
    rightly ranked against (DeLong, DeLong and Clarke-Pearson, 1988).
    """
    if positive.all() or not positive.any():
        return None
    _, place = np.unique(p, return_inverse=True)
    yes = np.bincount(place, positive)
    no = np.bincount(place, ~positive)
    negatives_below = (np.cumsum(no) - no / 2) / no.sum()
    positives_above = (yes.sum() - np.cumsum(yes) + yes / 2) / yes.sum()
    v = np.where(positive, negatives_below[place], positives_above[place])
    area = float(v[positive].mean())
    share = np.where(positive, positive.mean(), 1 - positive.mean())
    return area, (v - area) / share


def average_precisions_of_draws(p: Numbers, positive: Positive, w: Scores) -> Scores:
    """AP = sum over values v of P_v P_from v / (P_from v + N_from v) / P; NaN without positives."""
    yes, no = (side[:, ::-1] for side in _sums_by_value(p, positive, w))
    found, said = np.cumsum(yes, axis=1), np.cumsum(yes + no, axis=1)
    precision = found / np.maximum(said, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        scores: Scores = (yes * precision).sum(axis=1) / yes.sum(axis=1)
    return scores


def slopes_of_average_precision(p: Numbers, positive: Positive) -> tuple[float, Scores] | None:
    """Of sum_i y_i C_i / A_i / sum y with C, A the positives and all rows ranked as high as i:
    (y_j (C_j / A_j - AP) + sum over i at or below j of y_i (y_j - C_i / A_i) / A_i) / mean y.
    """
    if not positive.any():
        return None
    _, place = np.unique(-p, return_inverse=True)  # the highest first
    yes = np.bincount(place, positive)
    said = np.cumsum(np.bincount(place))
    precision = np.cumsum(yes) / said
    average = float((yes * precision).sum() / yes.sum())
    found_later = _from_here_on(yes / said)[place]
    lost_later = _from_here_on(yes * precision / said)[place]
    y = positive.astype(np.float64)
    slopes = (y * (precision[place] - average) + y * found_later - lost_later) / y.mean()
    return average, slopes


def _from_here_on(values: Scores) -> Scores:
    return np.cumsum(values[::-1])[::-1]


def _sums_by_value(p: Numbers, positive: Positive, w: Scores) -> tuple[Scores, Scores]:
    """The weights of positive and of negative rows for each different p, (draws, values)."""
    order = np.argsort(p, kind="stable")
    sorted_p, sorted_w = p[order], w[:, order]
    yes = sorted_w * positive[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_p[1:] != sorted_p[:-1])))
    if len(starts) < len(p):
        yes = np.add.reduceat(yes, starts, axis=1)
        sorted_w = np.add.reduceat(sorted_w, starts, axis=1)
    return yes, sorted_w - yes
