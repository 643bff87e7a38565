"""metrics.csv: how each epoch went, on disk as soon as the epoch is over.

It grows by a line an epoch while training runs, so that a killed run keeps its history and a
spreadsheet can watch. A resumed run first cuts it back to the epoch it goes on from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.csv_files import append_csv, read_csv, write_csv


class MetricsWriter:
    """Writes metrics.csv; the first column is the epoch."""

    def __init__(self, path: Path, columns: Sequence[str], through_epoch: int = 0) -> None:
        """Begin the file, or go on behind `through_epoch` and forget what came after it."""
        self.path = path
        self.columns = tuple(columns)
        resumed = through_epoch > 0  # only then is there a history to lose
        write_csv(path, self.columns, self._rows_through(through_epoch), durable=resumed)

    def _rows_through(self, epoch: int) -> list[list[str]]:
        if epoch == 0:
            return []
        _, rows = read_csv(self.path, self.columns)
        kept = [row for row in rows if row[0].isdecimal() and int(row[0]) <= epoch]
        if [row[0] for row in kept] != [str(number + 1) for number in range(epoch)]:
            raise ModelFileError(
                f"the rows of epochs 1 to {epoch} are not all here", str(self.path)
            )
        return kept

    def append(self, row: Mapping[str, float | None]) -> None:
        """Add the row of one epoch: a value for every column, None where there is none."""
        append_csv(self.path, [row[column] for column in self.columns])


def read_metrics(path: Path) -> dict[str, list[float | None]]:
    """The columns of a metrics.csv, by name; None where a cell is empty."""
    header, rows = read_csv(path)
    try:
        numbers = [[float(cell) if cell else None for cell in row] for row in rows]
    except ValueError as error:
        raise ModelFileError(f"expected numbers: {error}", str(path)) from None
    return {name: [row[place] for row in numbers] for place, name in enumerate(header)}


def past_epochs(path: Path) -> Iterator[tuple[int, float, dict[str, float | None]]]:
    """Each epoch's number, its loss, and what validation said, by the metric's own name."""
    columns = read_metrics(path)
    names = [name for name in columns if name.startswith("validation_")]
    for row, loss in enumerate(columns["loss"]):
        if loss is not None:
            yield (
                row + 1,
                loss,
                {name.removeprefix("validation_"): columns[name][row] for name in names},
            )
