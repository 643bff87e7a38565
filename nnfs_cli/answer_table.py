"""Predictions as a table: the columns that `nn predict` and predictions.csv both write."""

from __future__ import annotations

import numpy as np

from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.task import Task

DIGITS = "%.9g "  # as many as it takes to read a float32 back to the same bits
ALL_DIGITS = "%r "  # the same for a float64


def answer_columns(targets: TargetEncoder) -> list[str]:
    """The names of the columns, in order."""
    if targets.task is Task.REGRESSION:
        return [f"predicted_{name}" for name in targets.answer_names]
    if targets.task is Task.MULTICLASS:
        return [
            *(f"predicted_{name}" for name in targets.answer_names),
            *(f"probability_{name}" for name in targets.classes),
        ]
    return [
        column
        for name in targets.answer_names
        for column in (f"predicted_{name}", f"probability_{name}")
    ]


def number_columns(targets: TargetEncoder) -> list[str]:
    """Which of these columns are numbers; the others name classes."""
    of_classes = {f"predicted_{name}" for name in targets.answer_names}
    if targets.task is Task.REGRESSION:
        of_classes = set()
    return [name for name in answer_columns(targets) if name not in of_classes]


def answer_cells(targets: TargetEncoder, p: Array) -> list[list[str]]:
    """The cells of every column, for the network's raw outputs p (rows, outputs)."""
    digits = ALL_DIGITS if p.dtype == np.float64 else DIGITS
    numbers = [written(values, digits) for values in targets.decode(p).T]
    if targets.task is Task.REGRESSION:
        return numbers
    names: list[list[str]] = targets.class_names(p).T.tolist()
    if targets.task is Task.MULTICLASS:
        return [*names, *numbers]
    return [cells for pair in zip(names, numbers, strict=True) for cells in pair]


def written(values: Array, digits: str) -> list[str]:
    """Each number as text, all formatted at once: three times as fast as one by one."""
    return ((digits * len(values)) % tuple(values.tolist())).split()
