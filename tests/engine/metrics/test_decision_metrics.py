"""Balanced accuracy and Matthews' correlation: by hand, against scikit-learn, at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import METRICS, measure
from nnfs_cli.task import Task

BOTH = ("balanced_accuracy", "matthews")


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


def scores(said: Any, true: Any, task: Task) -> list[float | None]:
    """Of decisions (rows, outputs), as probabilities of 0 and 1."""
    answers = Answers(np.array(said, float), np.array(true, np.uint8), task)
    return list(measure(map(METRICS.create, BOTH), answers).values())


def of_classes(said: Any, true: Any, count: int) -> list[float | None]:
    return scores(np.eye(count)[said], np.eye(count)[true], Task.MULTICLASS)


def test_yes_or_no_by_hand() -> None:
    # TP 2, FP 1, FN 1, TN 4
    said = [[1], [1], [1], [0], [0], [0], [0], [0]]
    true = [[1], [1], [0], [1], [0], [0], [0], [0]]
    correlation = (2 * 4 - 1 * 1) / np.sqrt(3 * 3 * 5 * 5)
    expected = pytest.approx([(2 / 3 + 4 / 5) / 2, correlation])
    assert scores(said, true, Task.BINARY) == expected
    # a second label that is always right
    said, true = np.repeat(said, 2, axis=1), np.repeat(true, 2, axis=1)
    said[:, 1] = true[:, 1]
    expected = pytest.approx([(11 / 15 + 1) / 2, (correlation + 1) / 2])
    assert scores(said, true, Task.MULTILABEL) == expected


def test_classes_by_hand() -> None:
    # true a a b b c, said a b b b a: s 5, c 3, t 2 2 1, p 2 3 0
    expected = [(1 / 2 + 1 + 0) / 3, (3 * 5 - 10) / np.sqrt((25 - 13) * (25 - 9))]
    assert of_classes([0, 1, 1, 1, 0], [0, 0, 1, 1, 2], 3) == pytest.approx(expected)


def test_always_the_same_answer_is_as_good_as_chance() -> None:
    assert scores([[1], [1], [1]], [[1], [0], [1]], Task.BINARY) == [0.5, 0.0]
    assert of_classes([2, 2, 2], [0, 1, 2], 3) == [pytest.approx(1 / 3), 0.0]


def test_of_a_single_class_there_is_no_correlation() -> None:
    assert scores([[1], [0]], [[1], [1]], Task.BINARY) == [0.5, None]
    assert scores([[1]], [[1]], Task.BINARY) == [1.0, None]
    # of two labels the one that varies is judged
    assert scores([[1, 1], [0, 0]], [[1, 1], [1, 0]], Task.MULTILABEL) == [0.75, 1.0]


def test_classes_without_rows_do_not_count() -> None:
    assert of_classes([0, 1, 3], [0, 1, 1], 4)[0] == pytest.approx((1 + 1 / 2) / 2)


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(rows)
def test_classes_agree_with_scikit_learn(reference: Any, pairs: list[tuple[int, int]]) -> None:
    said, true = np.array(pairs).T
    balanced, correlation = of_classes(said, true, 4)
    assert balanced == pytest.approx(
        reference.recall_score(true, said, average="macro", labels=np.unique(true)), abs=1e-12
    )
    if len(set(true)) > 1:
        assert correlation == pytest.approx(reference.matthews_corrcoef(true, said), abs=1e-12)
    else:
        assert correlation is None


@given(rows)
def test_yes_or_no_agrees_with_scikit_learn(reference: Any, pairs: list[tuple[int, int]]) -> None:
    said, true = np.array(pairs).T % 2
    true = np.append(true, [0, 1])
    said = np.append(said, [1, 1])
    expected = [
        reference.balanced_accuracy_score(true, said),
        reference.matthews_corrcoef(true, said),
    ]
    assert scores(said[:, None], true[:, None], Task.BINARY) == pytest.approx(expected, abs=1e-12)


def test_many_rows_do_not_overflow() -> None:
    said = np.tile([1, 0, 1, 0], 500_000)[:, None]
    true = np.tile([1, 0, 0, 1], 500_000)[:, None]
    assert scores(said, true, Task.BINARY) == [0.5, 0.0]
    assert scores(true, true, Task.BINARY) == [1.0, pytest.approx(1.0)]
