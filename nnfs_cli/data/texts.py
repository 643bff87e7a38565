"""The texts of a table, read beside its numbers: a second pass that fetches words as they are.

Numbers come in arrays and at full speed; texts have to become Python's. Only columns that the
config calls texts cost this pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.table_scan import TableScan
from nnfs_cli.data.typed_columns import TypedColumn

Texts = npt.NDArray[np.object_]

ROWS_AT_A_TIME = 4096
"""long texts of so many rows still fit into memory"""


def texts_of_rows(
    scan: TableScan, columns: Sequence[TypedColumn], row_numbers: npt.NDArray[np.int64]
) -> dict[str, Texts]:
    """The texts (rows,) of each column of texts, None where one is missing, in the rows that are
    numbered so, in rising order from 1.
    """
    kept = np.asarray(row_numbers)
    found = {column.name: np.empty(len(kept), object) for column in columns if is_text(column)}
    first, done = 1, 0
    for texts in texts_by_chunk(scan, columns, ROWS_AT_A_TIME) if found else ():
        rows = len(next(iter(texts.values())))
        end = int(np.searchsorted(kept, first + rows))
        for name, values in texts.items():
            found[name][done:end] = values[kept[done:end] - first]
        first, done = first + rows, end
    return found


def texts_by_chunk(
    scan: TableScan, columns: Sequence[TypedColumn], rows: int
) -> Iterator[dict[str, Texts]]:
    """The same for all rows of the table, `rows` at a time."""
    names = [column.name for column in columns if is_text(column)]
    for cells in scan.present_texts(rows, names):
        table = np.empty((len(cells), len(names)), object)
        table[:] = cells
        yield dict(zip(names, table.T, strict=True))


def is_text(column: TypedColumn) -> bool:
    return column.kind == "text"
