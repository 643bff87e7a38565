"""What a network answered and what would have been right, counted once for every metric.

Predictions become decisions here, and nowhere else in the engine: the most probable of several
classes, or whatever lies above the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.task import Task

Numbers: TypeAlias = npt.NDArray[Any]
Counts: TypeAlias = npt.NDArray[np.int64]


class Hits(NamedTuple):
    """For each class: how often it was rightly given, wrongly given, wrongly not given."""

    true_positives: Counts
    false_positives: Counts
    false_negatives: Counts


@dataclass(frozen=True, eq=False)
class Answers:
    """Predictions `p` beside targets `t`, both (rows, outputs).

    Regression: numbers, in whatever unit the errors are wanted in. Otherwise p are probabilities
    and t zeros and ones. The threshold is for binary and multi-label: above it is a yes. It may
    be another one for each label.
    """

    p: Numbers
    t: Numbers
    task: Task
    threshold: float | Sequence[float] = 0.5

    @cached_property
    def confusion(self) -> Counts:
        """Rows counted by true class (first axis) and predicted class (second axis).

        Shape (classes, classes), for binary (2, 2), for multi-label (labels, 2, 2).
        """
        if self.task is Task.MULTICLASS:
            classes = self.t.shape[1]
            return _cross_table(self.t.argmax(axis=1), self.p.argmax(axis=1), classes)
        # as an array, so that float32 probabilities are compared with all of its digits
        said = self.p > np.atleast_1d(np.asarray(self.threshold, np.float64))
        labels = zip(self.t.T, said.T, strict=True)
        tables = [_cross_table(true, said, 2) for true, said in labels]
        return tables[0] if self.task is Task.BINARY else np.stack(tables)

    @cached_property
    def hits(self) -> Hits:
        """Counted for each class, each label, or the positive class."""
        every = hits_of_both_sides(self.confusion)
        if self.task is Task.MULTICLASS:
            return every
        return Hits(*(np.atleast_1d(counts[..., 1]) for counts in every))


def hits_of_both_sides(confusion: Counts) -> Hits:
    """For every class of one confusion matrix, or of each of several, shape (…, classes)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    return Hits(right, confusion.sum(axis=-2) - right, confusion.sum(axis=-1) - right)


def _cross_table(true: Numbers, said: Numbers, classes: int) -> Counts:
    cells = true.astype(np.int64) * classes + said
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)
