"""Rows that are both learned from and judged by: the score then tells what was memorized.

Rows are compared by what enters the network and the answer, each through one number that equal
rows share. Where few columns have few values, equal rows are no copies but a matter of course.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.plan import Plan
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.doctor.concern import Concern

FEWEST, SHARE = 3, 0.02
"""copies among the rows that judge, and how many of them those are: below, it hardly matters"""
MOST_VALUES = 200_000_000
"""that are read to look for copies; of larger data no more rows than that"""
HELD_ROWS = 20_000
BY_CHANCE = 20
"""so many combinations of values for each row, and equal rows are no coincidence"""
BLOCK = 4096

Marks = npt.NDArray[np.uint64]


def duplicate_concerns(plan: Plan) -> tuple[Concern, ...]:
    """One for the part with most copies of training rows, if there are enough of them."""
    held = _held(plan)
    found = [(_copies(plan, training, rows), len(rows), part) for part, training, rows in held]
    telling = [each for each in found if each[0] >= max(FEWEST, SHARE * each[1])]
    if not telling or not _rich(plan):
        return ()
    copies, rows_of_part, part = max(telling, key=lambda each: each[0] / each[1])
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
    split = plan.data.split
    parts = [("test", split.training, split.test), ("validation", split.training, split.validation)]
    if plan.data.folds:
        fold = plan.data.folds[0]
        parts = [parts[0], ("validation", fold.training, fold.validation)]
    return [part for part in parts if len(part[1]) and len(part[2])]


def _copies(plan: Plan, training: Indices, rows: Indices) -> int:
    """How many of the rows have a copy in training, projected from those that were looked at."""
    width = plan.data.dataset.x.shape[1]
    training = training[: max(1, MOST_VALUES // width)]
    looked_at = rows[:: -(-len(rows) // HELD_ROWS)]
    known = np.unique(_marks(plan, training))
    copies = int(np.isin(_marks(plan, looked_at), known).sum())
    return round(copies * len(rows) / len(looked_at))


def _marks(plan: Plan, rows: Indices) -> Marks:
    """A number for each row, shape (rows,), that others have only if inputs and answer are the
    same: the bits of the row as whole numbers, times random ones, added up modulo 2^64.
    """
    marks = np.empty(len(rows), np.uint64)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        of_t = _marks_of(plan.data.dataset.t[block], seed=1)
        marks[start : start + BLOCK] = _marks_of(plan.data.dataset.x[block], seed=0) + of_t
    return marks


def _marks_of(values: npt.NDArray[np.generic], seed: int) -> Marks:
    bits = np.ascontiguousarray(values).view(np.uint8)
    kind = next(kind for kind in (np.uint64, np.uint32, np.uint8) if _divides(kind, bits.shape[1]))
    words = bits.view(kind)
    factors = np.random.default_rng(seed).integers(0, 2**63, words.shape[1], np.uint64) * 2 + 1
    marks: Marks = (words * factors).sum(axis=1, dtype=np.uint64)
    return marks


def _divides(kind: type[np.unsignedinteger[Any]], size: int) -> bool:
    return size % np.dtype(kind).itemsize == 0


def _rich(plan: Plan) -> bool:
    """Whether inputs can differ in so many ways that equal rows must be copies."""
    dataset = plan.data.dataset
    rows = plan.data.split.training
    x = dataset.x[rows[:: -(-len(rows) // 2000)]]
    ways = 1.0
    for column in x.T:
        ways *= len(np.unique(column))
        if ways > BY_CHANCE * dataset.rows:
            return True
    return False
