"""Inference of column types: what the cells of a column say decides how it is read.

First every column is surveyed in one query: how many cells are missing, how many are numbers.
Columns that are not numbers are asked for their words in a second. The rules are few, and each
can be overruled by the config's `columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from nnfs_cli.data import cells
from nnfs_cli.data.table_format import is_number
from nnfs_cli.data.table_scan import RowCondition, TableScan
from nnfs_cli.data.typed_columns import ColumnKind, TypedColumn
from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import listed

MissingPolicy: TypeAlias = Literal["drop", "error", "mean", "median", "mode"]

NUMERIC_SHARE = 0.95  # below it a column is words that sometimes look like numbers
MOST_CATEGORIES = 1000
MOST_DISTINCT_SHARE, FEW_ROWS = 0.5, 50
FAR_TOO_MANY = 20 * MOST_CATEGORIES  # not even worth fetching


@dataclass(frozen=True)
class ColumnOptions:
    """What the config says about one column; None is for what is inferred or the default."""

    type: ColumnKind | None = None
    missing: MissingPolicy | None = None
    unknown: Literal["ignore", "error"] = "ignore"


@dataclass(frozen=True)
class Survey:
    """What the cells of a column are, among the rows that count."""

    rows: int
    numbers: int
    words: int
    """cells that are neither numbers nor missing"""
    different_words: int
    """about how many of those there are"""

    @property
    def present(self) -> int:
        return self.numbers + self.words

    @property
    def missing(self) -> int:
        return self.rows - self.present

    @property
    def looks_numeric(self) -> bool:
        return self.numbers >= NUMERIC_SHARE * self.present


def survey(scan: TableScan, names: Sequence[str], rows: RowCondition) -> dict[str, Survey]:
    """Look at every cell of the columns once. Raises DataError for lines that do not fit."""
    counts = [count for name in names for count in _counts(scan.column(name), scan.decimal)]
    answers = scan.one_row(["count(*)", *counts], rows)
    total, *counted = (cast(int, answer or 0) for answer in answers)  # NULL when there are no rows
    return {name: Survey(total, *counted[3 * k : 3 * k + 3]) for k, name in enumerate(names)}


def _counts(column: str, decimal: str) -> tuple[str, str, str]:
    number, words = cells.is_number(column, decimal), cells.is_words(column, decimal)
    return (
        f"count_if({number})",
        f"count_if({words})",
        f"approx_count_distinct(CASE WHEN {words} THEN {column} END)",
    )


def vocabularies(
    scan: TableScan, names: Sequence[str], rows: RowCondition
) -> dict[str, tuple[str, ...]]:
    """The different texts in each of the columns: as numbers where all are, else by alphabet."""
    if not names:
        return {}
    words = [cells.present_text(scan.column(name)) for name in names]
    lists = scan.one_row([f"list(DISTINCT {word})" for word in words], rows)
    return {
        name: in_order(
            word for word in cast("list[str | None]", different or []) if word is not None
        )
        for name, different in zip(names, lists, strict=True)
    }


def in_order(words: Iterable[str]) -> tuple[str, ...]:
    """A vocabulary: by value where all words are numbers, else by alphabet."""
    every = sorted(words)
    if all(map(is_number, every)):
        every.sort(key=lambda word: float(word.replace(",", ".")))
    return tuple(every)


@dataclass(frozen=True)
class WantedColumn:
    """A column that is to be read, and what is known of its type beforehand."""

    name: str
    kind: ColumnKind | None = None
    numbers_only: bool = False
    """a target of which the network makes numbers"""
    any_words: bool = False
    """words of any number are welcome, even a different one in each row"""


def typed_columns(
    scan: TableScan,
    wanted: Sequence[WantedColumn],
    surveys: Mapping[str, Survey],
    rows: RowCondition,
) -> dict[str, TypedColumn]:
    """Decide the type of every column. Raises DataErrors for those that are of no use."""
    raise_together(
        [error for column in wanted if (error := _useless(scan, column, surveys[column.name]))]
    )
    worded = [column for column in wanted if not _is_numeric(column, surveys[column.name])]
    words = vocabularies(scan, [column.name for column in worded], rows)
    typed = {column.name: TypedColumn(column.name, "numeric") for column in wanted}
    typed |= {column.name: _type_of_words(column, words[column.name]) for column in worded}
    raise_together(
        [
            error
            for column in worded
            if (error := _misfit(scan, column, typed[column.name], surveys[column.name]))
        ]
    )
    return typed


def _is_numeric(column: WantedColumn, survey: Survey) -> bool:
    return column.kind == "numeric" or (column.kind is None and survey.looks_numeric)


def _type_of_words(column: WantedColumn, words: tuple[str, ...]) -> TypedColumn:
    spellings = cells.boolean_spellings(words, zero_and_one=column.kind == "boolean")
    if column.kind != "categorical" and spellings:
        return TypedColumn(column.name, "boolean", spellings)
    return TypedColumn(column.name, "categorical", words)


def _useless(scan: TableScan, column: WantedColumn, survey: Survey) -> DataError | None:
    """An error that needs no look at the words."""
    if not survey.present:
        return DataError(
            f"column '{column.name}' is empty in every row",
            scan.file.shown,
            f"Leave it out: exclude: [{column.name}]",
        )
    if column.any_words or _is_numeric(column, survey) or survey.different_words <= FAR_TOO_MANY:
        return None
    return _too_many_words(scan, column, survey.different_words, survey)


def _misfit(
    scan: TableScan, column: WantedColumn, typed: TypedColumn, survey: Survey
) -> DataError | None:
    """An error for words that are not what is wanted of the column."""
    if column.any_words or typed.kind == "boolean":
        return None
    if column.kind == "boolean":
        return DataError(
            f"column '{column.name}' is no yes or no: it says {listed(typed.words, 5)}",
            scan.file.shown,
            "Boolean cells say true and false, yes and no, t and f, y and n, or 1 and 0.",
        )
    if column.numbers_only:
        return DataError(
            f"column '{column.name}' holds words ({listed(typed.words, 5)}), not numbers",
            scan.file.shown,
            "To predict one of several classes, end the network with a softmax layer.",
        )
    return _too_many_words(scan, column, len(typed.words), survey)


def _too_many_words(
    scan: TableScan, column: WantedColumn, distinct: int, survey: Survey
) -> DataError | None:
    """The error for a column that names its rows rather than describing them."""
    of_its_own = survey.rows > FEW_ROWS and distinct > MOST_DISTINCT_SHARE * survey.present
    if distinct <= MOST_CATEGORIES and not of_its_own:
        return None
    return DataError(
        f"column '{column.name}' holds {distinct:,} different texts in {survey.present:,} rows",
        scan.file.shown,
        f"If it only identifies the row, leave it out: exclude: [{column.name}]",
    )
