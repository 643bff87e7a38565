"""How far probabilities are from what happened: not only the right answer counts, but how sure."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics.metric import CLASSIFICATION, METRICS, Metric, Scores
from nnfs_cli.engine.resamples import Resamples
from nnfs_cli.task import Task


@METRICS.register("log_loss")
class LogLoss(Metric):
    """The surprise at the truth: low where it had a high probability, very high where it had none.

    It compares networks that were trained with different losses. For several labels, the mean
    over labels. Probabilities of 0 and 1 are moved inwards by the precision of the network's
    numbers (1.2e-7 for float32), so that one certain mistake is costly but not infinite.

    Formula:
        binary: -mean (t log p + (1 - t) log(1 - p))
        several classes: -mean log p of the true class
    Source:
        Good (1952), Rational decisions. Clipping as in scikit-learn's log_loss.
    """

    example = "evaluation: {metrics: [log_loss]}"
    also_known_as = (
        "logloss",
        "neg_log_loss",
        "cross_entropy",
        "crossentropy",
        "binary_crossentropy",
        "categorical_crossentropy",
        "nll",
        "deviance",
    )
    tasks = CLASSIFICATION
    of_probabilities = True
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return float(_surprises(answers).mean())

    def of_resamples(self, resamples: Resamples) -> Scores:
        return resamples.means(_surprises(resamples.answers))


@METRICS.register("brier")
class BrierScore(Metric):
    """The mean squared distance between probabilities and what happened; 0 is perfect.

    For a yes or no it lies between 0 and 1, and 0.25 is always saying one half. With several
    classes the squares are added up over the classes, as Brier did, so that 2 is the worst. For
    several labels, the mean over labels.

    Formula:
        binary: mean (p - t)^2
        several classes: mean over rows of sum over classes (p - t)^2
    Source:
        Brier (1950), Verification of forecasts expressed in terms of probability.
    """

    example = "evaluation: {metrics: [brier]}"
    also_known_as = ("brier_score", "brier_score_loss", "neg_brier_score")
    tasks = CLASSIFICATION
    of_probabilities = True
    higher_is_better = False

    def __call__(self, answers: Answers) -> float | None:
        return float(_distances(answers).mean())

    def of_resamples(self, resamples: Resamples) -> Scores:
        return resamples.means(_distances(resamples.answers))


def _surprises(answers: Answers) -> Scores:
    """At the truth of each row, (rows,)."""
    smallest = float(np.finfo(np.result_type(answers.p, np.float32)).eps)
    p = np.clip(answers.p.astype(np.float64), smallest, 1 - smallest)
    yes = answers.t.astype(bool)
    if answers.task is Task.MULTICLASS:
        return np.asarray(-np.log(p[yes]))
    return np.asarray(-np.log(np.where(yes, p, 1 - p)).mean(axis=1))


def _distances(answers: Answers) -> Scores:
    """The squared one of each row, (rows,)."""
    squares = np.square(np.subtract(answers.p, answers.t, dtype=np.float64))
    several = answers.task is Task.MULTICLASS
    return np.asarray(squares.sum(axis=1) if several else squares.mean(axis=1))
