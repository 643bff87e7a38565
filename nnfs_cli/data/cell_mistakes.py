"""Cells that a column cannot hold, each with its place in the file: all of them at once."""

from __future__ import annotations

from nnfs_cli.data import cells
from nnfs_cli.data.table_scan import RowCondition, TableScan
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import DataError

SHOWN_CELLS = 20


def wrong_cells(
    scan: TableScan, column: TypedColumn, wrong: str, count: int, rows: RowCondition, hint: str
) -> list[DataError]:
    """An error for each of the first cells where `wrong` holds, and one for the rest of `count`."""
    if not count:
        return []
    found = scan.cells_where(wrong, column.name, SHOWN_CELLS, rows)
    places = scan.places(row for row, _ in found)
    errors = [
        DataError(f"column '{column.name}': {column.complaint(cell.strip())}", places[row])
        for row, cell in found
    ]
    if count > len(found):
        rest = f"column '{column.name}': {count - len(found):,} more cells like these"
        errors.append(DataError(rest, scan.file.shown))
    errors[-1].hint = hint
    return errors


def missing_cells(scan: TableScan, name: str, count: int, rows: RowCondition) -> list[DataError]:
    """One error for a column that must not have missing cells, at the first of them."""
    if not count:
        return []
    missing = cells.is_missing(scan.column(name))
    ((row, _),) = scan.cells_where(missing, name, 1, rows)
    several = "1 cell is missing," if count == 1 else f"{count:,} cells are missing, the first"
    place = scan.places([row])[row]
    return [DataError(f"column '{name}': {several} here", place, "Fill in or leave out the rows.")]
