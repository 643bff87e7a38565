"""Loading a table to learn from: one file in, typed columns out.

The story is told by `load_table`: find the columns, look at every cell once, decide what each
column is, complain about everything at once, and only then read the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cell_mistakes import SHOWN_CELLS, missing_cells, wrong_cells
from nnfs_cli.data.column_choice import (
    ColumnChoice,
    ColumnKey,
    ColumnSelector,
    FeatureChoice,
    choose_columns,
    refuse_absent,
    unknown_column,
)
from nnfs_cli.data.column_types import (
    ColumnOptions,
    WantedColumn,
    guesses,
    refuse_empty,
    settled,
    typed_columns,
)
from nnfs_cli.data.filters import Filter, all_of, compared_as_texts, parse_filters
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import NumericColumn, RawColumn
from nnfs_cli.data.surveys import Survey, first_cells, survey
from nnfs_cli.data.table_format import FormatOptions, TableFormat
from nnfs_cli.data.table_reading import TableReading, read_table
from nnfs_cli.data.table_scan import NoNumberError, TableScan, open_table
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import ConfigError, DataError, NNError, raise_together

WEIGHTS_OUT = "Mend these cells, or leave their rows out with a filter."


@dataclass(frozen=True)
class TableRequest:
    """Which table, and what of it. A config's `dataset` says the same in the same words."""

    path: Path
    target: tuple[ColumnKey, ...]
    delimiter: str = "auto"
    decimal: str = "auto"
    header: bool | Literal["auto"] = "auto"
    quote: Literal["auto", "double", "none"] = "auto"
    features: FeatureChoice = "all"
    exclude: tuple[ColumnSelector, ...] = ()
    columns: Mapping[str, ColumnOptions] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    missing: MissingPolicy = "drop"
    target_kind: Literal["auto", "numeric", "categorical"] = "auto"
    """what the network needs: numbers, or classes; auto: what the column looks like"""
    keep: tuple[ColumnKey, ...] = ()
    """more columns to load, as words: one whose equal rows stay together, or one that orders"""
    kept_for: Literal["group", "time"] = "group"
    weight: ColumnKey | None = None
    """the column that says how much each row counts"""

    def options(self, name: str) -> ColumnOptions:
        return self.columns.get(name, ColumnOptions())

    @property
    def format_options(self) -> FormatOptions:
        return FormatOptions(self.delimiter, self.decimal, self.header, self.quote)


@dataclass(frozen=True)
class TableData:
    """The columns of a table, and what was left out on the way."""

    features: tuple[RawColumn, ...]
    targets: tuple[RawColumn, ...]
    kept: tuple[RawColumn, ...]
    weights: tuple[RawColumn, ...]
    """the column of weights, numbers of at least 0, if there is one"""
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
    from_cache: bool = False
    """read before, and kept in a `table_cache`"""
    entry: Path | None = None
    """where it is kept there now"""

    @property
    def rows(self) -> int:
        return len(self.row_numbers)


def load_table(request: TableRequest) -> TableData:
    """Read a table. Raises ConfigErrors (at keys of the config) and DataErrors, all at once."""
    known = [key for key in request.target if isinstance(key, str)]
    with open_table(request.path, request.format_options, known) as scan:
        return _Loading(scan, request).load()


def refuse_absent_columns(path: Path, options: FormatOptions, names: Sequence[str]) -> None:
    """Raise one DataError for all of these columns that a table does not have."""
    with open_table(path, options, names) as scan:
        refuse_absent(names, scan.names, scan.file.shown)


class _Loading:
    """One table on its way from the file to its columns."""

    def __init__(self, scan: TableScan, request: TableRequest) -> None:
        self.scan = scan
        self.request = request
        self.choice, self.filters = _find(scan.names, request)
        self.rows = all_of(self.filters, scan)
        self.wanted = _wanted(request, self.choice, first_cells(scan, self.choice.all))
        self.columns: dict[str, TypedColumn] = {}
        self.surveys: dict[str, Survey] = {}
        self.policies: dict[str, MissingPolicy] = {}

    def load(self) -> TableData:
        """Read once, trusting columns to go on as they begin; where some do not, look at each of
        their cells and read again.
        """
        trusted = guesses(self.wanted, self.scan.decimal)
        reading = self._read_quickly(trusted) or self._read(trusted, self.scan)
        good = {name: column for name, column in trusted.items() if self.surveys[name].as_expected}
        if good != trusted:
            reading = self._read(good, self.scan)
        refuse_empty(self.scan, self.surveys)
        words = [column for column in self.wanted if column.name in good]
        reading.columns.update(settled(self.scan, words, reading))
        self.policies = _missing_policies(self.request, self.choice, reading.columns)
        self._refuse_cells()
        return self._data(reading)

    def _read_quickly(self, trusted: dict[str, TypedColumn]) -> TableReading | None:
        """Read numbers as such rather than as texts, if a text table has nothing else in them."""
        texts = compared_as_texts(self.filters)
        numbers = {
            name
            for name, column in trusted.items()
            if column.kind == "numeric" and name not in texts
        }
        if not numbers or not self.scan.format:
            return None
        try:
            return self._read(trusted, self.scan.trusting(numbers))
        except NoNumberError:
            return None

    def _read(self, trusted: dict[str, TypedColumn], scan: TableScan) -> TableReading:
        """Decide the types of all columns but the trusted, and read them all from `scan`."""
        doubtful = [column for column in self.wanted if column.name not in trusted]
        self.surveys = survey(self.scan, [column.name for column in doubtful], self.rows)
        self._refuse_no_rows(counted.rows for counted in self.surveys.values())
        typed = typed_columns(self.scan, doubtful, self.surveys, self.rows)
        self.columns = {name: (trusted | typed)[name] for name in self.choice.all}
        named = (*self.choice.features, *self.choice.targets)
        reading = read_table(
            scan,
            list(self.columns.values()),
            all_of(self.filters, scan),
            never_missing=[n for n in named if _policy(self.request, self.choice, n) == "drop"],
            trusted=trusted,
        )
        self._refuse_no_rows([reading.rows_passing])
        self.surveys |= reading.surveys
        return reading

    def _refuse_no_rows(self, counts: Iterable[int]) -> None:
        if all(counts):
            return
        in_file = cast(int, self.scan.one_row(["count(*)"])[0])
        if not in_file:
            raise DataError(
                "the table has no rows, only a header", self.scan.file.shown, "Add some."
            )
        message = f"the filters leave none of the {in_file:,} rows"
        raise DataError(message, self.scan.file.shown, "Leave out or loosen some of them.")

    def _refuse_cells(self) -> None:
        """Raise DataErrors for words in numeric columns, and for missing cells that may not be."""
        errors: list[NNError] = []
        for name, column in self.columns.items():
            counted = self.surveys[name]
            if column.kind == "numeric":
                wrong = column.reading(self.scan).wrong
                hint = WEIGHTS_OUT if name in self.choice.weights else _ways_out(name)
                errors += wrong_cells(self.scan, column, wrong, counted.words, self.rows, hint)
            if self.policies.get(name) == "error" or name in self.choice.weights:
                errors += missing_cells(self.scan, name, counted.missing, self.rows)
        raise_together(errors)

    def _refuse_negative_weights(self, reading: TableReading) -> None:
        """Raise DataErrors for the first of them, each with its place."""
        errors = []
        for name in self.choice.weights:
            column = reading.columns[name]
            assert isinstance(column, NumericColumn), "it was read as numbers"
            wrong = np.flatnonzero(column.values < 0)[:SHOWN_CELLS]
            places = self.scan.places(reading.row_numbers[wrong].tolist())
            errors += [
                DataError(
                    f"column '{name}': {column.values[row]:g} is no weight: it is below 0",
                    places[int(reading.row_numbers[row])],
                    WEIGHTS_OUT,
                )
                for row in wrong
            ]
        raise_together(errors)

    def _data(self, reading: TableReading) -> TableData:
        if not len(reading.row_numbers):
            hint = _fullest(self.surveys, self.policies)
            raise DataError("no row is complete", self.scan.file.shown, hint)
        self._refuse_negative_weights(reading)
        missing = {name: self.surveys[name].missing for name in self.policies}
        return TableData(
            features=tuple(reading.columns[name] for name in self.choice.features),
            targets=tuple(reading.columns[name] for name in self.choice.targets),
            kept=tuple(reading.columns[name] for name in self.choice.kept),
            weights=tuple(reading.columns[name] for name in self.choice.weights),
            row_numbers=reading.row_numbers,
            format=self.scan.format,
            rows_in_file=reading.rows_in_file,
            rows_filtered=reading.rows_in_file - reading.rows_passing,
            rows_dropped=reading.rows_passing - len(reading.row_numbers),
            missing={name: count for name, count in missing.items() if count},
            column_missing=self.policies,
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
            names,
            request.features,
            request.exclude,
            request.target,
            request.keep,
            () if request.weight is None else (request.weight,),
            request.kept_for,
        )
    except NNError as error:
        unknown.insert(0, error)
    else:
        unknown += [
            ConfigError(
                f"column '{name}' is the target: texts can be learned from, but not predicted",
                f"dataset.columns.{name}.type",
                "To predict one of several classes, write type: categorical.",
            )
            for name in choice.targets
            if request.options(name).type == "text"
        ]
    try:
        filters = parse_filters(request.filters, names)
    except NNError as error:
        unknown.append(error)
    raise_together(unknown)
    return choice, filters


def _wanted(
    request: TableRequest, choice: ColumnChoice, first: Mapping[str, list[str]]
) -> list[WantedColumn]:
    """What is known of each column's type before its cells are looked at."""
    wanted = []
    for name in choice.all:
        kind = "numeric" if name in choice.weights else request.options(name).type
        is_kept, is_target = name in choice.kept, name in choice.targets
        classes = is_target and request.target_kind == "categorical"
        wanted.append(
            WantedColumn(
                name,
                kind="categorical" if is_kept or classes else kind,
                numbers_only=is_target and request.target_kind == "numeric",
                any_words=is_kept or (kind == "categorical" and not is_target),
                first=tuple(first[name]),
            )
        )
    return wanted


def _policy(request: TableRequest, choice: ColumnChoice, name: str) -> MissingPolicy:
    """What is asked for. An answer that is missing cannot be made up: for targets every policy
    but `error` is `drop`.
    """
    policy = request.options(name).missing or request.missing
    return "drop" if name in choice.targets and policy != "error" else policy


def _missing_policies(
    request: TableRequest, choice: ColumnChoice, columns: Mapping[str, RawColumn]
) -> dict[str, MissingPolicy]:
    """What holds for the missing cells of each feature and target.

    A column without a mean is filled with its most frequent value, one of texts with empty ones.
    """
    policies: dict[str, MissingPolicy] = {}
    errors = []
    for name in (*choice.features, *choice.targets):
        own = request.options(name).missing
        policy = _policy(request, choice, name)
        if columns[name].type == "text":
            policies[name] = policy if policy in ("drop", "error") else "empty"
            continue
        without_mean = columns[name].type != "numeric" and policy in ("mean", "median")
        if without_mean and own:
            message = f"column '{name}' is {columns[name].type} and has no {own}"
            where = f"dataset.columns.{name}.missing"
            errors.append(ConfigError(message, where, "Use drop, error or mode."))
        elif without_mean:
            policy = "mode"
        policies[name] = policy
    raise_together(errors)
    return policies


def _ways_out(name: str) -> str:
    return (
        f"Mend these cells, leave their rows out with a filter, or make the column words: "
        f"columns: {{{name}: {{type: categorical}}}}"
    )


def _fullest(surveys: Mapping[str, Survey], policies: Mapping[str, MissingPolicy]) -> str:
    """The hint for a table without a complete row: the column that is missing most."""
    worst = max(policies, key=lambda name: surveys[name].missing)
    return f"'{worst}' is missing most often: exclude it, or fill it with missing: median."
