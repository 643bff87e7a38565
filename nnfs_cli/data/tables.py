"""Loading a table to learn from: one file in, typed columns out.

The story is told by `load_table`: find the columns, look at every cell once, decide what each
column is, complain about everything at once, and only then read the values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cell_mistakes import missing_cells, wrong_cells
from nnfs_cli.data.column_choice import (
    ColumnChoice,
    ColumnKey,
    ColumnSelector,
    FeatureChoice,
    choose_columns,
    unknown_column,
)
from nnfs_cli.data.column_types import (
    ColumnOptions,
    MissingPolicy,
    Survey,
    WantedColumn,
    survey,
    typed_columns,
)
from nnfs_cli.data.filters import Filter, all_of, parse_filters
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.table_format import FormatOptions, TableFormat
from nnfs_cli.data.table_scan import RowCondition, TableScan, open_table
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import ConfigError, DataError, NNError, raise_together


@dataclass(frozen=True)
class TableRequest:
    """Which table, and what of it. A config's `dataset` says the same in the same words."""

    path: Path
    target: tuple[ColumnKey, ...]
    delimiter: str = "auto"
    decimal: str = "auto"
    header: bool | Literal["auto"] = "auto"
    features: FeatureChoice = "all"
    exclude: tuple[ColumnSelector, ...] = ()
    columns: Mapping[str, ColumnOptions] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    missing: MissingPolicy = "drop"
    target_kind: Literal["auto", "numeric", "categorical"] = "auto"
    """what the network needs: numbers, or classes; auto: what the column looks like"""
    keep: tuple[ColumnKey, ...] = ()
    """more columns to load, as words: one whose equal rows stay together"""

    def options(self, name: str) -> ColumnOptions:
        return self.columns.get(name, ColumnOptions())


@dataclass(frozen=True)
class TableData:
    """The columns of a table, and what was left out on the way."""

    features: tuple[RawColumn, ...]
    targets: tuple[RawColumn, ...]
    kept: tuple[RawColumn, ...]
    row_numbers: npt.NDArray[np.int64]
    """shape (rows,): which row of the file each row is, counted from 1"""
    format: TableFormat | None
    """None for Parquet"""
    rows_in_file: int
    rows_filtered: int
    """left out by filters"""
    rows_dropped: int
    """left out because a cell is missing"""
    missing: dict[str, int]
    """missing cells of each column that has some, among the rows that pass the filters"""
    column_missing: dict[str, MissingPolicy]
    """what holds for the missing cells of each feature and target"""

    @property
    def rows(self) -> int:
        return len(self.row_numbers)


def load_table(request: TableRequest) -> TableData:
    """Read a table. Raises ConfigErrors (at keys of the config) and DataErrors, all at once."""
    options = FormatOptions(request.delimiter, request.decimal, request.header)
    known = [key for key in request.target if isinstance(key, str)]
    with open_table(request.path, options, known) as scan:
        choice, filters = _find(scan.names, request)
        rows = all_of(filters, scan)
        surveys = survey(scan, choice.all, rows)
        rows_in_file = _rows_in_file(scan, surveys, filters)
        columns = typed_columns(scan, _wanted(request, choice), surveys, rows)
        policies = _missing_policies(request, choice, columns)
        _refuse_cells(scan, columns, surveys, policies, rows)
        row_numbers, raw = _read(scan, columns, policies, rows, surveys[choice.targets[0]].rows)
        if not len(row_numbers):
            raise DataError("no row is complete", scan.file.shown, _fullest(surveys, policies))
        rows_passing = surveys[choice.targets[0]].rows
        return TableData(
            features=tuple(raw[name] for name in choice.features),
            targets=tuple(raw[name] for name in choice.targets),
            kept=tuple(raw[name] for name in choice.kept),
            row_numbers=row_numbers,
            format=scan.format,
            rows_in_file=rows_in_file,
            rows_filtered=rows_in_file - rows_passing,
            rows_dropped=rows_passing - len(row_numbers),
            missing={name: surveys[name].missing for name in policies if surveys[name].missing},
            column_missing=policies,
        )


def _find(names: Sequence[str], request: TableRequest) -> tuple[ColumnChoice, tuple[Filter, ...]]:
    """The columns and filters asked for, or an error for every name that the table lacks."""
    unknown: list[NNError] = [
        unknown_column(name, names, f"dataset.columns.{name}")
        for name in request.columns
        if name not in names
    ]
    try:
        choice = choose_columns(
            names, request.features, request.exclude, request.target, request.keep
        )
    except NNError as error:
        unknown.insert(0, error)
    try:
        filters = parse_filters(request.filters, names)
    except NNError as error:
        unknown.append(error)
    raise_together(unknown)
    return choice, filters


def _rows_in_file(scan: TableScan, surveys: Mapping[str, Survey], filters: Sequence[Filter]) -> int:
    """How many rows there are. Raises DataError when there are none, or filters leave none."""
    passing = next(iter(surveys.values())).rows
    rows = cast(int, scan.one_row(["count(*)"])[0]) if filters else passing
    if not rows:
        raise DataError("the table has no rows, only a header", scan.file.shown)
    if not passing:
        raise DataError(f"the filters leave none of the {rows:,} rows", scan.file.shown)
    return rows


def _wanted(request: TableRequest, choice: ColumnChoice) -> list[WantedColumn]:
    kinds = {name: request.options(name).type for name in choice.all}
    classes = request.target_kind == "categorical"
    return [
        *(WantedColumn(n, kinds[n], any_words=kinds[n] == "categorical") for n in choice.features),
        *(
            WantedColumn(
                name,
                "categorical" if classes else kinds[name],
                numbers_only=request.target_kind == "numeric",
            )
            for name in choice.targets
        ),
        *(WantedColumn(name, "categorical", any_words=True) for name in choice.kept),
    ]


def _missing_policies(
    request: TableRequest, choice: ColumnChoice, columns: Mapping[str, TypedColumn]
) -> dict[str, MissingPolicy]:
    """What holds for the missing cells of each feature and target.

    An answer that is missing cannot be made up: for targets every policy but `error` is `drop`.
    A column without a mean is filled with its most frequent value.
    """
    policies: dict[str, MissingPolicy] = {}
    errors = []
    for name in (*choice.features, *choice.targets):
        own = request.options(name).missing
        policy = own or request.missing
        without_mean = columns[name].kind != "numeric" and policy in ("mean", "median")
        if name in choice.targets:
            policy = "error" if policy == "error" else "drop"
        elif without_mean and own:
            message = f"column '{name}' is {columns[name].kind} and has no {own}"
            where = f"dataset.columns.{name}.missing"
            errors.append(ConfigError(message, where, "Use drop, error or mode."))
        elif without_mean:
            policy = "mode"
        policies[name] = policy
    raise_together(errors)
    return policies


def _refuse_cells(
    scan: TableScan,
    columns: Mapping[str, TypedColumn],
    surveys: Mapping[str, Survey],
    policies: Mapping[str, MissingPolicy],
    rows: RowCondition,
) -> None:
    """Raise DataErrors for texts in numeric columns, and for missing cells that may not be."""
    errors = []
    for name, column in columns.items():
        counted = surveys[name]
        if column.kind == "numeric":
            wrong = column.reading(scan).wrong
            errors += wrong_cells(scan, column, wrong, counted.words, rows, _ways_out(name))
        if policies.get(name) == "error":
            errors += missing_cells(scan, name, counted.missing, rows)
    raise_together(errors)


def _ways_out(name: str) -> str:
    return (
        f"Mend these cells, leave their rows out with a filter, or make the column words: "
        f"columns: {{{name}: {{type: categorical}}}}"
    )


def _read(
    scan: TableScan,
    columns: Mapping[str, TypedColumn],
    policies: Mapping[str, MissingPolicy],
    rows: RowCondition,
    most: int,
) -> tuple[npt.NDArray[np.int64], dict[str, RawColumn]]:
    """The numbers (from 1) and columns of all rows that pass and need not be dropped."""
    row_numbers = np.empty(most, dtype=np.int64)
    stores = [np.empty(most, dtype=column.dtype) for column in columns.values()]
    readings = [column.reading(scan).value for column in columns.values()]
    required = [column for column in columns.values() if policies.get(column.name) == "drop"]
    filled, start = 0, 1
    for passes, *values in scan.doubles(readings, rows):
        keep = passes == 1
        for column, cells in zip(columns.values(), values, strict=True):
            if column in required:
                keep &= ~column.missing(cells)
        kept = np.flatnonzero(keep)
        part = slice(filled, filled + len(kept))
        row_numbers[part] = kept + start
        for store, cells in zip(stores, values, strict=True):
            store[part] = cells[kept]
        filled, start = part.stop, start + len(passes)
    raw = {
        column.name: column.raw(store[:filled])
        for column, store in zip(columns.values(), stores, strict=True)
    }
    return row_numbers[:filled], raw


def _fullest(surveys: Mapping[str, Survey], policies: Mapping[str, MissingPolicy]) -> str:
    """The hint for a table without a complete row: the column that is missing most."""
    worst = max(policies, key=lambda name: surveys[name].missing)
    return f"'{worst}' is missing most often: exclude it, or fill it with missing: median."
