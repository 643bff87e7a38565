"""Tables that are in memory already, as the columns that a model knows.

A dictionary of columns, a list of rows, an array or a data frame of any library says the same as
a file would: a missing cell is missing however it is spelled, and a number that came as text is
that number. Data frames are known by what they can do, so that none of their libraries is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import LARGEST, MISSING, MISSING_CODE
from nnfs_cli.data.classes import written
from nnfs_cli.data.column_choice import refuse_absent
from nnfs_cli.data.columns import EncodedColumn
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn, TextColumn
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import DataError, NNError, raise_together

Cells: TypeAlias = npt.NDArray[Any]
"""shape (rows,): of numbers, or of any objects"""

MOST_MISTAKES = 20
"""that are told one by one for each column"""
THE_DATA = "the data"
MEND = "Mend these cells, or leave them empty: None, NaN or ''."


def columns_in_memory(table: object, columns: Sequence[EncodedColumn]) -> tuple[RawColumn, ...]:
    """The columns of a model, in its order, out of a table in memory.

    `table` is a mapping of columns, a sequence of mappings (a row each), a data frame, or numbers
    (rows, columns) whose columns are the model's, in its order. Raises DataErrors for
    columns that are not there and for cells that a column cannot hold.
    """
    named = _named_cells(table, [column.name for column in columns])
    refuse_absent([column.name for column in columns], [*named], THE_DATA)
    lengths = {name: len(named[name]) for name in (column.name for column in columns)}
    if len(set(lengths.values())) > 1:
        longest, shortest = (pick(lengths, key=lambda name: lengths[name]) for pick in (max, min))
        raise DataError(
            f"column '{longest}' has {lengths[longest]:,} rows, "
            f"but '{shortest}' has {lengths[shortest]:,}",
            THE_DATA,
        )
    errors: list[NNError] = []
    raw = tuple(_raw(column, named[column.name], errors) for column in columns)
    raise_together(errors)
    return raw


def _named_cells(table: object, names: Sequence[str]) -> dict[str, Cells]:
    if isinstance(table, Mapping):
        return {str(name): _cells(values, str(name)) for name, values in table.items()}
    if hasattr(table, "columns") and hasattr(table, "__getitem__"):  # pandas, polars and the like
        return {str(name): _cells(table[name], str(name)) for name in table.columns}
    if isinstance(table, list | tuple) and any(isinstance(row, Mapping) for row in table):
        return _columns_of_rows(table)
    if isinstance(table, np.ndarray | list | tuple):
        return _columns_of_array(table, names)
    raise DataError(
        f"expected a table, got {type(table).__name__}",
        THE_DATA,
        "It can be the path of a file, a dictionary of columns, a list of rows (a dictionary "
        "each), a data frame or a NumPy array.",
    )


def _columns_of_rows(rows: Sequence[Any]) -> dict[str, Cells]:
    """Columns of all names that some row has; a row without one has an empty cell there."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            message = f"expected a dictionary, as the other rows are, got {type(row).__name__}"
            raise DataError(message, f"{THE_DATA}, row {number:,}")
    named = [{str(name): cell for name, cell in row.items()} for row in rows]
    names = dict.fromkeys(name for row in named for name in row)
    return {name: _cells([row.get(name) for row in named], name) for name in names}


def _columns_of_array(rows: Cells | Sequence[Any], names: Sequence[str]) -> dict[str, Cells]:
    try:
        table = np.asarray(rows)
    except ValueError:  # NumPy: "inhomogeneous shape"
        raise DataError("the rows are not all of one length", THE_DATA) from None
    if table.ndim != 2 or table.shape[1] != len(names):
        raise DataError(
            f"expected an array (rows, {len(names)}), got one of shape {table.shape}",
            THE_DATA,
            f"Its columns are: {', '.join(names)}. One row alone is array[np.newaxis].",
        )
    return dict(zip(names, table.T, strict=True))


def _cells(values: object, name: str) -> Cells:
    if isinstance(values, str | bytes | Mapping) or not hasattr(values, "__len__"):
        raise DataError(
            f"column '{name}' is a single value, not a list of them",
            THE_DATA,
            f"One row alone is {{'{name}': [{values!r}], …}}.",
        )
    cells = np.asarray(values)
    if cells.ndim == 1 and cells.dtype.kind in "fiub":
        return cells
    cells = np.empty(len(values), object)  # not a list of texts made equally long
    cells[:] = [*values]  # type: ignore[misc]
    return cells


def _raw(column: EncodedColumn, cells: Cells, errors: list[NNError]) -> RawColumn:
    typed = column.typed
    if typed.kind in ("numeric", "boolean"):
        raw: RawColumn = _numbers(typed, cells, errors)
    else:
        texts = np.empty(len(cells), object)
        texts[:] = [_text(cell) for cell in cells.tolist()]
        raw = TextColumn(typed.name, texts) if typed.kind == "text" else _words(typed, texts)
    missing = np.flatnonzero(raw.missing())
    if column.missing == "error" and len(missing):
        message = f"column '{column.name}' is missing in row {missing[0] + 1:,}"
        errors.append(DataError(message, THE_DATA, "Fill in or leave out such rows."))
    return raw


def _numbers(typed: TypedColumn, cells: Cells, errors: list[NNError]) -> NumericColumn:
    """Numbers, or 0 and 1 for a no and a yes; NaN for a missing cell."""
    spellings = (typed.words[0], typed.words[1]) if typed.kind == "boolean" else None
    if cells.dtype.kind in "fiub" and spellings is None:
        values = cells.astype(np.float64)
    else:
        values = np.array([_number(cell, spellings) for cell in cells.tolist()], np.float64)
    wrong = np.flatnonzero(np.abs(values) >= LARGEST)
    for row in wrong[:MOST_MISTAKES].tolist():
        complaint = typed.complaint(str(cells[row]))
        place = f"{THE_DATA}, row {row + 1:,}"
        errors.append(DataError(f"column '{typed.name}': {complaint}", place, MEND))
    return NumericColumn(typed.name, values, spellings)


def _number(cell: object, spellings: tuple[str, str] | None) -> float:
    """The number that a cell stands for, NaN if it is missing, and infinity if it is none."""
    if isinstance(cell, bool):
        return float(cell)
    text = _text(cell)
    if text is None:
        return np.nan
    if spellings is not None:
        lower = [spelling.lower() for spelling in spellings]
        return float(lower.index(text.lower())) if text.lower() in lower else np.inf
    try:
        return np.inf if "_" in text else float(text)
    except ValueError:
        return np.inf


def _words(typed: TypedColumn, texts: npt.NDArray[np.object_]) -> CategoricalColumn:
    """The words as they came; which of them the model knows is found out by its encoder."""
    words = tuple(dict.fromkeys(text for text in texts.tolist() if text is not None))
    place = {word: code for code, word in enumerate(words)}
    codes = [MISSING_CODE if text is None else place[text] for text in texts.tolist()]
    return CategoricalColumn(typed.name, np.array(codes, np.int32), words)


def _text(cell: object) -> str | None:
    """A cell as a file would spell it; None where it is missing."""
    if cell is None or _is_gap(cell):
        return None
    if isinstance(cell, float | np.floating):
        return written(float(cell)) if np.isfinite(cell) else str(cell)
    text = str(cell).strip()
    return None if text.lower() in MISSING else text


def _is_gap(cell: object) -> bool:
    """NaN, NaT and the NA of pandas are what does not equal itself, or does not know."""
    try:
        return bool(cell != cell)
    except (TypeError, ValueError):  # pandas: "boolean value of NA is ambiguous"
        return True
