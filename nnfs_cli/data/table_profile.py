"""A first look at a table that nothing is known about: every column, and a sample of the rows.

All cells are counted in one pass, which DuckDB makes in parallel and in little memory. A second
one keeps some rows of a long table; their number is limited, so a look takes seconds however long
the table is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import number, present_text, read_number
from nnfs_cli.data.column_profile import (
    CellCounts,
    ColumnProfile,
    number_sql,
    profile_of_numbers,
    profile_of_words,
)
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.surveys import first_cells, seem_numeric
from nnfs_cli.data.table_format import SNIFF_ALL, FormatOptions, TableFormat
from nnfs_cli.data.table_scan import ALL_ROWS, TableScan, open_table
from nnfs_cli.errors import DataError

SAMPLE_ROWS = 20_000
SAMPLE_CELLS = 4_000_000
FEWEST_SAMPLED = 1000
MOST_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class TableProfile:
    """A table at first sight."""

    path: Path
    format: TableFormat | None
    """None for Parquet"""
    rows: int
    columns: tuple[ColumnProfile, ...]
    sample: Mapping[str, RawColumn]
    """each column in the rows that were looked at"""
    classes: Mapping[str, tuple[tuple[str, int], ...]]
    """how many rows have each value, of the columns that this was asked for and that do not have
    too many"""

    @property
    def sampled_rows(self) -> int:
        return next(iter(self.sample.values())).rows

    @property
    def sampled(self) -> bool:
        return self.sampled_rows < self.rows

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnProfile:
        return self.columns[self.names.index(name)]

    def gaps(self, names: Iterable[str]) -> npt.NDArray[np.bool_]:
        """In which of the sampled rows one of these columns is missing, shape (rows,)."""
        gaps = np.zeros(self.sampled_rows, np.bool_)
        for name in names:
            gaps |= self.sample[name].missing()
        return gaps


def profile_table(
    path: Path, count_classes_of: Sequence[str] = (), options: FormatOptions = SNIFF_ALL
) -> TableProfile:
    """Look at a table. Names that it does not have are not counted, and no error.

    Raises DataError for a file that is no table, for lines that do not fit, and without a row.
    """
    with open_table(path, options, count_classes_of) as scan:
        counts = _count_cells(scan)
        rows = counts[0].rows
        if not rows:
            raise DataError("the table has no rows, only a header", scan.file.shown, "Add some.")
        most = max(FEWEST_SAMPLED, min(SAMPLE_ROWS, SAMPLE_CELLS // len(scan.names)))
        looked_at = [
            number_sql(_number(scan, name)) if counted.looks_numeric else _text(scan, name)
            for name, counted in zip(scan.names, counts, strict=True)
        ]
        sample = scan.sampled(looked_at, -(-rows // most))
        profiles: list[ColumnProfile] = []
        columns: dict[str, RawColumn] = {}
        for name, counted, values in zip(scan.names, counts, sample, strict=True):
            if counted.looks_numeric:
                profile, column = profile_of_numbers(name, counted, values.astype(np.float64))
            else:
                profile, column = profile_of_words(name, counted, values.tolist())
            if profile.wrong:
                profile = replace(profile, odd=_first_wrong(scan, name))
            profiles.append(profile)
            columns[name] = column
        classes = {
            name: tuple(scan.counted(name, MOST_CLASSES))
            for name, counted in zip(scan.names, counts, strict=True)
            if name in count_classes_of and counted.distinct <= 2 * MOST_CLASSES
        }
        return TableProfile(path, scan.format, rows, tuple(profiles), columns, classes)


def _count_cells(scan: TableScan) -> list[CellCounts]:
    """Quickly where the first cells of a column are numbers, and again if others are none."""
    seem = [seem_numeric(first, scan.decimal) for first in first_cells(scan, scan.names).values()]
    counts = _counted(scan, scan.names, seem)
    doubtful = [
        place for place, of_one in enumerate(counts) if seem[place] and not of_one.all_numbers
    ]
    if doubtful:
        again = _counted(scan, [scan.names[k] for k in doubtful], [False] * len(doubtful))
        for place, of_one in zip(doubtful, again, strict=True):
            counts[place] = of_one
    return counts


def _counted(scan: TableScan, names: Sequence[str], numeric: Sequence[bool]) -> list[CellCounts]:
    asked = ["count(*)"]
    for name, seems_numeric in zip(names, numeric, strict=True):
        value, text = _number(scan, name), scan.column(name)
        if not seems_numeric:
            value, text = number_sql(value), _text(scan, name)
        asked += [f"count({text})", f"count({value})", f"min({value})", f"max({value})"]
        asked += [f"approx_count_distinct({value if seems_numeric else text})"]
    rows, *found = scan.one_row(asked)
    of_columns = [found[start : start + 5] for start in range(0, len(found), 5)]
    return [CellCounts(cast(int, rows), *cast("list[int]", counts)) for counts in of_columns]


def _first_wrong(scan: TableScan, name: str) -> str:
    """The first cell that should be a number and is none."""
    wrong = read_number(scan.column(name), scan.decimal).wrong
    return next((repr(cell) for _, cell in scan.cells_where(wrong, name, 1, ALL_ROWS)), "")


def _number(scan: TableScan, name: str) -> str:
    return number(scan.column(name), scan.decimal)


def _text(scan: TableScan, name: str) -> str:
    return present_text(scan.column(name))


def is_large(path: Path) -> bool:
    """Whether reading the file once more takes long enough to be noticed."""
    return os.path.getsize(path) > 20_000_000  # noqa: PTH202
