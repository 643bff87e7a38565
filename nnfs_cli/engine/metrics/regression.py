"""How far numbers are off. With several targets, the mean of each target's own score."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics.metric import (
    METRICS,
    Metric,
    Scores,
    mean_of_defined,
    means_of_defined,
)
from nnfs_cli.engine.resamples import Resamples
from nnfs_cli.task import Task

ALIKE = 1e-12
"""a variance that is a smaller share of the squares is rounding: all drawn targets are the same"""


@METRICS.register("mae")
class MeanAbsoluteError(Metric):
    """The mean distance between prediction and target, in the target's own unit.

    Formula:
        MAE = mean |p - t|
    """

    example = "evaluation: {metrics: [mae]}"
    also_known_as = ("mean_absolute_error", "l1", "neg_mean_absolute_error")
    tasks = (Task.REGRESSION,)
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return mean_of_defined(np.abs(_errors(answers)).mean(axis=0))

    def of_resamples(self, resamples: Resamples) -> Scores:
        return means_of_defined(resamples.means(np.abs(_errors(resamples.answers))))


@METRICS.register("rmse")
class RootMeanSquaredError(Metric):
    """The typical error in the target's own unit, large errors counting for more.

    With several targets, the mean of each target's own.

    Formula:
        RMSE = sqrt(mean (p - t)^2)
    """

    example = "evaluation: {metrics: [rmse]}"
    also_known_as = ("root_mean_squared_error", "neg_root_mean_squared_error")
    tasks = (Task.REGRESSION,)
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return mean_of_defined(np.sqrt(np.square(_errors(answers)).mean(axis=0)))

    def of_resamples(self, resamples: Resamples) -> Scores:
        squares = np.square(_errors(resamples.answers))
        return means_of_defined(np.sqrt(resamples.means(squares)))


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
        return mean_of_defined(1 - unexplained / total)

    def of_resamples(self, resamples: Resamples) -> Scores:
        t = resamples.answers.t.astype(np.float64)
        t -= t.mean(axis=0)  # so that the squares below lose no digits
        unexplained = resamples.means(np.square(_errors(resamples.answers)))
        squares = resamples.means(np.square(t))
        total = squares - np.square(resamples.means(t))
        varies = total > ALIKE * squares
        return means_of_defined(1 - unexplained / np.where(varies, total, np.nan))


@METRICS.register("mape")
class MeanAbsolutePercentageError(Metric):
    """The mean error as a share of the true value: 0.1 is off by 10 percent.

    For targets well above 0. A true value of 0 is divided by the smallest step above 1 instead,
    2.2e-16, so that a single one makes the score huge; choose another metric where there are any.

    Formula:
        MAPE = mean |p - t| / max(|t|, 2.2e-16)
    Source:
        As in scikit-learn's mean_absolute_percentage_error.
    """

    example = "evaluation: {metrics: [rmse, mape]}"
    also_known_as = (
        "mean_absolute_percentage_error",
        "neg_mean_absolute_percentage_error",
        "percentage_error",
    )
    tasks = (Task.REGRESSION,)
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return mean_of_defined(_shares(answers).mean(axis=0))

    def of_resamples(self, resamples: Resamples) -> Scores:
        return means_of_defined(resamples.means(_shares(resamples.answers)))


def _shares(answers: Answers) -> Scores:
    size = np.maximum(np.abs(answers.t, dtype=np.float64), np.finfo(np.float64).eps)
    shares: Scores = np.abs(_errors(answers)) / size
    return shares


def _errors(answers: Answers) -> Scores:
    errors: Scores = np.subtract(answers.p, answers.t, dtype=np.float64)
    return errors
