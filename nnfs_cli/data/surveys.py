"""Surveys of columns: how many of their cells are numbers, how many words, how many missing.

Types are decided by these counts, so every cell is counted. The first cells alone serve as a
guess that saves time where it comes true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nnfs_cli.data import cells
from nnfs_cli.data.table_format import is_number

if TYPE_CHECKING:  # DuckDB takes a while
    from nnfs_cli.data.table_scan import RowCondition, TableScan

NUMERIC_SHARE = 0.95  # below it, a column is words that sometimes look like numbers
FIRST_ROWS = 2000
FIRST_CELLS = 200_000


@dataclass
class Survey:
    """What the cells of a column are, among the rows that count."""

    rows: int = 0
    numbers: int = 0
    words: int = 0
    """cells that are neither numbers nor missing"""

    def add(self, values: npt.NDArray[np.float64]) -> None:
        """Count more cells (rows,), which were read with `cells.read_number`."""
        self.rows += len(values)
        sizes = np.abs(values)
        numbers = int(np.count_nonzero(sizes < cells.LARGEST))
        self.numbers += numbers
        if numbers < len(values):
            self.words += int(np.count_nonzero(sizes >= cells.LARGEST))

    @property
    def as_expected(self) -> bool:
        """Whether the column holds what its first cells foretold: numbers."""
        return not self.words

    @property
    def present(self) -> int:
        return self.numbers + self.words

    @property
    def missing(self) -> int:
        return self.rows - self.present

    @property
    def looks_numeric(self) -> bool:
        return self.numbers >= NUMERIC_SHARE * self.present


class WordSurvey(Survey):
    """What the cells of a column are whose first cells are words of this vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._counts = np.zeros(2 + len(vocabulary), np.intp)  # unknown, missing, each word

    def add(self, values: npt.NDArray[np.float64]) -> None:
        """Count more cells (rows,), which were read with `cells.read_code`."""
        places = values.astype(np.intp) - cells.UNKNOWN_CODE
        self._counts += np.bincount(places, minlength=len(self._counts))
        self.rows += len(values)
        self.words = self.rows - int(self._counts[cells.MISSING_CODE - cells.UNKNOWN_CODE])

    @property
    def as_expected(self) -> bool:
        """Whether there is no other word."""
        return not self._counts[0]

    @property
    def seen(self) -> tuple[str, ...]:
        """The words of the vocabulary that do occur."""
        counted = zip(self._vocabulary, self._counts[2:], strict=True)
        return tuple(word for word, count in counted if count)


def survey(scan: TableScan, names: Sequence[str], rows: RowCondition) -> dict[str, Survey]:
    """Look at every cell of the columns. Raises a DataError for each line that does not fit."""
    surveys = {name: Survey() for name in names}
    if not surveys:
        return {}
    readings = [cells.read_number(scan.column(name), scan.decimal) for name in names]
    for passes, *arrays in scan.doubles([reading.value for reading in readings], rows):
        passing = np.flatnonzero(passes)
        for counted, values in zip(surveys.values(), arrays, strict=True):
            counted.add(values[passing])
    return surveys


def first_cells(scan: TableScan, names: Sequence[str]) -> dict[str, list[str]]:
    """The cells at the top of each column."""
    most = min(FIRST_ROWS, FIRST_CELLS // len(names) + 1)
    rows = next(scan.texts(most, names), [])
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def seem_numeric(first: Sequence[str], decimal: str) -> bool:
    """Whether cells are numbers, some perhaps missing."""
    foreign = "." if decimal == "," else ","
    present = [cell for cell in first if cell.strip().lower() not in cells.MISSING]
    return bool(present) and all(is_number(cell) and foreign not in cell for cell in present)
