"""From columns to the design matrix x, the same way in training and in every prediction.

The encoder is fitted on training rows alone and is everything that the `inputs` of a model file
say about a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import MISSING_CODE
from nnfs_cli.data.columns import (
    INPUT_KINDS,
    BooleanInput,
    CategoricalInput,
    EncodedColumn,
    NetworkInputs,
    NumericInput,
    UnknownPolicy,
)
from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.matrix_room import refuse_without_room
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import CategoricalColumn, Indices, RawColumn, TextColumn
from nnfs_cli.data.stored_values import Room, filled_by_block
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.text_options import EVERY_DEFAULT, TextOptions
from nnfs_cli.errors import ModelFileError


@dataclass(frozen=True)
class Encoded:
    """Rows ready for the network."""

    x: NetworkInputs
    """shape (rows, width + 1); the last column is all ones"""
    complete: npt.NDArray[np.bool_]
    """shape (rows,): False where a value is missing that nothing stands for"""
    unknown: dict[str, int]
    """for each column that has some: how many of its words were in no training row"""


@dataclass(frozen=True)
class TableEncoder:
    """The network inputs that columns become, in the order of the columns."""

    columns: tuple[EncodedColumn, ...]

    @classmethod
    def fit(
        cls,
        features: Sequence[RawColumn],
        training_rows: Indices,
        *,
        numeric: Sequence[str],
        clip: bool = False,
        missing: Mapping[str, MissingPolicy],
        unknown: Mapping[str, UnknownPolicy],
        texts: Mapping[str, TextOptions] = MappingProxyType({}),
    ) -> TableEncoder:
        """Learn fills, scales and categories from the training rows.

        `numeric` names the scalers for numbers, one after the other; `clip` is for minmax, whether
        to hold values in the range of training; `missing` has a policy for
        each column, `unknown` for those that are not to be "ignore", `texts` how texts are read
        where that is not the default. Raises DataError for a column that no training row fills,
        ConfigError for a scaler that does not exist.
        """
        columns: list[EncodedColumn] = []
        for column in features:
            policy = missing[column.name]
            if isinstance(column, CategoricalColumn):
                strange = unknown.get(column.name, "ignore")
                columns.append(CategoricalInput.fit(column, training_rows, policy, strange))
            elif isinstance(column, TextColumn):
                options = texts.get(column.name, EVERY_DEFAULT)
                columns.append(TextInput.fit(column, training_rows, policy, options))
            elif column.spellings:
                columns.append(BooleanInput.fit(column, training_rows, policy))
            else:
                scalers = tuple(numeric)
                columns.append(NumericInput.fit(column, training_rows, policy, scalers, clip))
        return cls(tuple(columns))

    def joined(self, others: Sequence[TableEncoder]) -> TableEncoder:
        """The encoder that reads, of the same columns, every word that one of the others knows.

        It is for reading only: each of the others encodes what it reads in its own way.
        """
        columns = list(self.columns)
        for place, column in enumerate(columns):
            if isinstance(column, CategoricalInput):
                known = [
                    word
                    for other in others
                    for word in cast(CategoricalInput, other.columns[place]).categories
                ]
                columns[place] = replace(column, categories=tuple(dict.fromkeys(known)))
        return TableEncoder(tuple(columns))

    @property
    def input_names(self) -> tuple[str, ...]:
        """What each network input says: ``age``, ``sex=female``."""
        return tuple(name for column in self.columns for name in column.input_names)

    @property
    def sequence(self) -> TextInput | None:
        """The column of texts that enter the network word by word, if there is one."""
        texts = (column for column in self.columns if isinstance(column, TextInput))
        return next((column for column in texts if column.length is not None), None)

    @property
    def width(self) -> int:
        """How many network inputs there are."""
        return len(self.input_names)

    def encode(
        self,
        columns: Sequence[RawColumn],
        dtype: npt.DTypeLike = np.float32,
        room: Room = filled_by_block,
    ) -> Encoded:
        """Encode columns, which come in the encoder's own order, into a matrix that `room` makes.

        Raises DataError for unknown words where the column does not ignore them, and where there
        is no room for so many inputs of so many rows.
        """
        rows = columns[0].rows
        complete = np.ones(rows, dtype=np.bool_)
        unknown: dict[str, dict[int, int]] = {column.name: {} for column in self.columns}

        def fill(block: slice, x: NetworkInputs) -> None:
            blocks = [column.take(block) for column in columns]
            for encoder, column in zip(self.columns, blocks, strict=True):
                if encoder.fill is None:
                    complete[block] &= ~_missing(column)
                if isinstance(encoder, CategoricalInput):
                    unknown[encoder.name][block.start] = encoder.count_unknown(column)
            self._encode_block(blocks, x)

        refuse_without_room(rows, self.width + 1, np.dtype(dtype).itemsize)
        x = room(rows, self.width + 1, fill, dtype)
        counts = {name: sum(of_blocks.values()) for name, of_blocks in unknown.items()}
        return Encoded(x, complete, {name: count for name, count in counts.items() if count})

    def _encode_block(self, columns: Sequence[RawColumn], x: NetworkInputs) -> None:
        """Fill x (rows, width + 1), while it is in the cache: its columns lie side by side."""
        start = 0
        for encoder, column in zip(self.columns, columns, strict=True):
            end = start + len(encoder.input_names)
            encoder.encode(column, x[:, start:end])
            start = end
        x[:, start] = 1

    def to_json(self) -> dict[str, Any]:
        """The `inputs` of a model file."""
        return {"kind": "table", "columns": [column.to_json() for column in self.columns]}

    @classmethod
    def from_json(cls, inputs: object, where: str = "inputs") -> TableEncoder:
        """The inverse of `to_json`. Raises ModelFileError at a place under `where`."""
        entry = JsonEntry(inputs, where, ("kind", "columns"))
        entry.choice("kind", ("table",))
        columns = [
            _column_from_json(column, f"{where}.columns[{place}]")
            for place, column in enumerate(entry.list("columns"))
        ]
        names = [column.name for column in columns]
        if not columns:
            raise ModelFileError("there is no column", f"{where}.columns")
        twice = [name for place, name in enumerate(names) if name in names[:place]]
        if twice:
            raise ModelFileError(f"column '{twice[0]}' is there twice", f"{where}.columns")
        return cls(tuple(columns))


def _column_from_json(column: object, where: str) -> EncodedColumn:
    kind = JsonEntry(column, where).choice("type", tuple(INPUT_KINDS))
    return INPUT_KINDS[kind].from_json(column, where)


def _missing(column: RawColumn) -> npt.NDArray[np.bool_]:
    """An unknown word is not missing: it is there."""
    if isinstance(column, CategoricalColumn):
        return cast("npt.NDArray[np.bool_]", column.codes == MISSING_CODE)
    return column.missing()
