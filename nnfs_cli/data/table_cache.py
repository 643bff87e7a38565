"""Tables that were read before, kept so that the next training on the same file begins at once.

An entry is named after the bytes of the file, what was asked of it, and the versions that read
it, so it is right for ever or never found. It can be deleted at any time, a damaged one is read
anew, and where nothing can be written everything works without.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli import __version__
from nnfs_cli.data.cache_entries import (
    CACHE_FOLDER,
    MOST_BYTES,
    aligned,
    entry_name,
    new_entry,
    read_entry,
)
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.stored_values import ColumnFile, stored_values
from nnfs_cli.data.table_format import TableFormat
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.files.file_digests import sha256_of

SMALLEST_FILE = 8_000_000
"""bytes; smaller files are read in no time"""
ENTRY_FORMAT = 4
COUNTS = ("rows_in_file", "rows_filtered", "rows_dropped", "missing", "column_missing")
ROLES = ("features", "targets", "kept", "weights")

MAGIC = b"nn-table"

Values = npt.NDArray[Any]


def cached_table(request: TableRequest, folder: Path = CACHE_FOLDER) -> TableData:
    """What `load_table` answers, or has answered before for the same bytes. Raises its errors.

    Texts are read from their file each time: an entry would be as long as that.
    """
    before = _state(request.path)
    if before is None or any(column.type == "text" for column in request.columns.values()):
        return load_table(request)
    try:
        entry = folder / f"{_key(request)}.table"
        return _read(entry)
    except (OSError, ValueError):
        data = load_table(request)
    if _state(request.path) == before:
        with suppress(OSError):
            _write(entry, data)
    return data


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written to; None for files that are not worth an entry."""
    with suppress(OSError):
        about = path.stat()
        if path.is_file() and about.st_size >= SMALLEST_FILE:
            return about.st_size, about.st_mtime_ns
    return None


def _key(request: TableRequest) -> str:
    """A name for the bytes of the file, the request, and everything else that the answer is of."""
    asked = repr(replace(request, path=Path(), columns=dict(sorted(request.columns.items()))))
    readers = (ENTRY_FORMAT, __version__, version("duckdb"), sys.byteorder)
    return entry_name(sha256_of(request.path), asked, readers)


def _read(path: Path) -> TableData:
    """The table of an entry. Raises ValueError if it is damaged."""
    entry = read_entry(path, MAGIC)
    facts, start = entry.facts, entry.start
    file = ColumnFile.existing(path)

    def values(dtype: npt.DTypeLike) -> Values:
        nonlocal start
        found = stored_values(file, start, facts["rows"], dtype)
        start = aligned(start + found.nbytes)
        return found

    def columns(role: str) -> tuple[RawColumn, ...]:
        typed = (TypedColumn(name, kind, tuple(words)) for name, kind, words in facts[role])
        return tuple(column.raw(values(column.dtype)) for column in typed)

    form = facts["format"]
    return TableData(
        row_numbers=values(np.int64),
        features=columns("features"),
        targets=columns("targets"),
        kept=columns("kept"),
        weights=columns("weights"),
        format=form and TableFormat(**{**form, "names": tuple(form["names"])}),
        from_cache=True,
        **{count: facts[count] for count in COUNTS},
    )


def _write(entry: Path, data: TableData) -> None:
    """Add an entry, after making room for it. Raises OSError."""
    facts = {
        "rows": data.rows,
        "format": data.format and asdict(data.format),
        **{count: getattr(data, count) for count in COUNTS},
        **{role: [_described(column) for column in getattr(data, role)] for role in ROLES},
    }
    columns = [data.row_numbers, *_values(data)]
    size = sum(aligned(values.nbytes) for values in columns)
    if size > MOST_BYTES:
        return
    with new_entry(entry, MAGIC, facts, size) as append:
        for values in columns:
            append(np.ascontiguousarray(values))
            append(np.zeros(aligned(values.nbytes) - values.nbytes, np.uint8))


def _described(column: RawColumn) -> tuple[str, str, tuple[str, ...]]:
    if isinstance(column, CategoricalColumn):
        return column.name, column.type, column.vocabulary
    assert isinstance(column, NumericColumn), "a table with texts has no entry"
    return column.name, column.type, column.spellings or ()


def _values(data: TableData) -> Iterator[Values]:
    for column in (column for role in ROLES for column in getattr(data, role)):
        if isinstance(column, CategoricalColumn):
            yield column.codes
        if isinstance(column, NumericColumn):
            yield column.values
