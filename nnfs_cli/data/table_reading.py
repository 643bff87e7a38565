"""The one pass over a table in which the values are read, and counted on the way.

How many rows there will be is known only at the end, so columns grow as the rows come.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.raw_columns import Indices, RawColumn
from nnfs_cli.data.surveys import Survey, WordSurvey
from nnfs_cli.data.table_scan import RowCondition, TableScan
from nnfs_cli.data.typed_columns import TypedColumn

Values = npt.NDArray[np.float64]
FIRST_ROOM = 65_536


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


class GrowingColumn:
    """A column that gets longer."""

    def __init__(self, column: TypedColumn) -> None:
        self.column = column
        self.name = column.name
        self._room = np.empty(FIRST_ROOM, column.dtype)  # what is not yet filled costs no memory
        self._filled = 0

    def extend(self, values: Values) -> None:
        end = self._filled + len(values)
        if end > len(self._room):
            self._room.resize(max(end, 2 * len(self._room)), refcheck=False)
        self._room[self._filled : end] = values
        self._filled = end

    def finish(self) -> RawColumn:
        """The column; nothing can be added to it any more."""
        self._room.resize(self._filled, refcheck=False)
        return self.column.raw(self._room)


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
    growing = [GrowingColumn(column) for column in columns]
    surveys = {
        column.name: WordSurvey(column.words) if column.kind == "categorical" else Survey()
        for column in columns
        if column.name in trusted
    }
    numbers: list[Indices] = []
    rows_in_file = rows_passing = 0
    for passes, *arrays in scan.doubles([reading.value for reading in readings], rows):
        passing = np.flatnonzero(passes)
        complete = np.ones(len(passing), dtype=np.bool_)
        values = [array[passing] for array in arrays]
        for column, cells in zip(columns, values, strict=True):
            if column.name in surveys:
                surveys[column.name].add(cells)
            if column.name in never_missing:
                complete &= ~column.missing(cells)
        for store, cells in zip(growing, values, strict=True):
            store.extend(cells[complete])
        numbers.append(passing[complete] + rows_in_file + 1)
        rows_in_file += len(passes)
        rows_passing += len(passing)
    return TableReading(
        rows_in_file,
        rows_passing,
        np.concatenate([np.empty(0, np.int64), *numbers]),
        {store.name: store.finish() for store in growing},
        surveys,
    )
