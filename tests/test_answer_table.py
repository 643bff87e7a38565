"""Answers formatted a column at a time say what formatting one by one says."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.answer_table import answer_cells, answer_columns
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.task import Task

ANSWERS = np.array([[0.1, 1e-30, -1.5e30], [1.0, np.nan, np.inf], [1 / 3, 123456789, 0.5]], "f4")
PAIRS = (("no", "a, yes"), ("0", "1"), ("f", "t"))


def expected(targets: TargetEncoder, p: np.ndarray) -> list[list[str]]:
    """Row by row, cell by cell."""
    numbers = [[format(value, ".9g") for value in row] for row in targets.decode(p).tolist()]
    if targets.task is Task.REGRESSION:
        return numbers
    names = targets.class_names(p).tolist()
    if targets.task is Task.MULTICLASS:
        return [[*said, *row] for said, row in zip(names, numbers, strict=True)]
    return [
        [cell for pair in zip(said, row, strict=True) for cell in pair]
        for said, row in zip(names, numbers, strict=True)
    ]


@pytest.mark.parametrize("rows", [0, 1, 3])
@pytest.mark.parametrize(
    "targets",
    [
        TargetEncoder(Task.REGRESSION, ("a", "b", "c"), scalers=(None, None, None)),
        TargetEncoder(Task.MULTICLASS, ("kind",), (("x", "two words", "z"),)),
        TargetEncoder(Task.MULTILABEL, ("a", "b", "c"), PAIRS),
    ],
    ids=lambda targets: targets.task.value,
)
def test_cells(targets: TargetEncoder, rows: int) -> None:
    columns = answer_cells(targets, ANSWERS[:rows])
    assert len(columns) == len(answer_columns(targets))
    assert [list(row) for row in zip(*columns, strict=True)] == expected(targets, ANSWERS[:rows])


def test_the_numbers_of_float64_read_back_to_the_same_bits() -> None:
    targets = TargetEncoder(Task.REGRESSION, ("a",), scalers=(None,))
    p = np.random.default_rng(0).normal(size=(50, 1)) ** 9
    (cells,) = answer_cells(targets, p)
    assert [float(cell) for cell in cells] == p[:, 0].tolist()
