"""Answers as Python wants them: arrays, one entry for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.answer_table import answer_columns
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.task import Task


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model answers; row k answers row k of the data."""

    task: Task
    """regression, binary, multilabel or multiclass; equal to that text"""
    targets: tuple[str, ...]
    """what is answered, as the training data call it"""
    values: npt.NDArray[Any]
    """(rows,): numbers in the target's unit, NaN where there is no answer; or names of classes,
    '' where there is none. (rows, targets) for several targets"""
    probabilities: npt.NDArray[np.floating[Any]] | None
    """(rows, classes) for classes, (rows, targets) for several labels: how probable each yes is;
    None for numbers"""
    classes: tuple[str, ...]
    """what the columns of `probabilities` are about: the classes, or the labels; () for numbers"""
    names: tuple[str, ...]
    """of `columns()`"""
    answered: npt.NDArray[np.bool_]
    """(rows,): False where a value is missing that the model needs, or an image cannot be read"""
    files: tuple[str, ...] = ()
    """of images: which file each row is"""
    problems: tuple[str, ...] = ()
    """of images: why some are not answered, a sentence each"""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """of tables: how many words per column training never saw"""

    def __len__(self) -> int:
        return len(self.values)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """The same as columns with the names that `nn predict` writes, such as for a data frame."""
        values = self.values.reshape(len(self), -1)
        answers, numbers = [*values.T], []
        if self.probabilities is not None:
            numbers = [*self.probabilities.T][self.task is Task.BINARY :]
        if self.task is Task.MULTICLASS or not numbers:
            return dict(zip(self.names, [*answers, *numbers], strict=True))
        in_pairs = [one for pair in zip(answers, numbers, strict=True) for one in pair]
        return dict(zip(self.names, in_pairs, strict=True))


def predictions_of(
    targets: TargetEncoder,
    p: Array,
    answered: npt.NDArray[np.bool_],
    files: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    unknown: Mapping[str, int] = MappingProxyType({}),
) -> Predictions:
    """The answers in raw outputs p (rows, outputs)."""
    task = targets.task
    probabilities: npt.NDArray[np.floating[Any]] | None = None
    classes: tuple[str, ...] = ()
    if task is Task.REGRESSION:
        values = targets.decode(p)
        values[~answered] = np.nan
    else:
        values = targets.class_names(p).astype(object)
        values[~answered] = ""
        values = values.astype(np.str_)
        probabilities = np.array(p)
        probabilities[~answered] = np.nan
        classes = targets.labels
        if task is Task.BINARY:
            probabilities = np.concatenate([1 - probabilities, probabilities], axis=1)
    return Predictions(
        task,
        targets.answer_names,
        values[:, 0] if values.shape[1] == 1 else values,
        probabilities,
        classes,
        tuple(answer_columns(targets)),
        answered,
        files,
        problems,
        unknown,
    )
