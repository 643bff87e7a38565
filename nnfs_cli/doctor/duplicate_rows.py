"""Rows that are both learned from and judged by: the score then tells what was memorized.

Rows are compared by what enters the network and the answer, each through one number that equal
rows share. Where columns have few values, equal rows are no copies but a matter of course, and so
they are where they differ in the answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.plan import Plan
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.doctor.column_concerns import sampled
from nnfs_cli.doctor.concern import Concern

FEWEST, SHARE, FEWEST_HELD = 5, 0.02, 20
"""copies, and how many of the rows that judge those are: below, it hardly matters"""
MOST_VALUES = 200_000_000
"""that are read to look for copies; of larger data no more rows than that"""
HELD_ROWS, SAMPLE_ROWS = 20_000, 2000
VARIED = 0.5
"""of the different rows have another value in one column at least, where rows are not coarse"""
NEARLY_ALL = 0.9
"""of the rows that judge: then the whole table is there twice, however coarse it is"""
DISAGREE = 0.05
"""of the rows with equal inputs, at most, in the answer: copies do not"""
BY_CHANCE = 20
"""so many combinations of values for each row, and equal rows are no coincidence"""
BLOCK_BYTES = 400_000
"""looked at together: what a core's cache holds"""

Marks = npt.NDArray[np.uint64]


def duplicate_concerns(plan: Plan) -> tuple[Concern, ...]:
    """One for the part with most copies of training rows, if there are enough of them."""
    held = [part for part in _held(plan) if len(part[2]) >= FEWEST_HELD]
    known = {id(training): _known(plan, training) for _, training, _ in held}  # often the same
    found = [
        (_copies(plan, known[id(training)], rows), len(rows), part) for part, training, rows in held
    ]
    telling = [each for each in found if each[0] >= max(FEWEST, SHARE * each[1])]
    if not telling:
        return ()
    copies, rows_of_part, part = max(telling, key=lambda each: each[0] / each[1])
    varied = _varied(plan) or copies >= NEARLY_ALL * rows_of_part or _of_words_or_pixels(plan)
    if not (varied and _in_many_ways(plan) and _agree_in_answers(plan)):
        return ()
    of_table = plan.data.row_title == "row"
    rows = "rows" if of_table else "images"
    together = "Remove the copies, or keep them together: split: {group: COLUMN}"
    return (
        Concern(
            f"{copies:,} of {rows_of_part:,} {part} {rows} are copies of training {rows}",
            "the network has seen them with their answers, which makes the scores too good",
            together if of_table else "Remove the copies",
        ),
    )


def _held(plan: Plan) -> list[tuple[str, Indices, Indices]]:
    split, training = plan.data.split, plan.data.split.training
    parts = [("test", training, split.test), ("validation", training, split.validation)]
    if plan.data.folds:
        fold = plan.data.folds[0]
        parts = [parts[0], ("validation", fold.training, fold.validation)]
    return [part for part in parts if len(part[1]) and len(part[2])]


def _known(plan: Plan, training: Indices) -> Marks:
    """The marks of the rows that are learned from, in order."""
    width = plan.data.dataset.x.shape[1]
    return np.sort(_marks(plan, training[: max(1, MOST_VALUES // width)]))


def _copies(plan: Plan, known: Marks, rows: Indices) -> int:
    """How many of the rows have a copy in training, projected from those that were looked at."""
    looked_at = rows[:: -(-len(rows) // HELD_ROWS)]
    marks = _marks(plan, looked_at)
    places = np.minimum(np.searchsorted(known, marks), len(known) - 1)
    copies = int(np.count_nonzero(known[places] == marks))
    return round(copies * len(rows) / len(looked_at))


def _marks(plan: Plan, rows: Indices) -> Marks:
    """A number for each row, shape (rows,), that only rows with equal inputs and answer share."""
    of_x, of_t = _marks_apart(plan, rows)
    return of_x + of_t


def _marks_apart(plan: Plan, rows: Indices) -> tuple[Marks, Marks]:
    """One for its inputs and one for its answer."""
    dataset = plan.data.dataset
    of_x, of_t = np.empty(len(rows), np.uint64), np.empty(len(rows), np.uint64)
    at_a_time = max(1, BLOCK_BYTES // dataset.x[:1].nbytes)
    for start in range(0, len(rows), at_a_time):
        block = slice(start, start + at_a_time)
        of_x[block] = _marks_of(dataset.x[rows[block]], seed=0)
        of_t[block] = _marks_of(dataset.t[rows[block]], seed=1)
    return of_x, of_t


def _marks_of(values: npt.NDArray[np.generic], seed: int) -> Marks:
    """The bits of each row as whole numbers, times random ones, added up modulo 2^64."""
    bits = np.ascontiguousarray(values).view(np.uint8)
    kind = next(kind for kind in (np.uint64, np.uint32, np.uint8) if _divides(kind, bits.shape[1]))
    words = bits.view(kind)
    factors = np.random.default_rng(seed).integers(0, 2**63, words.shape[1], np.uint64) * 2 + 1
    marks: Marks = np.einsum("rw,w->r", words, factors, dtype=np.uint64, casting="unsafe")
    return marks


def _divides(kind: type[np.unsignedinteger[Any]], size: int) -> bool:
    return size % np.dtype(kind).itemsize == 0


def _varied(plan: Plan) -> bool:
    """Whether some column, or an answer, differs between most of the rows that differ at all."""
    rows = sampled(plan.data.split.training, SAMPLE_ROWS)
    different = len(np.unique(_marks(plan, rows)))
    dataset = plan.data.dataset
    columns = [*dataset.t[rows].T, *dataset.x[rows].T]
    return any(len(np.unique(column)) > VARIED * different for column in columns)


def _agree_in_answers(plan: Plan) -> bool:
    """Whether rows with equal inputs have equal answers, as copies have and others need not."""
    split = plan.data.split
    rows = np.concatenate([split.training, split.validation, split.test])
    rows = rows[: max(1, MOST_VALUES // plan.data.dataset.x.shape[1])]
    of_x, of_t = _marks_apart(plan, rows)
    order = np.lexsort((of_t, of_x))
    equal = of_x[order][1:] == of_x[order][:-1]
    # in the order of inputs and answers: a group has a step for each answer but its first
    other = equal & (of_t[order][1:] != of_t[order][:-1])
    return bool(other.sum() <= DISAGREE * equal.sum())


def _in_many_ways(plan: Plan) -> bool:
    """Whether inputs can differ in so many ways that hardly any two would be equal by chance."""
    dataset, ways = plan.data.dataset, 1.0
    for column in dataset.x[sampled(plan.data.split.training, SAMPLE_ROWS)].T:
        ways *= len(np.unique(column))
        if ways > BY_CHANCE * dataset.rows:
            return True
    return False


def _of_words_or_pixels(plan: Plan) -> bool:
    """Inputs that are many, each with few values."""
    inputs = plan.data.inputs
    if not isinstance(inputs, TableEncoder):
        return True
    return any(isinstance(column, TextInput) for column in inputs.columns)
