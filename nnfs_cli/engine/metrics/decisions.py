"""How often the answer that was given is the right one.

For precision, recall and F1 one rule holds: a class that occurs neither in the targets nor in the
predictions has no score, and otherwise 0/0 counts as 0.
"""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.answers import Answers, Counts, Hits, Numbers, hits_of_both_sides
from nnfs_cli.engine.metrics.metric import (
    CLASSIFICATION,
    METRICS,
    Metric,
    Scores,
    mean_of_defined,
)
from nnfs_cli.task import Task


@METRICS.register("accuracy")
class Accuracy(Metric):
    """The share of right answers; for several labels, of all the labels of all rows.

    Formula:
        accuracy = right / all
    """

    example = "evaluation: {metrics: [accuracy]}"
    also_known_as = ("acc", "accuracy_score", "categorical_accuracy", "binary_accuracy")
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        confusion = answers.confusion
        right = np.diagonal(confusion, axis1=-2, axis2=-1).sum()
        return float(right / confusion.sum())


@METRICS.register("balanced_accuracy")
class BalancedAccuracy(Metric):
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
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        hits = hits_of_both_sides(answers.confusion)
        occurs = hits.true_positives + hits.false_negatives > 0
        found = np.where(occurs, recall(hits), 0).sum(axis=-1) / occurs.sum(axis=-1)
        return float(np.mean(found))


@METRICS.register("precision")
class Precision(Metric):
    """Of the answers that name a class, the share that is right.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        precision = TP / (TP + FP)
    """

    example = "evaluation: {metrics: [precision]}"
    also_known_as = ("precision_score", "positive_predictive_value", "ppv")
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        return _macro(precision(answers.hits), answers.hits)


@METRICS.register("recall")
class Recall(Metric):
    """Of the rows of a class, the share that is found.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        recall = TP / (TP + FN)
    """

    example = "evaluation: {metrics: [recall]}"
    also_known_as = ("recall_score", "sensitivity", "true_positive_rate", "tpr", "hit_rate")
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        return _macro(recall(answers.hits), answers.hits)


@METRICS.register("f1")
class F1(Metric):
    """Precision and recall in one number, their harmonic mean: high only where both are.

    Binary: of the positive class. Otherwise the plain mean over classes or labels (macro).

    Formula:
        F1 = 2 TP / (2 TP + FP + FN)
    """

    example = "evaluation: {metrics: [f1]}"
    also_known_as = ("f1_score", "f_score", "fscore", "f1_macro", "dice")
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        return _macro(f1(answers.hits), answers.hits)


@METRICS.register("matthews")
class MatthewsCorrelation(Metric):
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
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        several = answers.task is Task.MULTILABEL
        confusions = answers.confusion if several else [answers.confusion]
        return mean_of_defined(np.array([_correlation(confusion) for confusion in confusions]))


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


def _correlation(confusion: Counts) -> float:
    """Of one confusion matrix; NaN where all rows are of one class."""
    s, c = int(confusion.sum()), int(confusion.trace())
    t, p = confusion.sum(axis=1), confusion.sum(axis=0)
    spread_of_t, spread_of_p = s * s - int(t @ t), s * s - int(p @ p)
    if not spread_of_t:
        return float("nan")
    if not spread_of_p:
        return 0.0
    return (c * s - int(t @ p)) / float(np.sqrt(float(spread_of_t) * spread_of_p))


def _macro(scores: Scores, hits: Hits) -> float | None:
    """The mean over the classes that occur."""
    return mean_of_defined(scores[sum(hits) > 0])


def _share(part: Numbers, whole: Numbers) -> Scores:
    """part / whole, 0 where there is no whole."""
    return part / np.maximum(whole, 1)
