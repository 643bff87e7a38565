"""Log loss and Brier score: by hand, against scikit-learn, and for certain mistakes."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import METRICS, measure
from nnfs_cli.task import Task

BOTH = ("log_loss", "brier")


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


def scores(p: Any, t: Any, task: Task, dtype: type = float) -> list[float | None]:
    answers = Answers(np.array(p, dtype), np.array(t, np.uint8), task)
    return list(measure(map(METRICS.create, BOTH), answers).values())


def test_by_hand() -> None:
    expected = pytest.approx([-(log(0.8) + log(0.7)) / 2, (0.2**2 + 0.3**2) / 2])
    assert scores([[0.8], [0.3]], [[1], [0]], Task.BINARY) == expected
    expected = pytest.approx([-(log(0.8) + log(0.7) + 2 * log(0.5)) / 4, (0.13 + 0.5) / 4])
    assert scores([[0.8, 0.5], [0.3, 0.5]], [[1, 1], [0, 0]], Task.MULTILABEL) == expected
    p, t = [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], [[1, 0, 0], [0, 0, 1]]
    expected = pytest.approx([-(log(0.7) + log(0.3)) / 2, (0.14 + 0.01 + 0.36 + 0.49) / 2])
    assert scores(p, t, Task.MULTICLASS) == expected


def test_the_worst_answers() -> None:
    assert scores([[0.5]], [[1]], Task.BINARY) == pytest.approx([log(2), 0.25])
    assert scores([[1.0]], [[0]], Task.BINARY) == pytest.approx([-log(2**-52), 1.0])
    assert scores([[1.0]], [[0]], Task.BINARY, np.float32) == pytest.approx([-log(2**-23), 1.0])
    assert scores([[1.0, 0.0]], [[0, 1]], Task.MULTICLASS) == pytest.approx([-log(2**-52), 2.0])


shares = st.floats(0, 1) | st.sampled_from([0.0, 0.5, 1.0])


@given(st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=30))
def test_yes_or_no_agrees_with_scikit_learn(
    reference: Any, pairs: list[tuple[float, bool]]
) -> None:
    p, t = np.array([p for p, _ in pairs]), np.array([t for _, t in pairs], int)
    expected = [
        reference.log_loss(t, p, labels=[0, 1]),
        reference.brier_score_loss(t, p, labels=[0, 1]),
    ]
    assert scores(p[:, None], t[:, None], Task.BINARY) == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(3, 5))
def test_classes_agree_with_scikit_learn(
    reference: Any, seed: int, rows: int, classes: int
) -> None:
    """Also where there are no rows of some classes."""
    generator = np.random.default_rng(seed)
    p, true = generator.dirichlet(np.ones(classes), rows), generator.integers(0, classes, rows)
    p[0] = np.eye(classes)[0]
    expected = [
        reference.log_loss(true, p, labels=range(classes)),
        reference.brier_score_loss(true, p, labels=range(classes)),
    ]
    t = np.eye(classes)[true]
    assert scores(p, t, Task.MULTICLASS) == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(1, 4))
def test_labels_are_the_mean_of_each(reference: Any, seed: int, rows: int, labels: int) -> None:
    generator = np.random.default_rng(seed)
    p, t = generator.random((rows, labels)), generator.integers(0, 2, (rows, labels))
    each = [
        [
            reference.log_loss(true, said, labels=[0, 1]),
            reference.brier_score_loss(true, said, labels=[0, 1]),
        ]
        for said, true in zip(p.T, t.T, strict=True)
    ]
    assert scores(p, t, Task.MULTILABEL) == pytest.approx(np.mean(each, axis=0), rel=1e-12)
