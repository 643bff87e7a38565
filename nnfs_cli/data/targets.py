"""Between the words and units of the user and the numbers that come out of a network.

The encoder learns from the target columns once, goes into the model file as `outputs`, and from
then on translates both ways: targets into arrays to learn from, predictions into answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.classes import classes_of, codes_among, refuse_missing, written
from nnfs_cli.data.dataset import Targets
from nnfs_cli.data.outputs_json import read_outputs
from nnfs_cli.data.raw_columns import Indices, NumericColumn, RawColumn
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

Numbers: TypeAlias = npt.NDArray[Any]
Vocabulary: TypeAlias = tuple[str, ...]
Threshold: TypeAlias = float | tuple[float, ...]
ZERO_AND_ONE = ("0", "1")
EXAMPLES = 10


@dataclass(frozen=True)
class TargetFacts:
    """What a target column holds, as far as the choice of the task depends on it."""

    name: str
    kind: Literal["numeric", "categorical", "boolean"]
    distinct: int
    """different values, missing ones not counted"""
    integer: bool
    """numbers without a fraction"""
    two_valued: bool
    """fit for a yes or no: two values, or nothing but zeros and ones"""
    examples: tuple[str, ...]


def describe_target(column: RawColumn) -> TargetFacts:
    if isinstance(column, NumericColumn) and not column.spellings:
        return _describe_numbers(column)
    names, codes = classes_of(column)
    assert column.type != "text", "texts are no answers"
    seen = tuple(names[code] for code in np.unique(codes) if code >= 0)
    two_valued = _no_and_yes(names) is not None
    return TargetFacts(column.name, column.type, len(seen), False, two_valued, seen[:EXAMPLES])


def _describe_numbers(column: NumericColumn) -> TargetFacts:
    """The same without a name for each number, of which there may be millions."""
    numbers = np.unique(column.values[~column.missing()])
    first = tuple(map(written, numbers[:EXAMPLES].tolist()))
    return TargetFacts(
        name=column.name,
        kind=column.type,
        distinct=len(numbers),
        integer=bool(np.all(numbers == np.trunc(numbers))),
        two_valued=len(numbers) <= 2 and _no_and_yes(first) is not None,
        examples=first,
    )


@dataclass(frozen=True)
class TargetEncoder:
    """What the outputs of a network mean."""

    task: Task
    names: tuple[str, ...]
    """the target columns"""
    vocabularies: tuple[Vocabulary, ...] = ()
    """the classes that each answer can name: (no, yes) for each yes or no, all classes for
    multiclass; none for numbers"""
    scalers: tuple[Standardize | None, ...] = ()
    """of each number; None where the network answers in the user's unit itself"""
    threshold: Threshold = 0.5
    """a probability above it is a yes; for several labels it may be one for each"""

    @classmethod
    def fit(
        cls,
        targets: Sequence[RawColumn],
        task: Task,
        training_rows: Indices,
        *,
        standardize: bool,
        threshold: float = 0.5,
    ) -> TargetEncoder:
        """Learn the classes from all rows, and the scale of numbers from the training rows.

        Several targets of a multiclass task are one-hot columns. Raises DataError for columns
        that cannot be the target of `task`.
        """
        names = tuple(target.name for target in targets)
        if task is Task.REGRESSION:
            values = [_numbers(target)[training_rows] for target in targets]
            scalers = tuple(Standardize.fit(v) if standardize else None for v in values)
            return cls(task, names, scalers=scalers)
        if task is Task.MULTICLASS:
            classes = classes_of(targets[0]).names if len(targets) == 1 else names
            return cls(task, names, (classes,))
        return cls(task, names, tuple(map(_two_classes, targets)), threshold=threshold)

    @property
    def classes(self) -> Vocabulary:
        """The classes of a single answer; empty for numbers and for several labels."""
        return self.vocabularies[0] if len(self.vocabularies) == 1 else ()

    @property
    def answer_names(self) -> tuple[str, ...]:
        """What is answered: the targets, or `class` for one that is spread over columns."""
        return ("class",) if self._is_one_hot else self.names

    @property
    def output_names(self) -> tuple[str, ...]:
        """What each output of the network is about: a class, or else a target."""
        return self.classes if self.task is Task.MULTICLASS else self.names

    @property
    def labels(self) -> tuple[str, ...]:
        """What scores are told apart by: the classes of a single answer, or the targets."""
        return self.classes or self.names

    @property
    def positive(self) -> str | None:
        """The class that a high probability means, where the answer is a single yes or no."""
        return self.classes[1] if self.task is Task.BINARY else None

    @property
    def thresholds(self) -> dict[str, float]:
        """Above what probability each target is a yes; empty for other questions."""
        if self.task not in (Task.BINARY, Task.MULTILABEL):
            return {}
        own = self.threshold
        each = own if isinstance(own, tuple) else (own,) * len(self.names)
        return dict(zip(self.names, each, strict=True))

    @property
    def outputs(self) -> int:
        return len(self.output_names)

    @property
    def _is_one_hot(self) -> bool:
        return self.task is Task.MULTICLASS and len(self.names) > 1

    def encode(self, columns: Sequence[RawColumn], row_numbers: Indices | None = None) -> Targets:
        """t (rows, outputs) of the target columns, in the order of `names`.

        float32 numbers, scaled; or uint8 zeros and ones. Raises DataError for missing values and
        for classes that were not there at `fit`; `row_numbers` are what it calls the rows.
        """
        if self.task is Task.REGRESSION:
            scaled = [
                scaler.apply(_numbers(column)) if scaler else _numbers(column)
                for column, scaler in zip(columns, self.scalers, strict=True)
            ]
            return np.stack(scaled, axis=1).astype(np.float32)
        if self.task is Task.MULTICLASS and not self._is_one_hot:
            (column,) = columns
            return np.eye(self.outputs, dtype=np.uint8)[codes_among(self.classes, column)]
        pairs = [ZERO_AND_ONE] * len(columns) if self._is_one_hot else self.vocabularies
        codes = [codes_among(pair, column) for pair, column in zip(pairs, columns, strict=True)]
        t = np.stack(codes, axis=1).astype(np.uint8)
        if self._is_one_hot:
            self._refuse_not_one_hot(t, row_numbers)
        return t

    def decode(self, p: Numbers) -> Numbers:
        """Predictions (or targets) in the user's unit, float64; probabilities stay as they are.

        `p` is (rows, outputs).
        """
        if self.task is not Task.REGRESSION:
            return p
        columns = [
            scaler.inverse(values) if scaler else values
            for values, scaler in zip(p.T.astype(np.float64), self.scalers, strict=True)
        ]
        return np.stack(columns, axis=1)

    def mean_outputs(self, outputs: Sequence[tuple[TargetEncoder, Numbers]]) -> Numbers:
        """The mean of several networks' outputs (rows, outputs), each with the encoder that it
        was trained with, as an output of this encoder.
        """
        if len(outputs) == 1:
            return outputs[0][1]
        total = sum(encoder.decode(p).astype(np.float64) for encoder, p in outputs)
        mean: Numbers = np.asarray(total / len(outputs))
        if self.task is Task.REGRESSION:
            pairs = zip(mean.T, self.scalers, strict=True)
            mean = np.stack([scaler.apply(y) if scaler else y for y, scaler in pairs], axis=1)
        return mean.astype(outputs[0][1].dtype)

    def class_names(self, p: Numbers) -> npt.NDArray[np.str_]:
        """The class that each answer names, shape (rows, answers), from p (rows, outputs)."""
        return self._named(p, self.threshold)

    def true_names(self, t: Targets) -> npt.NDArray[np.str_]:
        """The same for encoded targets, whatever the threshold is."""
        return self._named(t, 0.5)

    def _named(self, p: Numbers, threshold: Threshold) -> npt.NDArray[np.str_]:
        if self.task is Task.MULTICLASS:
            codes = p.argmax(axis=1)[:, None]
        else:
            # as an array, so that float32 probabilities are compared with all of its digits
            codes = (p > np.atleast_1d(np.asarray(threshold, np.float64))).astype(np.intp)
        answers = zip(self.vocabularies, codes.T, strict=True)
        return np.stack([np.array(names)[chosen] for names, chosen in answers], axis=1)

    def with_threshold(self, threshold: Threshold) -> TargetEncoder:
        """The same with another threshold, such as one that was chosen after training."""
        return replace(self, threshold=threshold)

    def to_json(self) -> dict[str, Any]:
        """The `outputs` of a model file: classes and threshold, or the steps that scaled numbers.

        Multi-label has classes for each label, and a list of thresholds where they differ.
        """
        outputs: dict[str, Any] = {"target": list(self.names)}
        if self.task is Task.REGRESSION:
            return outputs | {"steps": [[s.to_json()] if s else [] for s in self.scalers]}
        classes = [list(vocabulary) for vocabulary in self.vocabularies]
        outputs["classes"] = classes if self.task is Task.MULTILABEL else classes[0]
        if self.task is Task.MULTICLASS:
            return outputs
        threshold = self.threshold
        of_all = list(threshold) if isinstance(threshold, tuple) else threshold
        return outputs | {"threshold": of_all}

    @classmethod
    def from_json(cls, outputs: Mapping[str, Any], task: Task, where: str) -> TargetEncoder:
        """The inverse of `to_json`. Raises ModelFileError with a place under `where`."""
        read = read_outputs(outputs, task, where)
        return cls(task, read.target, read.vocabularies, read.scalers, read.threshold)

    def _refuse_not_one_hot(self, t: Targets, row_numbers: Indices | None) -> None:
        wrong = np.flatnonzero(t.sum(axis=1) != 1)
        if len(wrong):
            rows = "row" if len(wrong) == 1 else "rows"
            number = wrong[0] + 1 if row_numbers is None else row_numbers[wrong[0]]
            raise DataError(
                f"in {len(wrong):,} {rows} not exactly one of the targets "
                f"{listed(self.names)} is 1; the first is row {number:,}",
                hint="End with sigmoid if several can hold at once.",
            )


def _numbers(target: RawColumn) -> npt.NDArray[np.float64]:
    if not isinstance(target, NumericColumn):
        raise DataError(f"target '{target.name}' holds text, not numbers")
    refuse_missing(target)
    return target.values


def _two_classes(target: RawColumn) -> Vocabulary:
    names = classes_of(target).names
    pair = _no_and_yes(names)
    if pair is None:
        raise DataError(
            f"target '{target.name}' has the values {listed(names, 6)}; a yes or no has two"
        )
    return pair


def _no_and_yes(names: Vocabulary) -> Vocabulary | None:
    """Two class names as they are; 0 and 1 even where only one of them occurs."""
    if names and set(names) <= set(ZERO_AND_ONE):
        return ZERO_AND_ONE
    return names if len(names) == 2 else None
