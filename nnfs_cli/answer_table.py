"""Predictions as a table: the columns that `nn predict` and predictions.csv both write."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.task import Task

DIGITS = ".9g"  # as many as it takes to read a float32 back to the same bits


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


def answer_rows(targets: TargetEncoder, p: Array) -> Iterator[list[str]]:
    """The cells of every row, for the network's raw outputs p (rows, outputs)."""
    numbers = [[format(value, DIGITS) for value in row] for row in targets.decode(p).tolist()]
    if targets.task is Task.REGRESSION:
        yield from numbers
        return
    for names, probabilities in zip(targets.class_names(p).tolist(), numbers, strict=True):
        if targets.task is Task.MULTICLASS:
            yield [*names, *probabilities]
        else:
            pairs = zip(names, probabilities, strict=True)
            yield [cell for pair in pairs for cell in pair]
