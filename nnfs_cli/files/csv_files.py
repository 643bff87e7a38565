"""The CSV files of a run: small tables that spreadsheets and programs read alike.

UTF-8, commas, quotes where needed, lines ending in a newline. A number that does not exist (None,
NaN, infinity) is an empty cell, so that no program stumbles over the word "nan".
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import SupportsFloat, TypeAlias

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.atomic_files import open_atomically

Cell: TypeAlias = str | SupportsFloat | None


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Make `path` a header and its rows, whole or not at all."""
    with open_atomically(path) as file:
        file.write(_line(columns))
        file.writelines(_line(row) for row in rows)


def append_csv(path: Path, row: Sequence[Cell]) -> None:
    """Add one row, in a single write: a process that is killed leaves a whole line or none."""
    with path.open("ab", buffering=0) as file:
        file.write(_line(row).encode())


def read_csv(path: Path, columns: Sequence[str] | None = None) -> tuple[list[str], list[list[str]]]:
    """The header and the rows. Raises ModelFileError unless every row is as long as the header.

    With `columns` the header has to be exactly that.
    """
    if not path.is_file():
        raise ModelFileError("there is no such file", str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ModelFileError(f"this is not a CSV file: {error}", str(path)) from None
    if columns is not None and header != list(columns):
        raise ModelFileError(f"expected the columns {','.join(columns)}", f"{path}:1")
    for position, row in enumerate(rows):
        if len(row) != len(header):
            raise ModelFileError(
                f"expected {len(header)} cells, got {len(row)}", f"{path}: row {position + 1}"
            )
    return header, rows


def _line(row: Sequence[Cell]) -> str:
    line = io.StringIO(newline="")
    cells = [cell if isinstance(cell, str) or _exists(cell) else None for cell in row]
    # before Python 3.13 only the characters of the line end itself are quoted inside a cell
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _exists(number: SupportsFloat | None) -> bool:
    return number is not None and math.isfinite(number)
