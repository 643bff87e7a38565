"""The encoders of single columns: what training rows teach about a column, and its network inputs.

Each kind of column is one class with the same few methods: `fit` on training rows, `encode` rows
into network inputs, and a JSON form that reads back to the same encoder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.cells import UNKNOWN_CODE
from nnfs_cli.data.json_entry import JsonEntry
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import CategoricalColumn, Indices, NumericColumn, RawColumn
from nnfs_cli.data.scaling import Scaler, Values, fit_scalers, scaler_from_json
from nnfs_cli.data.text_input import TextInput
from nnfs_cli.data.typed_columns import TypedColumn
from nnfs_cli.errors import DataError, ModelFileError
from nnfs_cli.suggestions import listed

UnknownPolicy: TypeAlias = Literal["ignore", "error"]
NetworkInputs: TypeAlias = npt.NDArray[np.float32]

POLICIES = ("drop", "error", "mean", "median", "mode")
FILLING = ("mean", "median", "mode")
LIMIT = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class NumericInput:
    """A column of numbers: one network input, scaled step by step."""

    name: str
    missing: MissingPolicy
    fill: float | None
    """the number that stands for a missing one, in the column's unit"""
    steps: tuple[Scaler, ...]

    @classmethod
    def fit(
        cls,
        column: NumericColumn,
        rows: Indices,
        missing: MissingPolicy,
        scalers: tuple[str, ...],
        clip: bool = False,
    ) -> NumericInput:
        """Learn from the training rows. The scalers see them filled."""
        x = column.values[rows]
        fill = _typical(column.name, x, missing)
        return cls(column.name, missing, fill, fit_scalers(scalers, _filled(x, fill), clip))

    @property
    def input_names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def typed(self) -> TypedColumn:
        return TypedColumn(self.name, "numeric")

    def encode(self, column: RawColumn, out: NetworkInputs) -> None:
        """Write the network inputs (rows, 1); 0 where a missing value is not filled."""
        z = _filled(_numbers(self.name, column), self.fill)
        for step in self.steps:
            z = step.apply(z)
        z = np.clip(z, -LIMIT, LIMIT)
        np.copyto(z, 0, where=np.isnan(z))
        out[:, 0] = z

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": "numeric",
            "missing": self.missing,
            **({} if self.fill is None else {"fill": self.fill}),
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, values: object, where: str) -> NumericInput:
        """The inverse of `to_json`. Raises ModelFileError."""
        entry = JsonEntry(values, where, ("name", "type", "missing", "steps"), ("fill",))
        steps = [
            scaler_from_json(step, f"{where}.steps[{place}]")
            for place, step in enumerate(entry.list("steps"))
        ]
        missing = _missing(entry)
        return cls(entry.text("name"), missing, _number_to_fill(entry, missing), tuple(steps))


@dataclass(frozen=True)
class BooleanInput:
    """A column of two words: one network input, 0 for the first and 1 for the second."""

    name: str
    missing: MissingPolicy
    fill: float | None
    words: tuple[str, str]

    @classmethod
    def fit(cls, column: NumericColumn, rows: Indices, missing: MissingPolicy) -> BooleanInput:
        """Learn from the training rows."""
        words = column.spellings or ("0", "1")
        return cls(column.name, missing, _typical(column.name, column.values[rows], missing), words)

    @property
    def input_names(self) -> tuple[str, ...]:
        return (f"{self.name}={self.words[1]}",)

    @property
    def typed(self) -> TypedColumn:
        return TypedColumn(self.name, "boolean", self.words)

    def encode(self, column: RawColumn, out: NetworkInputs) -> None:
        """Write the network inputs (rows, 1); 0 where a missing value is not filled."""
        out[:, 0] = np.nan_to_num(_filled(_numbers(self.name, column), self.fill))

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": "boolean",
            "missing": self.missing,
            **({} if self.fill is None else {"fill": self.fill}),
            "values": list(self.words),
            "steps": [],
        }

    @classmethod
    def from_json(cls, values: object, where: str) -> BooleanInput:
        """The inverse of `to_json`. Raises ModelFileError."""
        entry = JsonEntry(values, where, ("name", "type", "missing", "values", "steps"), ("fill",))
        words = entry.texts("values")
        if len(words) != 2:
            raise ModelFileError("'values' is not a pair", where)
        if entry.list("steps"):
            raise ModelFileError("a boolean column is not scaled", where)
        missing = _missing(entry)
        fill = _number_to_fill(entry, missing)
        return cls(entry.text("name"), missing, fill, (words[0], words[1]))


@dataclass(frozen=True)
class CategoricalInput:
    """A column of words: one network input for each category, 1 for the row's own (one-hot)."""

    name: str
    missing: MissingPolicy
    fill: str | None
    unknown: UnknownPolicy
    categories: tuple[str, ...]

    @classmethod
    def fit(
        cls,
        column: CategoricalColumn,
        rows: Indices,
        missing: MissingPolicy,
        unknown: UnknownPolicy,
    ) -> CategoricalInput:
        """The categories are the words of the training rows, in the order of the vocabulary."""
        codes = column.codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(column.vocabulary))
        if not counts.sum():
            raise _never_filled(column.name)
        categories = tuple(column.vocabulary[code] for code in np.flatnonzero(counts))
        fill = column.vocabulary[int(counts.argmax())] if missing in FILLING else None
        return cls(column.name, missing, fill, unknown, categories)

    @property
    def input_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}={category}" for category in self.categories)

    @property
    def typed(self) -> TypedColumn:
        return TypedColumn(self.name, "categorical", self.categories)

    def encode(self, column: RawColumn, out: NetworkInputs) -> None:
        """Write the network inputs (rows, categories); all 0 for a missing or unknown word."""
        codes = self._codes(column)
        if self.fill is not None:
            codes = np.where(codes == -1, self.categories.index(self.fill), codes)
        out[:] = codes[:, None] == np.arange(len(self.categories))

    def count_unknown(self, column: RawColumn) -> int:
        """How many words are no category. Raises DataError if there may be none."""
        count = int((self._codes(column) == UNKNOWN_CODE).sum())
        if count and self.unknown == "error":
            assert isinstance(column, CategoricalColumn)
            strange = [word for word in column.vocabulary if word not in self.categories]
            raise DataError(
                f"column '{self.name}' says {listed(strange, 5)}, which no training row does",
                hint=f"Known: {listed(self.categories)}. Or set unknown: ignore for the column.",
            )
        return count

    def _codes(self, column: RawColumn) -> npt.NDArray[np.int64]:
        """Each row's category (rows,), or -1 for missing, -2 for unknown."""
        if not isinstance(column, CategoricalColumn):
            raise DataError(f"column '{self.name}' holds numbers; the model knows it as words")
        place = {category: code for code, category in enumerate(self.categories)}
        codes = [place.get(word, UNKNOWN_CODE) for word in column.vocabulary]
        return np.array([*codes, UNKNOWN_CODE, -1])[column.codes]  # codes -1 and -2 from the end

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": "categorical",
            "missing": self.missing,
            **({} if self.fill is None else {"fill": self.fill}),
            "unknown": self.unknown,
            "categories": list(self.categories),
        }

    @classmethod
    def from_json(cls, values: object, where: str) -> CategoricalInput:
        """The inverse of `to_json`. Raises ModelFileError."""
        required = ("name", "type", "missing", "unknown", "categories")
        entry = JsonEntry(values, where, required, ("fill",))
        categories = entry.texts("categories")
        missing = _missing(entry)
        fill = entry.choice("fill", categories) if missing in FILLING else None
        unknown = cast(UnknownPolicy, entry.choice("unknown", ("ignore", "error")))
        return cls(entry.text("name"), missing, fill, unknown, categories)


EncodedColumn: TypeAlias = NumericInput | BooleanInput | CategoricalInput | TextInput
INPUT_KINDS: Mapping[
    str, type[NumericInput] | type[BooleanInput] | type[CategoricalInput] | type[TextInput]
] = {
    "numeric": NumericInput,
    "boolean": BooleanInput,
    "categorical": CategoricalInput,
    "text": TextInput,
}


def _typical(name: str, x: Values, missing: MissingPolicy) -> float | None:
    """The mean, median or most frequent of the values that are there, as the policy says."""
    known = x[~np.isnan(x)]
    if not len(known):
        raise _never_filled(name)
    if missing == "mean":
        return float(known.mean())
    if missing == "median":
        return float(np.median(known))
    if missing == "mode":
        values, counts = np.unique(known, return_counts=True)
        return float(values[counts.argmax()])
    return None


def _never_filled(name: str) -> DataError:
    return DataError(
        f"column '{name}' is empty in every training row", hint=f"Leave it out: exclude: [{name}]"
    )


def _filled(x: Values, fill: float | None) -> Values:
    return x if fill is None else np.where(np.isnan(x), fill, x)


def _numbers(name: str, column: RawColumn) -> Values:
    if not isinstance(column, NumericColumn):
        raise DataError(f"column '{name}' holds words; the model knows it as numbers")
    return column.values


def _missing(entry: JsonEntry) -> MissingPolicy:
    return cast(MissingPolicy, entry.choice("missing", POLICIES))


def _number_to_fill(entry: JsonEntry, missing: MissingPolicy) -> float | None:
    return entry.number("fill") if missing in FILLING else None
