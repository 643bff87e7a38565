"""The one pass over a table in which the values are read, and counted on the way.

How many rows there will be is known only at the end, so columns grow as the rows come; long ones
move to a file.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.stored_values import GrowingColumns
from nnfs_cli.data.surveys import Survey, WordSurvey
from nnfs_cli.data.table_scan import RowCondition, TableScan
from nnfs_cli.data.texts import texts_of_rows
from nnfs_cli.data.typed_columns import TypedColumn

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TableReading:
    """What a pass over the table brought."""

    rows_in_file: int
    rows_passing: int
    """those that meet the condition"""
    row_numbers: npt.NDArray[np.int64]
    """shape (rows,): of the rows kept, counted from 1"""
    columns: dict[str, RawColumn]
    """of the rows kept"""
    surveys: dict[str, Survey]
    """what the cells of the trusted columns are, in all rows that pass"""


def read_table(
    scan: TableScan,
    columns: Sequence[TypedColumn],
    rows: RowCondition,
    *,
    never_missing: Container[str],
    trusted: Container[str],
) -> TableReading:
    """Read the columns of all rows that pass, but those that miss a cell of `never_missing`.

    The trusted columns are read the quick way; their surveys tell whether that was good enough.
    Raises a DataError for each line that does not fit.
    """
    readings = [column.reading(scan, quick=column.name in trusted) for column in columns]
    growing = GrowingColumns([np.int64, *(column.dtype for column in columns)])
    surveys = {
        column.name: WordSurvey(column.words) if column.kind == "categorical" else Survey()
        for column in columns
        if column.name in trusted
    }
    rows_in_file = rows_passing = 0
    for passes, *arrays in scan.doubles([reading.value for reading in readings], rows):
        passing = np.flatnonzero(passes)
        complete = np.ones(len(passing), dtype=np.bool_)
        all_pass = len(passing) == len(passes)
        values = arrays if all_pass else [array[passing] for array in arrays]
        for column, cells in zip(columns, values, strict=True):
            if column.name in surveys:
                surveys[column.name].add(cells)
            if column.name in never_missing:
                complete &= ~column.missing(cells)
        kept = [passing + rows_in_file + 1, *values]
        growing.extend(kept if complete.all() else [cells[complete] for cells in kept])
        rows_in_file += len(passes)
        rows_passing += len(passing)
    row_numbers, *read = growing.finish()
    texts = texts_of_rows(scan, columns, row_numbers)
    raw = {
        column.name: column.raw(texts.get(column.name, cells))
        for column, cells in zip(columns, read, strict=True)
    }
    return TableReading(rows_in_file, rows_passing, row_numbers, raw, surveys)
