"""Queries over one table file: the only place that talks to DuckDB.

Every column is read as text, under a name of ours (c0, c1 …), and rows keep the order of the
file. A text table is parsed again by each query, in parallel: that is fast, and needs no memory
for the table itself. Lines that do not fit are collected and reported together.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.arrow_stream import batches_of_doubles
from nnfs_cli.data.cells import USUAL_SPELLINGS, literal, present_text
from nnfs_cli.data.database import duckdb, uninterrupted
from nnfs_cli.data.table_file import FETCH_AGAIN, TableFile, table_file
from nnfs_cli.data.table_format import (
    SNIFF_ALL,
    FormatOptions,
    TableFormat,
    column_names,
    sniff,
)
from nnfs_cli.data.table_lines import lines_of_rows, rejected_lines
from nnfs_cli.errors import DataError, raise_together

SqlValue: TypeAlias = str | float

BUFFER_BYTES = 4_000_000
KEPT_REJECTS = 1000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": min(4, os.cpu_count() or 1),
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True)
class RowCondition:
    """Which rows count: SQL, and the values of its ``?``."""

    sql: str = "true"
    parameters: tuple[SqlValue, ...] = ()


ALL_ROWS = RowCondition()


class NoNumberError(Exception):
    """A column that was taken for numbers has a cell that is none, or a line does not fit."""


class TableScan:
    """A table that can be asked questions in SQL. Make one with `open_table`."""

    def __init__(
        self,
        file: TableFile,
        format: TableFormat | None,
        connection: duckdb.DuckDBPyConnection,
        numbers: Collection[str] = (),
    ) -> None:
        self.file = file
        self.format = format
        """None for Parquet, which says itself what it is"""
        self.decimal = format.decimal if format else "."
        self._connection = connection
        self.names = format.names if format else self._parquet_names()
        self._positions = {name: position for position, name in enumerate(self.names)}
        self.numbers = numbers
        """columns that are DOUBLE already, see `trusting`"""
        self._source = self._rows_of(USUAL_SPELLINGS)

    def trusting(self, numbers: Collection[str]) -> TableScan:
        """The same table with these columns of numbers read as such, which is quicker than by way
        of texts. It answers what this one answers, or `doubles` raises NoNumberError.
        """
        return TableScan(self.file, self.format, self._connection, numbers)

    def column(self, name: str) -> str:
        """The name by which SQL knows a column of the file."""
        return f"c{self._positions[name]}"

    def one_row(self, aggregates: Iterable[str], rows: RowCondition = ALL_ROWS) -> list[object]:
        """The rows aggregated into one. Raises a DataError for every line that does not fit."""
        query = f"SELECT {', '.join(aggregates)} FROM {self._source} WHERE {rows.sql}"
        # fetched whole, because DuckDB notes bad lines down only when a result is exhausted
        (values,) = self._all(query, rows)
        self._refuse_bad_lines()
        return list(values)

    def doubles(
        self, expressions: Iterable[str], rows: RowCondition
    ) -> Iterator[list[npt.NDArray[np.float64]]]:
        """Batches of all rows in the order of the file; an array (rows,) for each expression.

        The first array is 1 for the rows that meet the condition, 0 for others. The expressions
        are DOUBLE and never NULL. Memory does not grow with the table. Raises a DataError for
        every line that does not fit, after the last batch.
        """
        counts = f"(CASE WHEN {rows.sql} THEN 1 ELSE 0 END)::DOUBLE"
        query = f"SELECT {', '.join([counts, *expressions])} FROM {self._source}"
        with self._errors_of_numbers() if self.numbers else self._errors_of_the_file():
            with uninterrupted():
                relation = self._connection.sql(query, params=list(rows.parameters) or None)
            yield from batches_of_doubles(relation)
        self._refuse_bad_lines()

    def texts(self, rows: int, names: Iterable[str]) -> Iterator[list[tuple[str, ...]]]:
        """The cells of the columns as they are written, `rows` rows at a time."""
        return self._fetched(rows, [f"coalesce({self.column(name)}, '')" for name in names])

    def present_texts(
        self, rows: int, names: Iterable[str]
    ) -> Iterator[list[tuple[str | None, ...]]]:
        """The cells of the columns without spaces around them, None where they are missing, `rows`
        rows at a time.
        """
        return self._fetched(rows, [present_text(self.column(name)) for name in names])

    def _fetched(self, rows: int, cells: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._connection.cursor()
        with self._errors_of_the_file():
            with uninterrupted(cursor.interrupt):
                cursor.execute(f"SELECT {', '.join(cells)} FROM {self._rows_of(missing=[''])}")
            while batch := self._next_of(cursor, rows):
                yield batch

    @staticmethod
    def _next_of(cursor: duckdb.DuckDBPyConnection, rows: int) -> list[tuple[str, ...]]:
        with uninterrupted(cursor.interrupt):
            return cursor.fetchmany(rows)

    def sampled(self, expressions: Iterable[str], one_in: int) -> list[npt.NDArray[Any]]:
        """An array (rows,) for each expression: of all rows, or of one in so many, chosen by their
        numbers alone and so always the same. NULL comes as None among texts, as NaN among numbers.
        """
        rows = self._source
        if one_in > 1:
            numbered = f"SELECT *, row_number() OVER () AS number FROM {self._source}"
            rows = f"({numbered}) WHERE hash(number) % {one_in} = 0"
        asked = ", ".join(f"{value} AS v{place}" for place, value in enumerate(expressions))
        with self._errors_of_the_file(), uninterrupted(self._connection.interrupt):
            found = self._connection.execute(f"SELECT {asked} FROM {rows}").fetchnumpy()
        return [_without_mask(values) for values in found.values()]

    def counted(self, name: str, most: int) -> list[tuple[str, int]]:
        """The texts of a column that are there most often, with their numbers of rows."""
        text = present_text(self.column(name))
        query = f"SELECT {text} AS cell, count(*) AS n FROM {self._source} WHERE {text} IS NOT NULL"
        return self._all(f"{query} GROUP BY cell ORDER BY n DESC, cell LIMIT {most}")

    def define_vocabulary(self, name: str, words: Sequence[str]) -> None:
        """An ENUM type for `cells.read_code`."""
        listed = ", ".join(map(literal, words))
        with uninterrupted():
            self._connection.execute(
                f"DROP TYPE IF EXISTS {name}; CREATE TYPE {name} AS ENUM ({listed})"
            )

    def cells_where(
        self, condition: str, name: str, most: int, rows: RowCondition
    ) -> list[tuple[int, str]]:
        """The first cells of a column for which the condition holds: (row from 1, text)."""
        column = self.column(name)
        query = (
            f"SELECT number, cell FROM (SELECT row_number() OVER (), coalesce({column}, ''), "
            f"({condition}) AND ({rows.sql}) FROM {self._source}) AS t(number, cell, found) "
            f"WHERE found LIMIT {most}"
        )
        return self._all(query, rows)

    def places(self, rows: Iterable[int]) -> dict[int, str]:
        """``file.csv:17`` for rows counted from 1, or ``file.parquet: row 16``."""
        wanted = set(rows)
        lines = lines_of_rows(self.file, self.format, wanted) if self.format else {}
        return {
            row: f"{self.file.shown}:{lines[row]}"
            if row in lines
            else f"{self.file.shown}: row {row}"
            for row in wanted
        }

    def _refuse_bad_lines(self) -> None:
        if self.format and not self.numbers:
            raise_together(rejected_lines(self._connection, self.file, len(self.names)))

    def _all(self, query: str, rows: RowCondition = ALL_ROWS) -> list[tuple[Any, ...]]:
        with self._errors_of_the_file(), uninterrupted(self._connection.interrupt):
            return self._connection.execute(query, list(rows.parameters)).fetchall()

    def _parquet_names(self) -> tuple[str, ...]:
        described = self._all(f"DESCRIBE SELECT * FROM {_parquet_file(self.file)}")
        return column_names([name for name, *_ in described], self.file.shown)

    def _rows_of(self, missing: Sequence[str]) -> str:
        """The table in SQL, with NULL for cells that are spelled in one of these ways."""
        if self.format:
            return _csv_source(self.file, self.format, missing, self.numbers)
        columns = ", ".join(f"c{position}" for position in range(len(self.names)))
        cells = f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {_parquet_file(self.file)}"
        return f"({cells}) AS t({columns})"

    @contextmanager
    def _errors_of_numbers(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise NoNumberError from error

    @contextmanager
    def _errors_of_the_file(self) -> Iterator[None]:
        """Turn what DuckDB says about the file into a DataError; a wrong query stays a bug."""
        try:
            yield
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
            raise
        except duckdb.Error as error:
            raise _data_error(error, self.file.shown, self.file.parquet) from error


def _without_mask(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """DuckDB masks what is NULL: it becomes None in a column of texts, NaN among numbers."""
    if isinstance(values, np.ma.MaskedArray):
        gap: Any = None if values.dtype == object else np.nan
        return np.where(np.ma.getmaskarray(values), gap, values.data)
    return values


def _data_error(error: duckdb.Error, shown: str, parquet: bool) -> DataError:
    if "state machine" in str(error):
        return DataError(
            "some lines end in LF and others in CRLF or CR", shown, "Convert it: dos2unix FILE"
        )
    if parquet:
        return DataError("this is a damaged Parquet file", shown, FETCH_AGAIN)
    return DataError(f"cannot be read: {str(error).strip().splitlines()[0]}", shown, FETCH_AGAIN)


def _csv_source(
    file: TableFile, format: TableFormat, missing: Sequence[str], numbers: Collection[str]
) -> str:
    """With columns of numbers, the first mistake ends the query; otherwise they are collected."""
    types = ["DOUBLE" if name in numbers else "VARCHAR" for name in format.names]
    columns = ", ".join(f"'c{position}': '{type}'" for position, type in enumerate(types))
    quote = literal(format.quote)
    options = {
        "auto_detect": "false",
        "columns": f"{{{columns}}}",
        "delim": literal(format.delimiter),
        "quote": quote,
        "escape": quote,
        "header": str(format.header).lower(),
        "skip": str(format.blank_lines),
        "compression": "'gzip'" if file.compressed else "'none'",
        "buffer_size": str(BUFFER_BYTES),
        "nullstr": f"[{', '.join(map(literal, missing))}]",
    }
    if numbers:
        options["decimal_separator"] = literal(format.decimal)
    else:
        options |= {"store_rejects": "true", "rejects_limit": str(KEPT_REJECTS)}
    listed = ", ".join(f"{option}={value}" for option, value in options.items())
    return f"read_csv({literal(str(file.path.absolute()))}, {listed})"


def _parquet_file(file: TableFile) -> str:
    return f"read_parquet({literal(str(file.path.absolute()))}, hive_partitioning=false)"


@contextmanager
def open_table(
    source: Path | str, options: FormatOptions = SNIFF_ALL, known_names: Iterable[str] = ()
) -> Iterator[TableScan]:
    """The table at a path, or at standard input for "-", ready to be asked.

    `known_names` are columns that the table should have: they tell a header from a first row.
    Raises DataError for a file that is missing, empty or no table.
    """
    with table_file(source) as file:
        format = (
            None
            if file.parquet
            else sniff(file.sample, options, known_names, where=f"{file.shown}:1")
        )
        with uninterrupted():
            connection = duckdb.connect(config=SETTINGS)
        with connection:
            _see_only(connection, file.path)
            yield TableScan(file, format, connection)


def _see_only(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Let DuckDB open this file and no other, where its version can be told so."""
    with uninterrupted(), suppress(duckdb.CatalogException):
        connection.execute(f"SET allowed_paths=[{literal(str(path.absolute()))}]")
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
