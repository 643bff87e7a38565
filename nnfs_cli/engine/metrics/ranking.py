"""Whether the right rows, or the right classes, come first. No threshold plays a part."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Answers, Numbers
from nnfs_cli.engine.metrics.metric import (
    CLASSIFICATION,
    METRICS,
    Metric,
    Scores,
    mean_of_defined,
)
from nnfs_cli.engine.metrics.ranking_of_draws import (
    areas_of_draws,
    average_precisions_of_draws,
    of_draws,
    slopes_of_area,
    slopes_of_average_precision,
)
from nnfs_cli.engine.resamples import Resamples
from nnfs_cli.option_types import PositiveInteger
from nnfs_cli.task import Task

OfOneOutput: TypeAlias = Callable[[Numbers, npt.NDArray[np.bool_]], float]
"""A score of probabilities (rows,) for what is truly a yes (rows,)"""


@METRICS.register("roc_auc")
class AreaUnderTheCurve(Metric):
    """The chance that a row of the class gets a higher probability than a row of another class.

    0.5 is guessing, and no threshold plays a part. With several classes each is set against all
    others, and with several classes or labels the mean is taken over those of which there are
    rows on both sides. Equal probabilities count half.

    Formula:
        AUC = (sum of the positives' ranks - P (P + 1) / 2) / (P N)

    Source:
        Hanley and McNeil (1982), The meaning and use of the area under a ROC curve.
    """

    example = "evaluation: {metrics: [roc_auc]}"
    also_known_as = (
        "auc",
        "roc_auc_score",
        "auroc",
        "auc_roc",
        "roc_auc_ovr",
        "area_under_curve",
        "area_under_the_curve",
        "c_statistic",
    )
    tasks = CLASSIFICATION
    of_probabilities = True

    def __call__(self, answers: Answers) -> float | None:
        return mean_of_defined(areas_under_curves(answers))

    def of_resamples(self, resamples: Resamples) -> Scores:
        return of_draws(resamples, areas_of_draws, slopes_of_area)


@METRICS.register("average_precision")
class AveragePrecision(Metric):
    """Precision, averaged over every threshold at which another positive row is found.

    The area under the curve of precision over recall, in steps. Guessing scores the share of
    positives, so it tells more than roc_auc where they are rare. With several classes each is set
    against all others, and with several classes or labels the mean is taken over those that have
    rows. Rows of equal probability are found together.

    Formula:
        AP = sum over thresholds of (recall - recall before) precision
    Source:
        As in scikit-learn's average_precision_score; Manning, Raghavan and Schütze (2008),
        Introduction to Information Retrieval, chapter 8.
    """

    example = "evaluation: {metrics: [average_precision]}"
    also_known_as = (
        "ap",
        "map",
        "average_precision_score",
        "mean_average_precision",
        "pr_auc",
        "auprc",
        "prauc",
        "auc_pr",
    )
    tasks = CLASSIFICATION
    of_probabilities = True

    def __call__(self, answers: Answers) -> float | None:
        return mean_of_defined(_of_each_output(answers, _average_precision))

    def of_resamples(self, resamples: Resamples) -> Scores:
        return of_draws(resamples, average_precisions_of_draws, slopes_of_average_precision)


@METRICS.register("top_k_accuracy")
class TopKAccuracy(Metric):
    """The share of rows whose true class is among the k most probable ones.

    Of equally probable classes the first comes first, as it does where one class is chosen; so
    k = 1 is accuracy. Its scores are called by their k: top_3_accuracy.

    Formula:
        top-k accuracy = rows with fewer than k classes in front of the true one / all

    Options:
        k: how many classes may be named
    """

    example = "evaluation: {metrics: [accuracy, {type: top_k_accuracy, k: 3}]}"
    also_known_as = (
        "top_k",
        "top_k_accuracy_score",
        "top_k_categorical_accuracy",
        "sparse_top_k_categorical_accuracy",
        *(f"top_{k}_accuracy" for k in (1, 2, 3, 5, 10)),
        *(f"top{k}" for k in (1, 2, 3, 5, 10)),
    )
    tasks = (Task.MULTICLASS,)
    of_probabilities = True

    def __init__(self, k: PositiveInteger) -> None:
        self.k = k

    @property
    def title(self) -> str:
        return f"top_{self.k}_accuracy"

    @classmethod
    def titled(cls, title: str) -> TopKAccuracy | None:
        found = re.fullmatch("top_([1-9][0-9]{0,8})_accuracy", title)
        return cls(int(found[1])) if found else None

    def __call__(self, answers: Answers) -> float | None:
        return float(np.mean(self.right_rows(answers)))

    def of_resamples(self, resamples: Resamples) -> Scores:
        return resamples.means(self.right_rows(resamples.answers))

    def right_rows(self, answers: Answers) -> npt.NDArray[np.bool_]:
        """Whether the true class is among the first k, (rows,)."""
        p = answers.p
        true = answers.t.argmax(axis=1)[:, None]
        of_true = np.take_along_axis(p, true, axis=1)
        earlier = np.arange(p.shape[1]) < true
        in_front = ((p > of_true) | ((p == of_true) & earlier)).sum(axis=1)
        return np.asarray(in_front < self.k)


def areas_under_curves(answers: Answers) -> Scores:
    """For each output, shape (outputs,); NaN where all rows are on one side."""
    return _of_each_output(answers, _area_under_curve)


def _of_each_output(answers: Answers, score: OfOneOutput) -> Scores:
    pairs = zip(answers.p.T, answers.t.T, strict=True)
    return np.array([score(p, t.astype(bool)) for p, t in pairs])


def _area_under_curve(p: Numbers, positive: npt.NDArray[np.bool_]) -> float:
    """NaN where all rows are on one side."""
    positives = int(positive.sum())
    negatives = len(p) - positives
    if not positives or not negatives:
        return float("nan")
    _, place, ties = np.unique(p, return_inverse=True, return_counts=True)
    ranks = np.cumsum(ties) - (ties - 1) / 2  # equal values share the mean of their ranks
    sum_of_ranks = float(ranks[place][positive].sum())
    return (sum_of_ranks - positives * (positives + 1) / 2) / (positives * negatives)


def _average_precision(p: Numbers, positive: npt.NDArray[np.bool_]) -> float:
    """NaN where no row is positive."""
    if not positive.any():
        return float("nan")
    order = np.argsort(-p)
    last_of_ties = np.append(np.flatnonzero(np.diff(p[order])), len(p) - 1)
    found = np.cumsum(positive[order])[last_of_ties]
    precision = found / (last_of_ties + 1)
    return float((np.diff(found, prepend=0) * precision).sum() / found[-1])
