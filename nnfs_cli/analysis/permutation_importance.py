"""Which columns a trained network needs: how much worse it answers when one of them is scrambled.

A column whose values are dealt out anew among the rows keeps its values and loses what they say
about their rows. What the metric loses is what the network took from that column. Two columns that
say the same can stand in for each other, and then each of them seems to matter less.

Source: Breiman, Random forests, Machine Learning 2001, section 10; Fisher, Rudin and Dominici, All
models are wrong, but many are useful, JMLR 2019 (for any model).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import Subject
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.metrics import Metric, measure

MOST_ROWS = 2000
MOST_COLUMNS = 100
MOST_NUMBERS = 1 << 24
"""in the rows that go through the networks for one column"""
MOST_NUMBERS_IN_ALL = 1 << 27
FEWEST_ROWS = 100
"""that say enough: of a very wide table fewer columns are looked at, rather than fewer rows"""
ROWS_FOR_SLOPES = 256


@dataclass(frozen=True)
class ColumnImportance:
    """How much one column matters."""

    column: str
    mean: float
    """how much worse the metric became, positive for worse, in the metric's own unit"""
    spread: float
    """standard deviation over the repeats (divided by their number)"""
    drops: tuple[float, ...]
    """of each repeat"""


@dataclass(frozen=True)
class PermutationImportance:
    """All columns that were scrambled, the most important first."""

    columns: tuple[ColumnImportance, ...]
    metric: str
    score: float
    """of the rows as they are"""
    repeats: int
    rows: int
    """that were asked about"""
    of_rows: int
    """that there are"""
    left_out: int
    """columns that were not scrambled, as the outputs grow least with them"""

    @property
    def note(self) -> str:
        """What was sampled, as a sentence; "" where nothing was."""
        rows = f"{self.rows:,} of {self.of_rows:,} rows, drawn at random"
        most = len(self.columns)
        columns = f"the {most:,} of {most + self.left_out:,} columns that move the outputs most"
        parts = [rows] * (self.rows < self.of_rows) + [columns] * bool(self.left_out)
        return f"Measured on {' and '.join(parts)}." if parts else ""


def permutation_importance(
    subject: Subject, metric: Metric, *, repeats: int = 5, seed: int = 0
) -> PermutationImportance | None:
    """Scramble one column after the other; None where the metric has no score for the rows.

    Of many rows some are drawn, of many columns those with the steepest slopes are taken.
    """
    most_rows, most_columns = _limits(subject, repeats)
    drawn = subject.sampled(most_rows, seed)
    score = _score(metric, drawn.answers(drawn.outputs()))
    if score is None:
        return None
    places = _steepest(drawn, most_columns)
    generator = np.random.default_rng(seed)
    orders = np.stack([generator.permutation(drawn.rows) for _ in range(repeats)])
    scrambled = Scrambled(drawn, orders)
    importances = [
        _importance(drawn.names[place], metric, score, scrambled.scores(place, metric))
        for place in places
    ]
    importances.sort(key=lambda importance: -importance.mean)
    left_out = len(drawn.columns) - len(places)
    rows = drawn.rows, subject.rows
    return PermutationImportance(
        tuple(importances), metric.title, score, repeats, *rows, left_out=left_out
    )


class Scrambled:
    """The rows of a subject once for each repeat, below each other, a column in another order."""

    def __init__(self, subject: Subject, orders: npt.NDArray[np.intp]) -> None:
        """`orders` is (repeats, rows)."""
        self._subject = subject
        self._orders = orders
        self._x = [np.tile(view.x, (len(orders), 1)) for view in subject.views]

    def scores(self, place: int, metric: Metric) -> list[float | None]:
        """The metric for each repeat with the column at `place` scrambled."""
        subject, repeats = self._subject, len(self._orders)
        stretches = subject.stretches(place)
        for x, view, stretch in zip(self._x, subject.views, stretches, strict=True):
            x[:, stretch] = view.x[self._orders.ravel(), stretch]
        p = subject.outputs(self._x)
        for x, view, stretch in zip(self._x, subject.views, stretches, strict=True):
            x[:, stretch] = np.tile(view.x[:, stretch], (repeats, 1))
        return [_score(metric, subject.answers(part)) for part in np.split(p, repeats)]


def _limits(subject: Subject, repeats: int) -> tuple[int, int]:
    """How many rows and columns there is time for; all repeats of a column pass in one piece."""
    row = repeats * (subject.width + 1)
    affordable = max(1, MOST_NUMBERS_IN_ALL // (FEWEST_ROWS * row))
    columns = min(MOST_COLUMNS, affordable, len(subject.columns))
    rows = min(MOST_ROWS, MOST_NUMBERS // row, MOST_NUMBERS_IN_ALL // (row * columns))
    return max(1, rows), columns


def _score(metric: Metric, answers: Answers) -> float | None:
    return measure([metric], answers)[metric.title]


def _importance(
    column: str, metric: Metric, score: float, scores: list[float | None]
) -> ColumnImportance:
    """A repeat for which the metric is not defined does not count."""
    sign = 1.0 if metric.higher_is_better else -1.0
    drops = [sign * (score - one) for one in scores if one is not None]
    mean, spread = (float(np.mean(drops)), float(np.std(drops))) if drops else (0.0, 0.0)
    return ColumnImportance(column, mean, spread, tuple(drops))


def _steepest(subject: Subject, most: int) -> list[int]:
    """The columns whose spread, times the slope of the outputs along it, is largest; in order.

    This first guess is for tables so wide that not every column can be scrambled.
    """
    if len(subject.columns) <= most:
        return list(range(len(subject.columns)))
    view = subject.views[0]
    x: Array = view.x[:ROWS_FOR_SLOPES]
    size = np.zeros(x.shape[1] - 1)
    for k in range(subject.t.shape[1]):
        dy = np.zeros((len(x), subject.t.shape[1]), x.dtype)
        dy[:, k] = 1
        size += np.abs(view.network.input_slopes(x, dy)).mean(axis=0)
    size *= view.x[:, :-1].std(axis=0)
    of_columns = np.array([size[stretch].sum() for stretch in view.stretches])
    return sorted(np.argsort(-of_columns, kind="stable")[:most].tolist())
