"""Answers as they would be on other rows of the same kind, drawn from the ones there are.

Every draw takes as many rows as there are, some of them several times and others never. What the
metrics need of all draws is counted here, once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.answers import Answers, Counts, Hits, Numbers
from nnfs_cli.task import Task

Draws = npt.NDArray[np.int16]
Weights = npt.NDArray[np.float64]

MOST_OCCURRENCES = 1_000_000
"""numbers; beyond it a table of them takes longer to fill than it saves"""


class Resamples:
    """`answers`, and which of their rows are in each draw: `draws` (draws, rows)."""

    def __init__(self, answers: Answers, draws: Draws) -> None:
        self.answers = answers
        self.draws = draws

    def __iter__(self) -> Iterator[Answers]:
        """The answers of each draw, row by row: slow, but it suits every metric."""
        return (self.answers.take(draw) for draw in self.draws)

    @cached_property
    def occurrences(self) -> Weights:
        """How often each row is in each draw, (draws, rows)."""
        rows = len(self.answers.p)
        occurrences = np.empty(self.draws.shape)
        for row, draw in zip(occurrences, self.draws, strict=True):
            row[:] = np.bincount(draw, minlength=rows)
        return occurrences

    def means(self, values: Numbers) -> Weights:
        """The mean of a value of each row (rows,) or of several (rows, k), in each draw."""
        numbers = np.asarray(values, np.float64)
        if self.draws.size > MOST_OCCURRENCES:
            return np.array([numbers[draw].mean(axis=0) for draw in self.draws])
        return np.asarray(self.occurrences @ numbers / self.draws.shape[1])

    @cached_property
    def hits(self) -> Hits:
        """Counted for every class: (draws, classes), for several labels (draws, labels, 2)."""
        true, said = self.answers.decisions
        if self.answers.task is Task.MULTICLASS:
            return self._hits(true[:, 0], said[:, 0], self.answers.t.shape[1])
        labels = [self._hits(t, p, 2) for t, p in zip(true.T, said.T, strict=True)]
        if self.answers.task is Task.BINARY:
            return labels[0]
        return Hits(*(np.stack(counts, axis=1) for counts in zip(*labels, strict=True)))

    def _hits(self, true: Counts, said: Counts, classes: int) -> Hits:
        """Counted by pairs of true and said, of which there are often few."""
        pairs, pair = np.unique(true * classes + said, return_inverse=True)
        counts = np.array([np.bincount(pair[draw], minlength=len(pairs)) for draw in self.draws])
        of_true, of_said = divmod(pairs, classes)
        same = of_true == of_said
        right = summed_by(counts[:, same], of_true[same], classes)
        wrongly = summed_by(counts[:, ~same], of_said[~same], classes)
        missed = summed_by(counts[:, ~same], of_true[~same], classes)
        return Hits(right, wrongly, missed)


def summed_by(counts: Counts, kinds: Counts, most: int) -> Counts:
    """The sums over columns of one kind: (draws, columns) to (draws, most)."""
    sums = np.zeros((len(counts), most), np.int64)
    if len(kinds):
        order = np.argsort(kinds, kind="stable")
        present, starts = np.unique(kinds[order], return_index=True)
        sums[:, present] = np.add.reduceat(counts[:, order], starts, axis=1)
    return sums
