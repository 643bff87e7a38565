"""The columns of a table as an entry of the cache, written once and read where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cache_entries import aligned, open_entry, read_open_entry
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.stored_values import ColumnFile, stored_values
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.files.json_files import JsonObject

MAGIC = b"nn-table"
ROLES = ("features", "targets", "kept", "weights")

Values: TypeAlias = npt.NDArray[Any]


class TableEntry:
    """An entry that is open: it stays readable when its name is gone."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where there is none."""
        self._path, self._file = path, open_entry(path)
        self._columns = ColumnFile(self._file)

    def read(self) -> tuple[JsonObject, Values, dict[str, tuple[RawColumn, ...]]]:
        """What is said about the table, its row numbers, and the columns of each of ROLES.

        Raises ValueError for a damaged entry.
        """
        entry = read_open_entry(self._file, self._path, MAGIC)
        facts, start = entry.facts, entry.start

        def values(dtype: npt.DTypeLike) -> Values:
            nonlocal start
            found = stored_values(self._columns, start, facts["rows"], dtype)
            start = aligned(start + found.nbytes)
            return found

        row_numbers, columns = values(np.int64), {}
        for role in ROLES:
            typed = [TypedColumn(name, kind, tuple(words)) for name, kind, words in facts[role]]
            columns[role] = tuple(column.raw(values(column.dtype)) for column in typed)
        return facts, row_numbers, columns


def described(column: RawColumn) -> tuple[str, str, tuple[str, ...]]:
    """A column in the description of an entry."""
    if isinstance(column, CategoricalColumn):
        return column.name, column.type, column.vocabulary
    assert isinstance(column, NumericColumn), "a table with texts has no entry"
    return column.name, column.type, column.spellings or ()


def values_of(column: RawColumn) -> Values:
    """The numbers of a column in an entry."""
    if isinstance(column, CategoricalColumn):
        return column.codes
    assert isinstance(column, NumericColumn), "a table with texts has no entry"
    return column.values
