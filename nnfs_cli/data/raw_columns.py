"""What a table's columns are between file and network: typed, but not yet numbers to learn from.

Reading produces raw columns, the split chooses rows of them, and only then do encoders learn
their statistics, from training rows alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Indices: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True)
class NumericColumn:
    """A column of numbers. Booleans are numbers too: 0 and 1, with their two spellings kept."""

    name: str
    values: npt.NDArray[np.float64]
    """shape (rows,); NaN where the value is missing"""
    spellings: tuple[str, str] | None = None
    """for a boolean column: what the file calls false and true"""

    @property
    def type(self) -> Literal["numeric", "boolean"]:
        return "numeric" if self.spellings is None else "boolean"

    @property
    def rows(self) -> int:
        return len(self.values)

    def take(self, rows: Indices | slice) -> NumericColumn:
        return NumericColumn(self.name, self.values[rows], self.spellings)

    def missing(self) -> npt.NDArray[np.bool_]:
        """shape (rows,)"""
        return np.isnan(self.values)


@dataclass(frozen=True)
class CategoricalColumn:
    """A column of names, as positions in a sorted vocabulary."""

    name: str
    codes: npt.NDArray[np.int32]
    """shape (rows,); -1 where the value is missing"""
    vocabulary: tuple[str, ...]

    @property
    def type(self) -> Literal["categorical"]:
        return "categorical"

    @property
    def rows(self) -> int:
        return len(self.codes)

    def take(self, rows: Indices | slice) -> CategoricalColumn:
        return CategoricalColumn(self.name, self.codes[rows], self.vocabulary)

    def missing(self) -> npt.NDArray[np.bool_]:
        """shape (rows,)"""
        return self.codes < 0


@dataclass(frozen=True)
class TextColumn:
    """A column of texts, each of which is looked at word by word."""

    name: str
    texts: npt.NDArray[np.object_]
    """shape (rows,); None where the text is missing"""

    @property
    def type(self) -> Literal["text"]:
        return "text"

    @property
    def rows(self) -> int:
        return len(self.texts)

    def take(self, rows: Indices | slice) -> TextColumn:
        return TextColumn(self.name, self.texts[rows])

    def missing(self) -> npt.NDArray[np.bool_]:
        """shape (rows,)"""
        return np.array([text is None for text in self.texts], np.bool_)


RawColumn: TypeAlias = NumericColumn | CategoricalColumn | TextColumn


def concatenated(columns: Sequence[RawColumn]) -> RawColumn:
    """One column of the rows of several, whose vocabularies need not agree."""
    first = columns[0]
    if len(columns) == 1:
        return first
    if isinstance(first, NumericColumn):
        values = [column.values for column in columns if isinstance(column, NumericColumn)]
        return NumericColumn(first.name, np.concatenate(values), first.spellings)
    if isinstance(first, TextColumn):
        texts = [column.texts for column in columns if isinstance(column, TextColumn)]
        return TextColumn(first.name, np.concatenate(texts))
    parts = [column for column in columns if isinstance(column, CategoricalColumn)]
    words = dict.fromkeys(word for part in parts for word in part.vocabulary)
    place = {word: code for code, word in enumerate(words)}
    codes = []
    for part in parts:
        new_code = np.array([*(place[word] for word in part.vocabulary), -1], np.int32)
        codes.append(new_code[part.codes])  # a missing value's -1 finds the -1 at the end
    return CategoricalColumn(first.name, np.concatenate(codes), tuple(words))
