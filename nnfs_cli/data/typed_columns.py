"""Columns whose cells we know how to read: as numbers, as yes and no, as one of many words or as
texts.

The types are inferred from a training table and kept in the model, so training and prediction
read the same cells the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data import cells
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn, TextColumn
from nnfs_cli.suggestions import did_you_mean, listed

if TYPE_CHECKING:  # what was read before needs no DuckDB
    from nnfs_cli.data.table_scan import TableScan

ColumnKind: TypeAlias = Literal["numeric", "boolean", "categorical", "text"]


@dataclass(frozen=True)
class TypedColumn:
    """One column by name, and what may stand in its cells."""

    name: str
    kind: ColumnKind
    words: tuple[str, ...] = ()
    """boolean: its no and its yes; categorical: the vocabulary"""

    def reading(self, scan: TableScan, *, quick: bool = False) -> cells.Reading:
        """How to read this column of a table; a vocabulary becomes known to the table's SQL.

        `quick` is for columns that seem to be what they are, see `cells.read_number`.
        """
        column = scan.column(self.name)
        if self.kind == "text":
            return cells.text_is_there(column)
        if self.name in scan.numbers:
            return cells.known_number(column)
        if self.kind == "numeric":
            return cells.read_number(column, scan.decimal, quick=quick)
        if self.kind == "boolean":
            return cells.read_boolean(column, (self.words[0], self.words[1]))
        vocabulary = f"words_of_{column}"
        scan.define_vocabulary(vocabulary, self.words)
        return cells.read_code(column, vocabulary, quick=quick)

    @property
    def dtype(self) -> type[np.float64 | np.int32]:
        """Of the values that the reading yields, once they are kept. Those of a text only say
        whether it is there: `TableScan.present_texts` has the texts themselves.
        """
        return np.int32 if self.kind == "categorical" else np.float64

    def raw(self, values: npt.NDArray[Any]) -> RawColumn:
        """The column of the values (rows,) that its reading yields, in its `dtype`; for a text,
        of the texts.
        """
        if self.kind == "text":
            return TextColumn(self.name, values)
        if self.kind == "categorical":
            return CategoricalColumn(self.name, values, self.words)
        spellings = (self.words[0], self.words[1]) if self.kind == "boolean" else None
        return NumericColumn(self.name, values, spellings)

    def missing(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which of those values (rows,) stand for a missing cell."""
        categorical = self.kind == "categorical"
        return np.equal(values, cells.MISSING_CODE) if categorical else np.isnan(values)

    def wrong(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which of those values (rows,) stand for a cell that the column cannot hold."""
        if self.kind == "categorical":
            return np.equal(values, cells.UNKNOWN_CODE)
        return np.greater_equal(np.abs(values), cells.LARGEST)

    def complaint(self, cell: str) -> str:
        """What is wrong with a cell that this column cannot hold."""
        if self.kind == "numeric":
            return f"'{cell}' is not a number"
        if self.kind == "boolean":
            return f"'{cell}' is neither '{self.words[0]}' nor '{self.words[1]}'"
        suggestion = did_you_mean(cell, self.words)
        return f"'{cell}' is none of the known words{suggestion or ': ' + listed(self.words, 5)}"
