"""Tables that were read before, kept so that the next training on the same file begins at once.

An entry is named after the bytes of the file, what was asked of it, and the versions that read
it, so it is right for ever or never found. It can be deleted at any time, a damaged one is read
anew, and where nothing can be written everything works without.
"""

from __future__ import annotations

import errno
import os
import sys
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
    LARGE_FILE,
    MOST_BYTES,
    aligned,
    entry_name,
    new_entry,
)
from nnfs_cli.data.table_entry import MAGIC, ROLES, TableEntry, described, values_of
from nnfs_cli.data.table_format import TableFormat
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.files.file_digests import FileState, sha256_of

ENTRY_FORMAT = 4
COUNTS = ("rows_in_file", "rows_filtered", "rows_dropped", "missing", "column_missing")


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
            return replace(data, entry=entry)
    return data


def _state(path: Path) -> FileState | None:
    """None for files that are not worth an entry."""
    with suppress(OSError):
        state = FileState.of(path)
        if path.is_file() and state.size >= LARGE_FILE:
            return state
    return None


def _key(request: TableRequest) -> str:
    """A name for the bytes of the file, the request, and everything else that the answer is of."""
    asked = repr(replace(request, path=Path(), columns=dict(sorted(request.columns.items()))))
    readers = (ENTRY_FORMAT, __version__, version("duckdb"), sys.byteorder)
    return entry_name(sha256_of(request.path), asked, readers)


def _read(path: Path) -> TableData:
    """The table of an entry. Raises ValueError if it is damaged."""
    facts, row_numbers, columns = TableEntry(path).read()
    form = facts["format"]
    return TableData(
        row_numbers=row_numbers,
        features=columns["features"],
        targets=columns["targets"],
        kept=columns["kept"],
        weights=columns["weights"],
        format=form and TableFormat(**{**form, "names": tuple(form["names"])}),
        from_cache=True,
        entry=path,
        **{count: facts[count] for count in COUNTS},
    )


def _write(entry: Path, data: TableData) -> None:
    """Add an entry, after making room for it. Raises OSError."""
    facts = {
        "rows": data.rows,
        "format": data.format and asdict(data.format),
        **{count: getattr(data, count) for count in COUNTS},
        **{role: [described(column) for column in getattr(data, role)] for role in ROLES},
    }
    columns = [data.row_numbers]
    columns += [values_of(column) for role in ROLES for column in getattr(data, role)]
    size = sum(aligned(values.nbytes) for values in columns)
    if size > MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(entry))
    with new_entry(entry, MAGIC, facts, size) as append:
        for values in columns:
            append(np.ascontiguousarray(values))
            append(np.zeros(aligned(values.nbytes) - values.nbytes, np.uint8))
