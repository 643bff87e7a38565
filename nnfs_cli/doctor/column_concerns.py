"""Columns of a table that are no fair features: they know the answer, or name the row, or are empty
of meaning because they never change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.plan import Plan
from nnfs_cli.config.dump import dump_value
from nnfs_cli.data.column_evidence import answer_known, is_called_identifier, tells_target
from nnfs_cli.data.column_profile import counts_rows
from nnfs_cli.data.columns import CategoricalInput, NumericInput
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

SAMPLE_ROWS = 20_000
SAMPLE_CELLS = 4_000_000
MOST_NAMED = 6
FEWEST_ROWS = 20
"""from which on a column that counts is taken for a number of the row"""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SeenColumn:
    """A column as the network gets it, in some training rows."""

    name: str
    values: Numbers
    """(rows,): numbers as they are scaled, or the positions of words; -1 for an unknown word"""
    whole: bool
    """whether they are whole numbers in the file"""


def column_concerns(plan: Plan) -> Iterator[Concern]:
    """What is wrong with single columns, judged by a sample of the training rows."""
    inputs = plan.data.inputs
    if not isinstance(inputs, TableEncoder):
        return
    rows = sampled(plan.data.split.training, SAMPLE_CELLS // max(1, inputs.width))
    columns = [*_seen(inputs, plan.data.dataset.x, rows)]
    constant = [column for column in columns if (column.values == column.values[:1]).all()]
    left = [column for column in columns if column not in constant]
    several, rows_of_table = len(inputs.columns) > 1, plan.data.dataset.rows
    counting = [column for column in left if several and _names_rows(column, rows_of_table)]
    for column in left:
        if column not in counting:
            yield from _leak(plan, column, rows)
    for column in counting:
        yield _identifier(column.name)
    if constant:
        yield _constant([column.name for column in constant])


def sampled(rows: Indices, most: int) -> Indices:
    """Some of the rows, spread evenly over all of them; the same each time."""
    most = max(1, min(SAMPLE_ROWS, most))
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def _seen(inputs: TableEncoder, x: npt.NDArray[np.generic], rows: Indices) -> Iterator[SeenColumn]:
    """The columns but for texts, a network input or several each."""
    start = 0
    for column in inputs.columns:
        end = start + len(column.input_names)
        if isinstance(column, CategoricalInput):
            ones = cast(Numbers, x[rows, start:end])
            codes = np.where(ones.any(axis=1), ones.argmax(axis=1), -1)
            yield SeenColumn(column.name, codes.astype(np.float64), whole=False)
        elif not isinstance(column, TextInput):
            values = x[rows, start].astype(np.float64)
            whole = isinstance(column, NumericInput) and _are_whole(column, values)
            yield SeenColumn(column.name, values, whole)
        start = end


def _are_whole(column: NumericInput, z: Numbers) -> bool:
    """Whether scaled values z were whole numbers, as far as their digits tell."""
    values = z
    for step in reversed(column.steps):
        values = step.inverse(values)
    precise = 1e-3 + 1e-6 * float(np.abs(values).max())
    return bool(np.abs(values - np.round(values)).max() < precise)


def _names_rows(column: SeenColumn, rows_of_table: int) -> bool:
    if not column.whole or len(column.values) < FEWEST_ROWS:
        return False
    if counts_rows(column.values, rows_of_table):
        return True
    different = len(np.unique(column.values)) == len(column.values)
    return different and is_called_identifier(column.name)


def _leak(plan: Plan, column: SeenColumn, rows: Indices) -> Iterator[Concern]:
    t, names = plan.data.dataset.t, plan.data.targets.names
    if plan.task is Task.MULTICLASS:
        answers = {names[0] if len(names) == 1 else "the class": t[rows].argmax(axis=1)}
    else:
        answers = {name: t[rows, place] for place, name in enumerate(names)}
    for name, y in answers.items():
        told = tells_target(column.values, y, y_is_class=plan.task is not Task.REGRESSION)
        if told is not None:
            known = answer_known(told, f"'{name}'")
            yield Concern(
                f"'{column.name}' {known}",
                "if it comes from the answer, or is only known together with it, the scores are "
                "too good to be true",
                f"Unless it is known beforehand, leave it out: {_exclude([column.name])}",
            )


def _identifier(name: str) -> Concern:
    return Concern(
        f"'{name}' has another value in every row and seems to number the rows",
        "the network can learn rows by heart from it, and new rows have new numbers",
        f"Leave it out: {_exclude([name])}",
    )


def _constant(names: list[str]) -> Concern:
    several = len(names) > 1
    which = f"{len(names):,} columns have" if several else f"'{names[0]}' has"
    said = f": {listed(names, MOST_NAMED)}" if several else ""
    return Concern(
        f"{which} the same value in every training row{said}",
        "nothing can be learned from that",
        f"Leave {'them' if several else 'it'} out: {_exclude(names)}",
    )


def _exclude(names: list[str]) -> str:
    return f"exclude: {dump_value(tuple(names[:MOST_NAMED]))}"
