"""The CSV files of a run: small tables that spreadsheets and programs read alike.

UTF-8, commas, quotes where needed, lines ending in a newline. A number that does not exist (None,
NaN, infinity) is an empty cell, so that no program stumbles over the word "nan". No text is a
formula, see `formulas`.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsFloat, TextIO, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.atomic_files import open_atomically
from nnfs_cli.files.formulas import as_it_was, harmless, may_hold_formulas

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

Cell: TypeAlias = str | SupportsFloat | None
ROWS_AT_A_TIME = 2**16
"""of `write_csv_columns`, so that a table of millions of rows is never one text"""


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, durable: bool = True
) -> None:
    """Make `path` a header and its rows, whole or not at all."""
    with open_atomically(path, durable=durable) as file:
        lines = _writer(file)
        lines.writerow(map(harmless, columns))
        lines.writerows(map(_cells, rows))


def write_csv_columns(
    path: Path,
    names: Sequence[str],
    columns: Sequence[Sequence[str] | npt.NDArray[Any]],
    *,
    durable: bool = True,
) -> None:
    """The same file as `write_csv` makes, from two or more whole columns, in a tenth of the time.

    A column is text, or an array whose elements are written as Python writes them.
    """
    with open_atomically(path, durable=durable) as file:
        _writer(file).writerow(map(harmless, names))
        for start in range(0, len(columns[0]), ROWS_AT_A_TIME):
            pieces = [_quoted(column[start : start + ROWS_AT_A_TIME]) for column in columns]
            file.write("".join([f"{','.join(row)}\n" for row in zip(*pieces, strict=True)]))


def _quoted(cells: Sequence[str] | npt.NDArray[Any]) -> Sequence[str]:
    """The cells as they stand in the file; they are looked at one by one only if one has to be."""
    texts = list(map(str, cells.tolist())) if isinstance(cells, np.ndarray) else cells
    if texts is cells and may_hold_formulas(texts):
        texts = list(map(harmless, texts))
    if not _needs_quotes("".join(texts)):
        return texts
    return ['"{}"'.format(t.replace('"', '""')) if _needs_quotes(t) else t for t in texts]


def _needs_quotes(text: str) -> bool:
    return any(character in text for character in '",\r\n')


def append_csv(path: Path, row: Sequence[Cell]) -> None:
    """Add one row, in a single write: a process that is killed leaves a whole line or none."""
    line = io.StringIO(newline="")
    _writer(line).writerow(_cells(row))
    with path.open("ab", buffering=0) as file:
        file.write(line.getvalue().encode())


def read_csv(path: Path, columns: Sequence[str] | None = None) -> tuple[list[str], list[list[str]]]:
    """The header and the rows. Raises ModelFileError unless every row is as long as the header.

    With `columns` the header has to be exactly that.
    """
    if not path.is_file():
        raise ModelFileError("there is no such file", str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            header, *rows = [list(map(as_it_was, line)) for line in lines] or [[]]
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


class _LineEnds:
    """Stands between a CSV writer and its file, and makes every CR LF at a line's end an LF.

    Before Python 3.13 a writer quotes a cell for the characters of its own line end only; so it
    is told of both, and no cell can break a line.
    """

    def __init__(self, file: TextIO) -> None:
        self._write = file.write

    def write(self, line: str) -> int:
        return self._write(line.removesuffix("\r\n") + "\n")


def _writer(file: TextIO) -> CsvWriter:
    return csv.writer(_LineEnds(file), lineterminator="\r\n")


def _cells(row: Sequence[Cell]) -> list[Cell]:
    return [
        harmless(cell) if isinstance(cell, str) else cell if _exists(cell) else None for cell in row
    ]


def _exists(number: SupportsFloat | None) -> bool:
    return number is not None and math.isfinite(number)
