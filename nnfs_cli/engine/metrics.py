"""How good the answers are, in the numbers people compare: the score beside the loss.

A metric looks at all rows at once and answers None where it is not defined, such as an R² when
every target is the same. For precision, recall and F1 one rule holds: a class that occurs neither
in the targets nor in the predictions has no score, and otherwise 0/0 counts as 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Answers, Hits, Numbers
from nnfs_cli.registry import Registry
from nnfs_cli.task import Task

Scores: TypeAlias = npt.NDArray[np.float64]
CLASSIFICATION = (Task.BINARY, Task.MULTILABEL, Task.MULTICLASS)


class Metric:
    """One number for a set of answers."""

    name: ClassVar[str]
    example = ""
    tasks: ClassVar[tuple[Task, ...]]
    """the questions whose answers it can judge"""
    higher_is_better: ClassVar[bool] = True

    def __call__(self, answers: Answers) -> float | None:
        """The score, or None where there is none."""
        raise NotImplementedError


METRICS: Registry[Metric] = Registry("metric", "metrics")


@METRICS.register("mae")
class MeanAbsoluteError(Metric):
    """The mean distance between prediction and target, in the target's own unit.

    Formula:
        MAE = mean |p - t|
    """

    example = "evaluation: {metrics: [mae]}"
    also_known_as = ("mean_absolute_error", "l1")
    tasks = (Task.REGRESSION,)
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return _mean(np.abs(_errors(answers)).mean(axis=0))


@METRICS.register("rmse")
class RootMeanSquaredError(Metric):
    """The typical error in the target's own unit, large errors counting for more.

    With several targets, the mean of each target's own.

    Formula:
        RMSE = sqrt(mean (p - t)^2)
    """

    example = "evaluation: {metrics: [rmse]}"
    also_known_as = ("root_mean_squared_error",)
    tasks = (Task.REGRESSION,)
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return _mean(np.sqrt(np.square(_errors(answers)).mean(axis=0)))


@METRICS.register("r2")
class CoefficientOfDetermination(Metric):
    """The share of the target's variance that is explained: 1 is perfect, 0 no better than the
    mean of these rows, below 0 worse.

    With several targets, the mean over those that vary; None when none does.

    Formula:
        R² = 1 - sum (p - t)^2 / sum (t - mean t)^2
    """

    example = "evaluation: {metrics: [r2]}"
    also_known_as = ("r2_score", "r_squared", "rsquared")
    tasks = (Task.REGRESSION,)

    def __call__(self, answers: Answers) -> float | None:
        t = answers.t.astype(np.float64)
        varies = (t != t[:1]).any(axis=0)
        unexplained = np.square(_errors(answers)).sum(axis=0)[varies]
        total = np.square(t - t.mean(axis=0)).sum(axis=0)[varies]
        return _mean(1 - unexplained / total)


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
    also_known_as = ("auc", "roc_auc_score", "auroc", "roc_auc_ovr")
    tasks = CLASSIFICATION

    def __call__(self, answers: Answers) -> float | None:
        areas = areas_under_curves(answers)
        return _mean(areas[~np.isnan(areas)])


def names_for(task: Task) -> tuple[str, ...]:
    """The metrics that can judge answers to `task`, in the order of the registry."""
    return tuple(name for name in METRICS if task in METRICS[name].tasks)


def measure(names: Iterable[str], answers: Answers) -> dict[str, float | None]:
    """Each metric by name. Answers that are not finite, and no answers, have no score."""
    sound = len(answers.p) > 0 and bool(np.isfinite(answers.p).all())
    return {name: METRICS.create(name)(answers) if sound else None for name in names}


def baseline(t_training: Numbers, t: Numbers, task: Task) -> Answers:
    """What knowing nothing but the training targets would answer to each of the rows of `t`.

    The mean for numbers; for classes their shares, and so the most frequent class as decision.
    """
    p = np.broadcast_to(t_training.mean(axis=0, dtype=np.float64), t.shape)
    return Answers(p, t, task)


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


def areas_under_curves(answers: Answers) -> Scores:
    """For each output, shape (outputs,); NaN where all rows are on one side."""
    pairs = zip(answers.p.T, answers.t.T, strict=True)
    return np.array([_area_under_curve(p, t.astype(bool)) for p, t in pairs])


def _area_under_curve(p: Numbers, positive: npt.NDArray[np.bool_]) -> float:
    """Of one output, shapes (rows,)."""
    positives = int(positive.sum())
    negatives = len(p) - positives
    if not positives or not negatives:
        return float("nan")
    _, place, ties = np.unique(p, return_inverse=True, return_counts=True)
    ranks = np.cumsum(ties) - (ties - 1) / 2  # equal values share the mean of their ranks
    sum_of_ranks = float(ranks[place][positive].sum())
    return (sum_of_ranks - positives * (positives + 1) / 2) / (positives * negatives)


def _errors(answers: Answers) -> Scores:
    errors: Scores = np.subtract(answers.p, answers.t, dtype=np.float64)
    return errors


def _macro(scores: Scores, hits: Hits) -> float | None:
    """The mean over the classes that occur."""
    return _mean(scores[sum(hits) > 0])


def _mean(scores: Scores) -> float | None:
    return float(scores.mean()) if len(scores) else None


def _share(part: Numbers, whole: Numbers) -> Scores:
    """part / whole, 0 where there is no whole."""
    return part / np.maximum(whole, 1)
