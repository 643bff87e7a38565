"""What a row of the training data is like when nothing is special about it.

The mean of each column of numbers and the most frequent value of each column of words go into the
model file, so that an answer can be compared with the one to such a row, and so that a person who
asks about a single case can be told what is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.subject import stretches_of
from nnfs_cli.data.columns import (
    BooleanInput,
    CategoricalInput,
    EncodedColumn,
    NumericInput,
)
from nnfs_cli.data.raw_columns import (
    CategoricalColumn,
    Indices,
    NumericColumn,
    RawColumn,
    TextColumn,
)
from nnfs_cli.data.scaling import MinMax, Standardize
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.data.text_input import TextInput

if TYPE_CHECKING:
    from nnfs_cli.build.prepared_data import PreparedData
    from nnfs_cli.data.dataset import Inputs

Floats: TypeAlias = npt.NDArray[np.float64]
Typical: TypeAlias = dict[str, float | str]
"""by column; texts have nothing typical"""

NOT_RECORDED = "this older model file records no typical row: the middle of each column stands in"
ROWS_AT_A_TIME = 8192
DIGITS = ".6g"
"""of a mean: enough for a comparison, few enough to be read"""


def typical_row(data: PreparedData) -> Typical:
    """Of the training rows, after missing values are filled; empty for images."""
    if not isinstance(data.inputs, TableEncoder):
        return {}
    mean = _mean(data.dataset.x, data.split.training)
    stretches = stretches_of(data.inputs)
    pairs = zip(data.inputs.columns, stretches, strict=True)
    return {
        column.name: _value(column, mean[stretch])
        for column, stretch in pairs
        if not isinstance(column, TextInput)
    }


def _mean(x: Inputs, rows: Indices) -> Floats:
    """Of the encoded rows, a block after the other, as they may lie in a file."""
    total = np.zeros(x.shape[1])
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        total += x[rows[start : start + ROWS_AT_A_TIME]].sum(axis=0, dtype=np.float64)
    return total / max(len(rows), 1)


def _value(column: EncodedColumn, mean: Floats) -> float | str:
    """From the mean of a column's inputs: shares, where they are those of words."""
    if isinstance(column, CategoricalInput):
        return column.categories[int(np.argmax(mean))]
    if isinstance(column, BooleanInput):
        return column.words[int(mean[0] > 0.5)]
    assert isinstance(column, NumericInput)
    z = mean
    for step in reversed(column.steps):
        z = step.inverse(z)
    return float(format(z[0], DIGITS))


def typical_columns(
    columns: Sequence[EncodedColumn], typical: Mapping[str, object]
) -> list[RawColumn]:
    """The typical row as columns of one row. What `typical` lacks is the middle of the column's
    scale, what fills it when it is missing, or its first word; a text is empty.
    """
    return [_column(column, typical.get(column.name)) for column in columns]


def _column(column: EncodedColumn, value: object) -> RawColumn:
    if isinstance(column, TextInput):
        return TextColumn(column.name, np.array([""], object))
    if isinstance(column, CategoricalInput):
        known = value if value in column.categories else column.fill or column.categories[0]
        code = column.categories.index(str(known))
        return CategoricalColumn(column.name, np.array([code], np.int32), column.categories)
    if isinstance(column, BooleanInput):
        number = float(column.words.index(value)) if value in column.words else column.fill or 0.0
        return NumericColumn(column.name, np.array([number]), column.words)
    number = float(value) if isinstance(value, int | float) else _middle(column)
    return NumericColumn(column.name, np.array([number]))


def _middle(column: NumericInput) -> float:
    """Where the first scaler has its zero: the mean, or halfway between the extremes."""
    if column.steps and isinstance(column.steps[0], Standardize):
        return column.steps[0].mean
    if column.steps and isinstance(column.steps[0], MinMax):
        return (column.steps[0].minimum + column.steps[0].maximum) / 2
    return column.fill or 0.0
