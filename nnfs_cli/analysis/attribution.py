"""How much each column moved the answer for a row, away from the answer for a typical row.

Shapley values share the difference between the two answers out among the columns. A column's
share is what the answer changes when the column goes from its typical value to that of the row,
averaged over all orders in which the columns can go. The shares of a row add up to the difference
(completeness), columns that do nothing get none, and for a linear network a share is weight times
distance from the typical value. A category moves as a whole, and any network can be asked.

Up to MOST_EXACT columns every subset of them is asked, and the values are exact. For more, orders
are drawn with the seed, each with its reverse: the shares still add up, each of them is estimated.

Formula:
    phi_i = sum over S without i of |S|! (d - |S| - 1)! / d! (v(S + i) - v(S))
        v(S): the answer with the columns in S as in the row, the others typical; d: columns
Source:
    Shapley, A value for n-person games, 1953; Štrumbelj and Kononenko, Explaining prediction
    models and individual predictions with feature contributions, Knowledge and Information
    Systems 2014. Orders with their reverse: Mitchell, Cooper, Frank and Holmes, Sampling
    permutations for Shapley value estimation, JMLR 2022.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import Subject
from nnfs_cli.analysis.word_attribution import causes_of, has_bags, shares_of_words
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.task import Task

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.bool_]

MOST_EXACT = 9
"""columns whose 512 subsets are all asked"""
MOST_PAIRS = 16
"""of an order and its reverse"""
ANSWERS_PER_ROW = 2048
"""that are asked of wide tables, as far as one pair of orders allows"""
NUMBERS_AT_A_TIME = 1 << 21
MOST_ROWS_AT_A_TIME = 128
SETS_AT_A_TIME = 256


@dataclass(frozen=True, eq=False)
class Attribution:
    """What moved the answers to some rows."""

    columns: tuple[str, ...]
    """or words of texts, see `word_attribution`"""
    effects: Floats
    """shape (rows, columns, questions): one question for each target or label, in the target's
    unit or as a probability; of several classes the one question is the class that is answered"""
    typical: Floats
    """shape (rows, questions): the answer for the typical row"""
    answers: Floats
    """shape (rows, questions): typical + the sum of the effects"""


def attribution(subject: Subject, typical: Sequence[RawColumn], *, seed: int = 0) -> Attribution:
    """Shapley values of all columns for all rows, compared with the `typical` row, which is given
    as columns of one row. A row's values do not depend on the rows beside it.

    Where texts are bags of words, integrated gradients of the words and of all other columns.
    """
    encoders = [view.encoder for view in subject.views]
    words = has_bags(encoders[0])
    names = causes(encoders)
    at_a_time = max(1, min(MOST_ROWS_AT_A_TIME, NUMBERS_AT_A_TIME // (subject.width + 1)))
    found = []
    for start in range(0, subject.rows, at_a_time):
        rows = subject.take(np.arange(start, min(start + at_a_time, subject.rows)))
        found.append(shares_of_words(rows, typical) if words else _shared(rows, typical, seed))
    questions = 1 if subject.task is Task.MULTICLASS else subject.targets.outputs
    none = np.empty((0, len(names), questions)), *np.empty((2, 0, questions))
    effects, without, whole = map(np.concatenate, zip(*(found or [none]), strict=True))
    return Attribution(names, effects, without, whole)


def _shared(
    subject: Subject, typical: Sequence[RawColumn], seed: int
) -> tuple[Floats, Floats, Floats]:
    """Shapley values, and the answers with no column and every column as in the rows."""
    game = Game(subject, typical)
    exact = game.columns <= MOST_EXACT
    return exact_values(game) if exact else sampled_values(game, seed), *game.both_ends


class Game:
    """The answers to a few rows, when only some columns are as in the rows, the others typical."""

    def __init__(self, subject: Subject, typical: Sequence[RawColumn]) -> None:
        self.columns = len(subject.columns)
        self._subject = subject
        self._typical = [view.encoder.encode(typical, view.x.dtype).x for view in subject.views]
        self._inputs_of_columns = [
            [stretch.stop - stretch.start for stretch in view.stretches] for view in subject.views
        ]
        p = subject.outputs()
        self._classes = p.argmax(axis=1) if subject.task is Task.MULTICLASS else None
        ends = np.repeat([[False], [True]], self.columns, axis=1)
        self.both_ends: tuple[Floats, Floats] = (self.values(ends)[0], self.values(ends)[1])
        """the answers (rows, questions) with no column and with every column as in the rows"""

    def values(self, sets: Masks) -> Floats:
        """v(S) of sets of columns (k, columns), shape (k, rows, questions)."""
        rows = max(1, self._subject.rows * (self._subject.width + 1))
        at_a_time = max(1, NUMBERS_AT_A_TIME // rows)
        parts = range(0, len(sets), at_a_time)
        return np.concatenate([self._values(sets[at : at + at_a_time]) for at in parts])

    def _values(self, sets: Masks) -> Floats:
        blends = []
        for view, typical, inputs in zip(
            self._subject.views, self._typical, self._inputs_of_columns, strict=True
        ):
            taken = np.repeat(sets, inputs, axis=1)
            with_ones = np.pad(taken, ((0, 0), (0, 1)), constant_values=True)
            blend = np.where(with_ones[:, None], view.x, typical)
            blends.append(blend.reshape(-1, view.x.shape[1]))
        flat = self._subject.decoded(self._subject.outputs(blends))
        p: Floats = flat.reshape(len(sets), self._subject.rows, -1)
        if self._classes is None:
            return p
        of_class: Floats = np.take_along_axis(p, self._classes[None, :, None], axis=2)
        return of_class


def exact_values(game: Game) -> Floats:
    """phi (rows, columns, questions), from the answers of all sets of columns."""
    d = game.columns
    sets = (np.arange(2**d)[:, None] >> np.arange(d)) & 1 == 1
    sizes = sets.sum(axis=1)
    share = np.array([math.factorial(k) * math.factorial(d - k - 1) for k in range(d)])
    share = share / math.factorial(d)
    joining = share[np.maximum(sizes - 1, 0)][:, None]  # v(S + i), seen from S + i
    staying = share[np.minimum(sizes, d - 1)][:, None]
    weights = np.where(sets, joining, -staying)
    phi: Floats = np.einsum("kd,knq->ndq", weights, game.values(sets))
    return phi


def sampled_values(game: Game, seed: int) -> Floats:
    """The same, estimated: each column's share is its mean over orders drawn with the seed."""
    generator = np.random.default_rng(seed)
    without, whole = game.both_ends
    phi = np.zeros((len(whole), game.columns, whole.shape[1]))
    pairs = pairs_of_orders(game.columns)
    for _ in range(pairs):
        order = generator.permutation(game.columns)
        for one in (order, order[::-1]):
            place = np.argsort(one)
            before = without
            for start in range(1, game.columns, SETS_AT_A_TIME):
                sizes = np.arange(start, min(start + SETS_AT_A_TIME, game.columns))
                after = game.values(place < sizes[:, None])
                steps = np.diff(after, axis=0, prepend=before[None])
                phi[:, one[sizes - 1]] += steps.transpose(1, 0, 2)
                before = after[-1]
            phi[:, one[-1]] += whole - before
    return phi / (2 * pairs)


def pairs_of_orders(columns: int) -> int:
    return max(1, min(MOST_PAIRS, ANSWERS_PER_ROW // (2 * columns)))


def causes(encoders: Sequence[TableEncoder]) -> tuple[str, ...]:
    """What can move an answer: the columns, and of texts that are bags their words."""
    if has_bags(encoders[0]):
        return causes_of(encoders)
    return tuple(column.name for column in encoders[0].columns)


def how(encoders: Sequence[TableEncoder]) -> str:
    """How the effects are found, in words."""
    columns = len(encoders[0].columns)
    if has_bags(encoders[0]):
        return "integrated gradients of words and columns"
    if columns <= MOST_EXACT:
        return "Shapley values, exact"
    return f"Shapley values, estimated from {2 * pairs_of_orders(columns)} orders of the columns"
