"""What every metric is, and the rules they share.

A metric looks at all rows at once and answers None where it is not defined, such as an R² when
every target is the same. Where it is a mean over classes, labels or targets, it is the mean over
those for which it is defined.
"""

from __future__ import annotations

import math
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.resamples import Resamples
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
    of_probabilities: ClassVar[bool] = False
    """whether it looks at probabilities, so that no threshold plays a part"""

    @property
    def title(self) -> str:
        """What its scores are called in files and tables."""
        return self.name

    @classmethod
    def titled(cls, title: str) -> Metric | None:
        """The inverse of `title`; None for the title of another metric."""
        return cls() if title == cls.name else None

    def is_better(self, score: float, than: float) -> bool:
        """Whether one score is better than another."""
        return score > than if self.higher_is_better else score < than

    def __call__(self, answers: Answers) -> float | None:
        """The score, or None where there is none."""
        raise NotImplementedError

    def of_resamples(self, resamples: Resamples) -> Scores:
        """The score of every draw (draws,), NaN where there is none; one draw after the other.

        A metric that can count all draws together does, and comes to the same.
        """
        scores = (self(answers) for answers in resamples)
        return np.array([math.nan if score is None else score for score in scores])

    def right_rows(self, answers: Answers) -> npt.NDArray[np.bool_] | None:
        """Whether each row is right (rows,), of a metric that is the share of those; else None."""
        return None


METRICS: Registry[Metric] = Registry("metric", "metrics")


def mean_of_defined(scores: Scores) -> float | None:
    """The mean of all that is not NaN, or None where nothing is left."""
    defined = scores[~np.isnan(scores)]
    return float(defined.mean()) if len(defined) else None


def means_of_defined(scores: Scores) -> Scores:
    """The same along the last axis; NaN where nothing is left."""
    defined = ~np.isnan(scores)
    with np.errstate(invalid="ignore"):
        means: Scores = np.where(defined, scores, 0.0).sum(axis=-1) / defined.sum(axis=-1)
    return means
