"""How often the answer that was given is the right one.

For precision, recall and F1 one rule holds: a class that occurs neither in the targets nor in the
predictions has no score, and otherwise 0/0 counts as 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import (
    Answers,
    Hits,
    Numbers,
    hits_of_both_sides,
    hits_that_count,
)
from nnfs_cli.engine.metrics.metric import (
    CLASSIFICATION,
    METRICS,
    Metric,
    Scores,
    means_of_defined,
)
from nnfs_cli.engine.resamples import Resamples
from nnfs_cli.task import Task


class OfHits(Metric):
    """A score that follows from how often each class was rightly and wrongly given."""

    tasks = CLASSIFICATION

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        """From the hits of every class (…, classes), for several labels (…, labels, 2): the score
        of each (…), NaN where there is none.
        """
        raise NotImplementedError

    def __call__(self, answers: Answers) -> float | None:
        score = float(self.of_hits(hits_of_both_sides(answers.confusion), answers.task))
        return None if np.isnan(score) else score

    def of_resamples(self, resamples: Resamples) -> Scores:
        return self.of_hits(resamples.hits, resamples.answers.task)


@METRICS.register("accuracy")
class Accuracy(OfHits):
    """The share of right answers; for several labels, of all the labels of all rows.

    Formula:
        accuracy = right / all
    """

    example = "evaluation: {metrics: [accuracy]}"
    also_known_as = ("acc", "accuracy_score", "categorical_accuracy", "binary_accuracy")

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        axes = (-2, -1) if task is Task.MULTILABEL else -1
        rows = hits.true_positives + hits.false_negatives
        return np.asarray(hits.true_positives.sum(axis=axes) / rows.sum(axis=axes))

    def right_rows(self, answers: Answers) -> npt.NDArray[np.bool_] | None:
        """Several labels of one row are not independent, so they are no share of rows."""
        if answers.task is Task.MULTILABEL:
            return None
        true, said = answers.decisions
        return np.equal(true, said)[:, 0]


@METRICS.register("balanced_accuracy")
class BalancedAccuracy(OfHits):
    """Accuracy with every class counting alike, however rare it is: the mean of their recalls.

    Classes of which there is no row are left out. For several labels, the mean over labels.

    Formula:
        balanced accuracy = mean over classes of TP / (TP + FN)
    Source:
        Brodersen, Ong, Stephan and Buhmann, The balanced accuracy and its posterior distribution,
        ICPR 2010.
    """

    example = "evaluation: {metrics: [balanced_accuracy]}"
    also_known_as = ("balanced_accuracy_score", "bacc", "bal_acc", "uar", "macro_recall")

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        occurs = hits.true_positives + hits.false_negatives > 0
        found = np.where(occurs, recall(hits), 0).sum(axis=-1) / occurs.sum(axis=-1)
        return np.asarray(found.mean(axis=-1) if task is Task.MULTILABEL else found)


@METRICS.register("precision")
class Precision(OfHits):
    """Of the answers that name a class, the share that is right.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        precision = TP / (TP + FP)
    """

    example = "evaluation: {metrics: [precision]}"
    also_known_as = ("precision_score", "positive_predictive_value", "ppv")

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        counted = hits_that_count(hits, task)
        return _macro(precision(counted), counted)


@METRICS.register("recall")
class Recall(OfHits):
    """Of the rows of a class, the share that is found.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        recall = TP / (TP + FN)
    """

    example = "evaluation: {metrics: [recall]}"
    also_known_as = ("recall_score", "sensitivity", "true_positive_rate", "tpr", "hit_rate")

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        counted = hits_that_count(hits, task)
        return _macro(recall(counted), counted)


@METRICS.register("f1")
class F1(OfHits):
    """Precision and recall in one number, their harmonic mean: high only where both are.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        F1 = 2 TP / (2 TP + FP + FN)
    """

    example = "evaluation: {metrics: [f1]}"
    also_known_as = ("f1_score", "f_score", "fscore", "f1_macro", "dice")

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        counted = hits_that_count(hits, task)
        return _macro(f1(counted), counted)


@METRICS.register("matthews")
class MatthewsCorrelation(OfHits):
    """The correlation of answers and truth: 1 is perfect, 0 no better than chance, -1 always wrong.

    It uses all four cells of the confusion matrix, so that no class can be neglected. Always the
    same answer scores 0; a truth with a single class has no score. For several labels, the mean
    over labels.

    Formula:
        MCC = (TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN))
        several classes: (c s - sum t_k p_k) / sqrt((s² - sum p_k²) (s² - sum t_k²))
        with s rows, c of them right, t_k of class k and p_k answered with k
    Source:
        Matthews (1975), Comparison of the predicted and observed secondary structure of T4 phage
        lysozyme; for several classes Gorodkin (2004), Comparing two K-category assignments by a
        K-category correlation coefficient.
    """

    example = "evaluation: {metrics: [f1, matthews]}"
    also_known_as = (
        "mcc",
        "matthews_corrcoef",
        "matthews_correlation",
        "matthews_correlation_coefficient",
        "phi",
        "phi_coefficient",
    )

    def of_hits(self, hits: Hits, task: Task) -> Scores:
        each = _correlation(hits)
        return means_of_defined(each) if task is Task.MULTILABEL else each


def precision(hits: Hits) -> Scores:
    """For each class; 0 where it was never given."""
    return _share(hits.true_positives, hits.true_positives + hits.false_positives)


def recall(hits: Hits) -> Scores:
    """For each class; 0 where there is no row of it."""
    return _share(hits.true_positives, hits.true_positives + hits.false_negatives)


def f1(hits: Hits) -> Scores:
    """For each class; 0 where it never occurs."""
    wrong = hits.false_positives + hits.false_negatives
    return _share(2 * hits.true_positives, 2 * hits.true_positives + wrong)


def _correlation(hits: Hits) -> Scores:
    """Of one confusion matrix, or of each of several; NaN where all rows are of one class."""
    right, said_wrongly, missed = (counts.astype(np.float64) for counts in hits)
    t, p, c = right + missed, right + said_wrongly, right.sum(axis=-1)
    s = t.sum(axis=-1)
    spread_of_t = s * s - np.square(t).sum(axis=-1)
    spread_of_p = s * s - np.square(p).sum(axis=-1)
    spread = np.sqrt(spread_of_t * spread_of_p)
    together = c * s - (t * p).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(spread_of_p > 0, together / spread, 0.0)
    return np.where(spread_of_t > 0, score, np.nan)


def _macro(scores: Scores, hits: Hits) -> Scores:
    """The mean over the classes that occur."""
    return means_of_defined(np.where(sum(hits) > 0, scores, np.nan))


def _share(part: Numbers, whole: Numbers) -> Scores:
    """part / whole, 0 where there is no whole."""
    return part / np.maximum(whole, 1)
