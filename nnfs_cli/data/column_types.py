"""Inference of column types: what the cells of a column say decides how it is read.

A survey tells which columns are numbers. The others are asked for their words, and are yes and no
or categories by what they answer. The rules are few, and the config's `columns` overrules them.
The cells at the top foretell the type: a column that goes on as it begins is read only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from nnfs_cli.data import cells
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import CategoricalColumn, RawColumn
from nnfs_cli.data.stored_values import looked_up
from nnfs_cli.data.surveys import Survey, WordSurvey, seem_numeric
from nnfs_cli.data.table_format import is_number
from nnfs_cli.data.text_options import EVERY_DEFAULT, TextOptions
from nnfs_cli.data.typed_columns import ColumnKind, TypedColumn
from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import listed

if TYPE_CHECKING:  # DuckDB takes a while
    from nnfs_cli.data.table_reading import TableReading
    from nnfs_cli.data.table_scan import RowCondition, TableScan

MOST_CATEGORIES = 1000
MOST_DISTINCT_SHARE, FEW_ROWS = 0.5, 50


@dataclass(frozen=True)
class ColumnOptions:
    """What the config says about one column; None is for what is inferred or the default."""

    type: ColumnKind | None = None
    missing: MissingPolicy | None = None
    unknown: Literal["ignore", "error"] = "ignore"
    text: TextOptions = EVERY_DEFAULT
    """for a column of texts"""


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
    first: tuple[str, ...] = ()
    """the cells at the top"""


def guesses(wanted: Sequence[WantedColumn], decimal: str) -> dict[str, TypedColumn]:
    """The columns whose first cells tell what they are: numbers, or words (yes and no are words
    at first). `settled` has the last say. A column is texts where the config says so, and never
    by guess.
    """
    typed = {column.name: _guess(column, decimal) for column in wanted}
    return {name: column for name, column in typed.items() if column}


def _guess(column: WantedColumn, decimal: str) -> TypedColumn | None:
    if column.kind == "text":
        return TypedColumn(column.name, "text")
    if column.kind in (None, "numeric") and seem_numeric(column.first, decimal):
        return TypedColumn(column.name, "numeric")
    words = {cell.strip() for cell in column.first}
    words -= {word for word in words if word.lower() in cells.MISSING}
    may_be_numbers = column.kind is None and any(map(str.isdigit, "".join(words)))
    if column.kind == "numeric" or may_be_numbers or not 0 < len(words) <= MOST_CATEGORIES:
        return None
    return TypedColumn(column.name, "categorical", in_order(words))


def settled(
    scan: TableScan, wanted: Sequence[WantedColumn], reading: TableReading
) -> dict[str, RawColumn]:
    """The columns that were guessed to be words, now that every word is counted.

    Raises DataErrors for those that are of no use.
    """
    columns: dict[str, RawColumn] = {}
    errors = []
    for column in wanted:
        counted = reading.surveys[column.name]
        if isinstance(counted, WordSurvey):
            typed = _type_of_words(column, counted.seen)
            errors.append(_misfit(scan, column, typed, counted))
            columns[column.name] = _retyped(reading.columns[column.name], typed)
    raise_together([error for error in errors if error])
    return columns


def _retyped(column: RawColumn, typed: TypedColumn) -> RawColumn:
    """A column of words as one of the words that do occur, or as yes and no."""
    assert isinstance(column, CategoricalColumn)
    if column.vocabulary == typed.words and typed.kind == "categorical":
        return column
    if typed.kind == "boolean":
        value = {word: word.lower() == typed.words[1].lower() for word in column.vocabulary}
        return typed.raw(looked_up(np.array([*value.values(), np.nan]), column.codes))
    place = {word: code for code, word in enumerate(typed.words)}
    codes = [place.get(word, cells.UNKNOWN_CODE) for word in column.vocabulary]
    return typed.raw(looked_up(np.array([*codes, cells.MISSING_CODE], np.int32), column.codes))


def typed_columns(
    scan: TableScan,
    wanted: Sequence[WantedColumn],
    surveys: Mapping[str, Survey],
    rows: RowCondition,
) -> dict[str, TypedColumn]:
    """Decide the type of every column. Raises DataErrors for those that are of no use."""
    refuse_empty(scan, surveys)
    worded = [column for column in wanted if not _is_numeric(column, surveys[column.name])]
    raise_together([error for column in worded if (error := _hopeless(scan, column))])
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


def refuse_empty(scan: TableScan, surveys: Mapping[str, Survey]) -> None:
    """Raise DataErrors for columns without a single value."""
    raise_together(
        [
            DataError(
                f"column '{name}' is empty in every row",
                scan.file.shown,
                f"Leave it out: exclude: [{name}]",
            )
            for name, counted in surveys.items()
            if not counted.present
        ]
    )


def _hopeless(scan: TableScan, column: WantedColumn) -> DataError | None:
    """An error for a column that begins with so many words that the others need not be seen."""
    distinct = len(set(column.first))
    if column.any_words or distinct <= MOST_CATEGORIES:
        return None
    return _too_many_words(scan, column.name, distinct, len(column.first))


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
    distinct = len(typed.words)
    of_its_own = survey.rows > FEW_ROWS and distinct > MOST_DISTINCT_SHARE * survey.present
    if distinct <= MOST_CATEGORIES and not of_its_own:
        return None
    return _too_many_words(scan, column.name, distinct, survey.present)


def _too_many_words(scan: TableScan, name: str, distinct: int, rows: int) -> DataError:
    """The error for a column that names its rows rather than describing them."""
    return DataError(
        f"column '{name}' holds {distinct:,} different texts in {rows:,} rows",
        scan.file.shown,
        f"If it only identifies the row, leave it out: exclude: [{name}]; if its words are to be "
        f"learned from, columns: {{{name}: {{type: text}}}}",
    )
