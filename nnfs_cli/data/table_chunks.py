"""Reading a table of any length for prediction, chunk by chunk: row k stays row k.

The columns are those that a model knows, found by name wherever they stand. Every cell is looked
at once before the first chunk, so mistakes come all together and before anything is answered;
after that, memory does not grow with the table.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cell_mistakes import missing_cells, wrong_cells
from nnfs_cli.data.cells import Reading
from nnfs_cli.data.column_choice import refuse_absent
from nnfs_cli.data.columns import CategoricalInput, EncodedColumn
from nnfs_cli.data.raw_columns import RawColumn
from nnfs_cli.data.table_format import SNIFF_ALL, FormatOptions
from nnfs_cli.data.table_scan import ALL_ROWS, TableScan, open_table
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.texts import ROWS_AT_A_TIME, Texts, is_text, texts_by_chunk
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import NNError, raise_together

Values = npt.NDArray[np.float64]
NO_ROWS: Texts = np.empty(0, object)
NO_TEXTS: dict[str, Texts] = {}

CELLS_PER_CHUNK = 4_000_000
MEND = "Mend these cells, or empty them: a row with an empty cell gets an empty answer."


@dataclass(frozen=True)
class TableChunk:
    """Some rows of a table, in the order of the file."""

    first_row: int
    """counted from 1"""
    rows: int
    columns: tuple[RawColumn, ...]
    """those of the model, in its order; a word that it does not know has the code -2"""
    targets: tuple[RawColumn, ...]
    names: tuple[str, ...]
    """every column of the file"""
    texts: list[tuple[str, ...]]
    """the cells of every column as they are written, where they were asked for"""


def read_table_chunks(
    source: Path | str,
    columns: Sequence[EncodedColumn],
    targets: Sequence[TypedColumn] = (),
    *,
    format: FormatOptions = SNIFF_ALL,
    rows_per_chunk: int = 65_536,
    with_texts: bool = False,
) -> Iterator[TableChunk]:
    """Read the columns of a model from a file, or from standard input for "-".

    There is always a first chunk, if only without rows. Raises DataErrors before it: for columns
    that are not there, lines that do not fit, and cells that a column cannot hold.
    """
    typed = [*(column.typed for column in columns), *targets]
    with open_table(source, format, [column.name for column in typed]) as scan:
        refuse_absent([column.name for column in typed], scan.names, scan.file.shown)
        size = _rows_of_a_chunk(columns, len(scan.names), rows_per_chunk)
        strict = _strict(columns, targets)
        never_missing = [column.name for column in columns if column.missing == "error"]
        readings = _checked_readings(scan, typed, strict, never_missing)
        if with_texts:
            scan.one_row([f"count({scan.column(name)})" for name in scan.names])
        texts = scan.texts(size, scan.names) if with_texts else repeat([])
        to_read = (
            texts_by_chunk(scan, typed, size) if any(map(is_text, typed)) else repeat(NO_TEXTS)
        )
        first_row = 1
        for values in _of_size(size, scan.doubles(readings, ALL_ROWS), len(typed) + 1):
            of_chunk = next(to_read, {column.name: NO_ROWS for column in typed if is_text(column)})
            raw = [
                column.raw(of_chunk.get(column.name, cells.astype(column.dtype, copy=False)))
                for column, cells in zip(typed, values[1:], strict=True)
            ]
            yield TableChunk(
                first_row=first_row,
                rows=len(values[0]),
                columns=tuple(raw[: len(columns)]),
                targets=tuple(raw[len(columns) :]),
                names=scan.names,
                texts=next(texts, []),
            )
            first_row += len(values[0])


def _rows_of_a_chunk(columns: Sequence[EncodedColumn], width: int, most: int) -> int:
    """So many that neither their cells nor the network's inputs are too many."""
    if any(isinstance(column, TextInput) for column in columns):
        most = min(most, ROWS_AT_A_TIME)
    width = max(width, sum(len(column.input_names) for column in columns))
    return max(1, min(most, CELLS_PER_CHUNK // width))


def _strict(columns: Sequence[EncodedColumn], targets: Sequence[TypedColumn]) -> set[str]:
    """The columns in which not every text may stand."""
    lenient = {
        column.name
        for column in columns
        if isinstance(column, TextInput)
        or (isinstance(column, CategoricalInput) and column.unknown == "ignore")
    }
    every = {column.name for column in (*columns, *targets)}
    return every - lenient - {target.name for target in targets if target.kind == "categorical"}


def _checked_readings(
    scan: TableScan,
    columns: Sequence[TypedColumn],
    strict: Container[str],
    never_missing: Container[str],
) -> list[str]:
    """How to read each column, so that no cell is wrong: the quick way, where that is enough.

    Raises DataErrors for lines that do not fit and for cells that a column cannot hold.
    """
    readings = {
        column.name: column.reading(scan, quick=column.kind == "numeric") for column in columns
    }
    wrong, missing = _counts(scan, columns, readings)
    again = [column for column in columns if column.kind == "numeric" and wrong[column.name]]
    if again:
        readings |= {column.name: column.reading(scan) for column in again}
        more_wrong, more_missing = _counts(scan, again, readings)
        wrong, missing = wrong | more_wrong, missing | more_missing
    errors: list[NNError] = []
    for column in columns:
        name = column.name
        if name in strict:
            condition = readings[name].wrong
            errors += wrong_cells(scan, column, condition, wrong[name], ALL_ROWS, MEND)
        if name in never_missing:
            errors += missing_cells(scan, name, missing[name], ALL_ROWS)
    raise_together(errors)
    return [readings[column.name].value for column in columns]


def _counts(
    scan: TableScan, columns: Sequence[TypedColumn], readings: Mapping[str, Reading]
) -> tuple[dict[str, int], dict[str, int]]:
    """How many cells of each column are wrong, and how many are missing."""
    wrong = {column.name: 0 for column in columns}
    missing = dict(wrong)
    values_of = [readings[column.name].value for column in columns]
    for _, *arrays in scan.doubles(values_of, ALL_ROWS):
        for column, values in zip(columns, arrays, strict=True):
            wrong[column.name] += int(column.wrong(values).sum())
            missing[column.name] += int(column.missing(values).sum())
    return wrong, missing


def _of_size(rows: int, batches: Iterator[list[Values]], arrays: int) -> Iterator[list[Values]]:
    """The same rows in pieces of `rows`, the last one smaller; at least one piece."""
    held: list[Values] = [np.empty(0)] * arrays
    given = False
    for batch in batches:
        held = [np.concatenate(pair) for pair in zip(held, batch, strict=True)]
        while len(held[0]) >= rows:
            yield [values[:rows] for values in held]
            held = [values[rows:] for values in held]
            given = True
    if len(held[0]) or not given:
        yield held
