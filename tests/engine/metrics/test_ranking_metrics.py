"""What comes first: by hand, against scikit-learn with many equal probabilities, at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import METRICS, measure
from nnfs_cli.task import Task

RANKED = ("roc_auc", "average_precision")


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


def scores(p: Any, t: Any, task: Task = Task.BINARY, dtype: type = float) -> list[float | None]:
    answers = Answers(np.array(p, dtype), np.array(t, np.uint8), task)
    return list(measure(map(METRICS.create, RANKED), answers).values())


def top_k(k: int, p: Any, true: Any) -> float | None:
    p = np.array(p, float)
    t = np.eye(p.shape[1], dtype=np.uint8)[true]
    metric = METRICS.create("top_k_accuracy", k=k)
    return measure([metric], Answers(p, t, Task.MULTICLASS))[f"top_{k}_accuracy"]


def test_average_precision_by_hand() -> None:
    # yes at places 1 and 3 of 4: precision 1 at the first, 2/3 at the second
    assert scores([[0.9], [0.8], [0.7], [0.1]], [[1], [0], [1], [0]])[1] == pytest.approx(5 / 6)
    # three rows found together, one of them a yes, then another yes
    assert scores([[0.5], [0.5], [0.5], [0.2]], [[1], [0], [0], [1]])[1] == pytest.approx(
        1 / 2 * 1 / 3 + 1 / 2 * 2 / 4
    )


def test_guessing_scores_the_share_of_positives() -> None:
    assert scores([[0.3]] * 5, [[1], [0], [0], [0], [0]]) == [0.5, 0.2]


def test_without_a_positive_row_there_is_no_score() -> None:
    assert scores([[0.4], [0.2]], [[0], [0]]) == [None, None]
    assert scores([[0.4], [0.2]], [[1], [1]]) == [None, 1.0]
    assert scores([[0.4]], [[0]]) == [None, None]
    assert scores([[0.4]], [[1]]) == [None, 1.0]
    # the first label alone can be judged
    assert scores([[0.9, 0.1], [0.1, 0.2]], [[1, 0], [0, 0]], Task.MULTILABEL) == [1.0, 1.0]


few_values = st.tuples(st.integers(0, 6), st.booleans())


@given(st.lists(few_values, min_size=1, max_size=40), st.sampled_from([np.float32, np.float64]))
def test_ties_agree_with_scikit_learn(
    reference: Any, pairs: list[tuple[int, bool]], dtype: type
) -> None:
    p, t = np.array(pairs).T
    p, t = np.append(p, [3, 3])[:, None] / 7, np.append(t, [0, 1])[:, None]
    expected = [reference.roc_auc_score(t, p), reference.average_precision_score(t, p)]
    assert scores(p, t, dtype=dtype) == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(2, 5))
def test_outputs_are_averaged_as_scikit_learn_does(
    reference: Any, seed: int, rows: int, outputs: int
) -> None:
    generator = np.random.default_rng(seed)
    p = generator.integers(0, 5, (rows + outputs, outputs)) / 5
    true = np.append(generator.integers(0, outputs, rows), np.arange(outputs))
    t = np.eye(outputs)[true]
    expected = [
        reference.roc_auc_score(t, p, average="macro"),
        reference.average_precision_score(t, p, average="macro"),
    ]
    for task in (Task.MULTICLASS, Task.MULTILABEL):
        assert scores(p, t, task) == pytest.approx(expected, abs=1e-12)


def test_top_k_by_hand() -> None:
    p = [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]
    true = [0, 1, 2, 0]
    assert [top_k(k, p, true) for k in (1, 2, 3)] == [1 / 4, 2 / 4, 1.0]


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(3, 6), st.integers(1, 5))
def test_top_k_agrees_with_scikit_learn(
    reference: Any, seed: int, rows: int, classes: int, k: int
) -> None:
    """Which lets the last of equally probable classes come first: so they are turned around."""
    generator = np.random.default_rng(seed)
    p = generator.integers(0, 4, (rows, classes)) / 4
    true = generator.integers(0, classes, rows)
    k = min(k, classes - 1)
    expected = reference.top_k_accuracy_score(
        classes - 1 - true, p[:, ::-1], k=k, labels=range(classes)
    )
    assert top_k(k, p, true) == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_top_1_is_accuracy(seed: int) -> None:
    generator = np.random.default_rng(seed)
    p, true = generator.integers(0, 3, (9, 4)) / 3, generator.integers(0, 4, 9)
    answers = Answers(p, np.eye(4, dtype=np.uint8)[true], Task.MULTICLASS)
    assert top_k(1, p, true) == measure([METRICS.create("accuracy")], answers)["accuracy"]
