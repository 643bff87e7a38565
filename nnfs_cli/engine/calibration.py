"""Whether probabilities mean what they say: of all rows with about 0.7, did 70 percent happen?

Everything here is plain numbers and None, ready for JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from nnfs_cli.engine.answers import Answers, Numbers
from nnfs_cli.task import Task

BINS = 10


class Bin(TypedDict):
    """The rows whose probability is above `above` (in the first bin also 0) and at most `up_to`."""

    above: float
    up_to: float
    rows: int
    mean_predicted: float
    observed: float
    """the share that happened"""


class Table(TypedDict):
    """`error` is the expected calibration error; bins without rows are left out."""

    error: float | None
    bins: list[Bin]


class Calibration(Table):
    """The table of all answers together, and one for each label, or for each class.

    Of several classes the most probable one is looked at: how sure the network is, and how often
    it is right. A class's own table has the rows where it is the most probable one.
    """

    per_class: dict[str, Table]


def calibration(answers: Answers, names: Sequence[str]) -> Calibration:
    """`names` are those of the classes or of the labels; for binary they play no part.

    Binary: the probability of the positive class. Multi-label: all answers to all labels.
    """
    p, t = answers.p, answers.t.astype(bool)
    if answers.task is not Task.MULTICLASS:
        tables = zip(names, p.T, t.T, strict=True) if answers.task is Task.MULTILABEL else ()
        each = {name: reliability(of_one, happened) for name, of_one, happened in tables}
        return {**reliability(p.ravel(), t.ravel()), "per_class": each}
    said = p.argmax(axis=1)
    confidence = p.max(axis=1)
    right = np.take_along_axis(t, said[:, None], axis=1)[:, 0]
    rows_of = [said == place for place in range(len(names))]
    each = {
        name: reliability(confidence[rows], right[rows])
        for name, rows in zip(names, rows_of, strict=True)
    }
    return {**reliability(confidence, right), "per_class": each}


def reliability(p: Numbers, happened: Numbers) -> Table:
    """Ten bins of equal width, from probabilities (rows,) and what happened (rows,).

    Formula:
        expected calibration error = sum over bins of rows/all |mean predicted - observed|
    Source:
        Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian
        binning, AAAI 2015. Bins as in scikit-learn's calibration_curve.
    """
    edges = np.linspace(0, 1, BINS + 1)
    p = p.astype(np.float64)
    place = np.searchsorted(edges[1:-1], p)
    rows = np.bincount(place, minlength=BINS)
    filled = np.flatnonzero(rows)
    predicted = np.bincount(place, weights=p, minlength=BINS)[filled] / rows[filled]
    observed = np.bincount(place, weights=happened, minlength=BINS)[filled] / rows[filled]
    gaps = np.abs(predicted - observed)
    return {
        "error": float(gaps @ rows[filled] / len(p)) if len(p) else None,
        "bins": [
            Bin(
                above=k / BINS,
                up_to=(k + 1) / BINS,
                rows=int(rows[k]),
                mean_predicted=float(predicted[place]),
                observed=float(observed[place]),
            )
            for place, k in enumerate(filled.tolist())
        ],
    }
