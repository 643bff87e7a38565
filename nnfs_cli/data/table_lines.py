"""Where in a text table a row stands: the line that an editor shows.

Rows and lines are not the same thing: a header, blank lines and line breaks inside quotes come
between. Only error messages need this, so it may read the file once more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from nnfs_cli.data.database import duckdb, uninterrupted
from nnfs_cli.data.table_file import TableFile, not_utf8
from nnfs_cli.data.table_format import TableFormat, csv_reader
from nnfs_cli.errors import DataError

SHOWN_MISTAKES = 20
REJECTED = {
    "TOO MANY COLUMNS": "has more than",
    "MISSING COLUMNS": "has fewer than",
    "UNQUOTED VALUE": "has a quote that is not closed, or closed inside a cell of",
    "LINE SIZE OVER MAXIMUM": "is too long (a quote that is not closed?) for",
}
HINT = (
    "Put cells that hold a delimiter or a line break in quotes, and double quotes inside them. Or "
    "let quotes be text, if they are, with quote: none in the config."
)


def lines_of_rows(file: TableFile, format: TableFormat, rows: set[int]) -> dict[int, int]:
    """The line on which each row (counted from 1) begins, for those that can be found."""
    found = {}
    with file.open() as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        for row, line in enumerate(_starts(text, format), start=1):
            if row in rows:
                found[row] = line
                if len(found) == len(rows):
                    break
    return found


def _starts(text: io.TextIOWrapper, format: TableFormat) -> Iterator[int]:
    """The first line of each row after the header."""
    reader = csv_reader(text, format.delimiter, format.quote)
    blank_rows = len(format.names) == 1  # of a single column, a blank line is an empty cell
    before, rows = 0, 0
    try:
        for record in reader:
            filled = bool(record) or (blank_rows and before >= format.blank_lines)
            rows += filled
            if filled and (rows > 1 or not format.header):
                yield before + 1
            before = reader.line_num
    except csv.Error:
        return


def rejected_lines(
    connection: duckdb.DuckDBPyConnection, file: TableFile, columns: int
) -> list[DataError]:
    """An error for each line that DuckDB could not read, and one for those beyond the first 20."""
    with uninterrupted():
        lines = connection.execute(
            "SELECT min(line_byte_position), any_value(error_type), any_value(csv_line) "
            "FROM reject_errors GROUP BY line ORDER BY 1"
        ).fetchall()
    shown = lines[:SHOWN_MISTAKES]
    numbers = _line_numbers(file, [start + _line_breaks(text) for start, _, text in shown])
    errors = [
        _rejected(error_type, f"{file.shown}:{number}", columns)
        for number, (_, error_type, _) in zip(numbers, shown, strict=True)
    ]
    if len(lines) > len(shown):
        rest = f"{len(lines) - len(shown)} more lines do not fit either"
        errors.append(DataError(rest, file.shown))
    return errors


def _rejected(error_type: str, where: str, columns: int) -> DataError:
    if error_type in ("INVALID ENCODING", "INVALID UNICODE"):
        return not_utf8(where)
    cells = f"the table's {columns} cells" if columns > 1 else "the table's one cell"
    return DataError(f"this row {REJECTED.get(error_type, 'does not fit')} {cells}", where, HINT)


def _line_breaks(text: str) -> int:
    """DuckDB counts blank lines before a row as part of it."""
    return len(text) - len(text.lstrip("\r\n"))


def _line_numbers(file: TableFile, positions: list[int]) -> list[int]:
    """The line, counted from 1, at each of the ascending byte positions."""
    numbers, line, read = [], 1, 0
    with file.open() as raw:
        for position in positions:
            before = raw.read(position - read)
            line += max(before.count(b"\n"), before.count(b"\r"))
            read = position
            numbers.append(line)
    return numbers
