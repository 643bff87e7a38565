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
    def decisions(self) -> tuple[Counts, Counts]:
        """What is true and what was said, as numbers of classes: (rows, 1), or (rows, labels)."""
        if self.task is Task.MULTICLASS:
            return self.t.argmax(axis=1)[:, None], self.p.argmax(axis=1)[:, None]
        # as an array, so that float32 probabilities are compared with all of its digits
        said = self.p > np.atleast_1d(np.asarray(self.threshold, np.float64))
        return self.t.astype(np.int64), said.astype(np.int64)

    @cached_property
    def confusion(self) -> Counts:
        """Rows counted by true class (first axis) and predicted class (second axis).

        Shape (classes, classes), for binary (2, 2), for multi-label (labels, 2, 2).
        """
        classes = self.t.shape[1] if self.task is Task.MULTICLASS else 2
        pairs = zip(*(numbers.T for numbers in self.decisions), strict=True)
        tables = [_cross_table(true, said, classes) for true, said in pairs]
        return np.stack(tables) if self.task is Task.MULTILABEL else tables[0]

    def take(self, rows: npt.NDArray[np.integer]) -> Answers:
        """Those to some of the rows, which may be there several times."""
        return Answers(self.p[rows], self.t[rows], self.task, self.threshold)

    @cached_property
    def hits(self) -> Hits:
        """Counted for each class, each label, or the positive class."""
        return hits_that_count(hits_of_both_sides(self.confusion), self.task)


def hits_of_both_sides(confusion: Counts) -> Hits:
    """For every class of one confusion matrix, or of each of several, shape (…, classes)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    return Hits(right, confusion.sum(axis=-2) - right, confusion.sum(axis=-1) - right)


def hits_that_count(every: Hits, task: Task) -> Hits:
    """Of the hits of every class: all, of each label the yes, or the positive class alone."""
    if task is Task.MULTICLASS:
        return every
    yes = (counts[..., 1] for counts in every)
    return Hits(*yes) if task is Task.MULTILABEL else Hits(*(counts[..., None] for counts in yes))


def _cross_table(true: Counts, said: Counts, classes: int) -> Counts:
    cells = true * classes + said
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)
