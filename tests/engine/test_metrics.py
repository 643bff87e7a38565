"""Metrics: worked by hand, against scikit-learn where it is installed, and at the edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.metrics import (
    AUTOMATIC,
    METRICS,
    baseline,
    measure,
    metrics_without_options,
    names_for,
)
from nnfs_cli.registry import documentation
from nnfs_cli.task import Task

CLASS_METRICS = ("accuracy", "precision", "recall", "f1", "roc_auc")


def measured(names: Iterable[str], answers: Answers) -> dict[str, float | None]:
    return measure((METRICS.create(name) for name in names), answers)


def score(name: str, p: Any, t: Any, task: Task, threshold: float = 0.5) -> float | None:
    return measured([name], Answers(np.array(p, float), np.array(t), task, threshold))[name]


def one_hot(classes: Any, count: int) -> np.ndarray:
    return np.eye(count, dtype=np.uint8)[np.asarray(classes)]


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


# --- by hand ------------------------------------------------------------------------------------

NUMBERS = ([[1], [2], [3], [6]], [[2], [2], [4], [4]])  # errors -1 0 -1 2; mean of t 3


@pytest.mark.parametrize(
    ("name", "expected"), [("mae", 1.0), ("rmse", 1.5**0.5), ("r2", 1 - 6 / 4)]
)
def test_numbers_by_hand(name: str, expected: float) -> None:
    assert score(name, *NUMBERS, Task.REGRESSION) == pytest.approx(expected, rel=1e-12)


def test_several_numbers_are_averaged_over_targets() -> None:
    p, t = [[1, 10], [2, 20], [3, 30]], [[1, 10], [2, 20], [6, 60]]
    # second target is ten times the first: same R², ten times the errors
    alone = [[row[0]] for row in p], [[row[0]] for row in t]
    for name, factor in (("mae", 5.5), ("rmse", 5.5), ("r2", 1)):
        expected = factor * score(name, *alone, Task.REGRESSION)
        assert score(name, p, t, Task.REGRESSION) == pytest.approx(expected)


# said yes: rows 0 1 2; truly yes: rows 0 1 3 -> TP 2, FP 1, FN 1, TN 1
BINARY = ([[0.9], [0.8], [0.6], [0.5], [0.1]], [[1], [1], [0], [1], [0]])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", 3 / 5),
        ("precision", 2 / 3),
        ("recall", 2 / 3),
        ("f1", 2 / 3),
        ("roc_auc", 5 / 6),  # of 3 x 2 pairs only (0.5, 0.6) is the wrong way round
    ],
)
def test_binary_by_hand(name: str, expected: float) -> None:
    assert score(name, *BINARY, Task.BINARY) == pytest.approx(expected)


def test_only_what_lies_above_the_threshold_is_a_yes() -> None:
    assert score("recall", *BINARY, Task.BINARY, threshold=0.49) == 1
    assert score("accuracy", *BINARY, Task.BINARY, threshold=0.85) == pytest.approx(3 / 5)
    assert score("recall", *BINARY, Task.BINARY, threshold=0.85) == pytest.approx(1 / 3)
    assert score("roc_auc", *BINARY, Task.BINARY, threshold=0.85) == pytest.approx(5 / 6)


# true a a b b c, said a b b b a
CLASSES = (
    [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.5, 0.2, 0.3]],
    one_hot([0, 0, 1, 1, 2], 3),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", 3 / 5),
        ("precision", (1 / 2 + 2 / 3 + 0) / 3),
        ("recall", (1 / 2 + 1 + 0) / 3),
        ("f1", (1 / 2 + 4 / 5 + 0) / 3),
        # a: 5 of 6 pairs right; b: 6 of 6; c: 4 of 4
        ("roc_auc", (5 / 6 + 1 + 1) / 3),
    ],
)
def test_classes_by_hand(name: str, expected: float) -> None:
    assert score(name, *CLASSES, Task.MULTICLASS) == pytest.approx(expected)


# label 0: said 1 1 0, true 1 0 0; label 1: said 0 1 1, true 1 1 1
LABELS = ([[0.9, 0.2], [0.7, 0.8], [0.1, 0.6]], [[1, 1], [0, 1], [0, 1]])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", 4 / 6),
        ("precision", (1 / 2 + 1) / 2),
        ("recall", (1 + 2 / 3) / 2),
        ("f1", (2 / 3 + 4 / 5) / 2),
        ("roc_auc", 1.0),  # label 1 has no row on the other side
    ],
)
def test_labels_by_hand(name: str, expected: float) -> None:
    assert score(name, *LABELS, Task.MULTILABEL) == pytest.approx(expected)


def test_confusion_by_hand() -> None:
    binary = Answers(*map(np.array, BINARY), Task.BINARY).confusion
    assert binary.tolist() == [[1, 1], [1, 2]]
    classes = Answers(*map(np.array, CLASSES), Task.MULTICLASS).confusion
    assert classes.tolist() == [[1, 1, 0], [0, 2, 0], [1, 0, 0]]
    labels = Answers(*map(np.array, LABELS), Task.MULTILABEL).confusion
    assert labels.tolist() == [[[1, 1], [0, 1]], [[0, 0], [1, 2]]]


def test_equal_probabilities_count_half() -> None:
    assert score("roc_auc", [[0.3], [0.3], [0.3]], [[1], [0], [0]], Task.BINARY) == 0.5
    assert score("roc_auc", [[0.5], [0.5], [0.2]], [[1], [0], [0]], Task.BINARY) == 0.75


# --- against scikit-learn -----------------------------------------------------------------------

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(2, 60), st.integers(1, 3))
def test_numbers_agree_with_scikit_learn(
    reference: Any, seed: int, rows: int, outputs: int
) -> None:
    generator = np.random.default_rng(seed)
    t, noise = generator.normal(5, 3, (2, rows, outputs))
    p = t + noise
    expected = {
        "mae": reference.mean_absolute_error(t, p),
        "rmse": reference.root_mean_squared_error(t, p),
        "r2": reference.r2_score(t, p),
    }
    scores = measured(expected, Answers(p, t, Task.REGRESSION))
    assert scores == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(seeds, st.integers(4, 60), st.sampled_from([0.3, 0.5]))
def test_binary_agrees_with_scikit_learn(
    reference: Any, seed: int, rows: int, threshold: float
) -> None:
    generator = np.random.default_rng(seed)
    p = generator.integers(0, 11, (rows, 1)) / 10  # few values, so many ties
    t = np.append(generator.integers(0, 2, rows - 2), [0, 1])[:, None]
    said = p > threshold
    precision, recall, f1, _ = reference.precision_recall_fscore_support(
        t[:, 0], said[:, 0], average="binary", zero_division=0
    )
    expected = {
        "accuracy": reference.accuracy_score(t, said),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "roc_auc": reference.roc_auc_score(t, p),
    }
    scores = measured(expected, Answers(p, t, Task.BINARY, threshold))
    assert scores == pytest.approx(expected)


@given(seeds, st.integers(6, 60), st.integers(3, 6))
def test_classes_agree_with_scikit_learn(reference: Any, seed: int, rows: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.ones(count), rows)
    true = np.append(generator.integers(0, count, rows - count), np.arange(count))[-rows:]
    said = p.argmax(axis=1)
    precision, recall, f1, _ = reference.precision_recall_fscore_support(
        true, said, average="macro", zero_division=0
    )
    expected = {
        "accuracy": reference.accuracy_score(true, said),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "roc_auc": reference.roc_auc_score(true, p, multi_class="ovr", average="macro"),
    }
    answers = Answers(p, one_hot(true, count), Task.MULTICLASS)
    assert measured(expected, answers) == pytest.approx(expected)
    assert np.array_equal(answers.confusion, reference.confusion_matrix(true, said))


@given(seeds, st.integers(4, 40), st.integers(1, 4))
def test_labels_agree_with_scikit_learn(reference: Any, seed: int, rows: int, labels: int) -> None:
    generator = np.random.default_rng(seed)
    p = generator.random((rows, labels))
    t = generator.integers(0, 2, (rows, labels))
    t[:2] = [[0], [1]]
    said = (p > 0.5).astype(int)
    precision, recall, f1, _ = reference.precision_recall_fscore_support(
        t.reshape(rows, labels), said, average="macro" if labels > 1 else "binary", zero_division=0
    )
    expected = {
        "accuracy": (said == t).mean(),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "roc_auc": reference.roc_auc_score(t, p),
    }
    answers = Answers(p, t, Task.MULTILABEL)
    assert measured(expected, answers) == pytest.approx(expected)
    confusion = [reference.confusion_matrix(t[:, k], said[:, k]) for k in range(labels)]
    assert np.array_equal(answers.confusion, confusion)


# --- edges --------------------------------------------------------------------------------------


def test_r2_of_targets_that_are_all_the_same_does_not_exist() -> None:
    assert score("r2", [[1], [2], [3]], [[0.1]] * 3, Task.REGRESSION) is None
    half = score("r2", [[1, 1], [2, 2]], [[7, 1], [7, 3]], Task.REGRESSION)
    assert half == score("r2", [[1], [2]], [[1], [3]], Task.REGRESSION)


@pytest.mark.parametrize("name", ["precision", "recall", "f1", "roc_auc"])
def test_a_class_that_never_occurs_has_no_score(name: str) -> None:
    assert score(name, [[0.1], [0.2]], [[0], [0]], Task.BINARY) is None
    assert score(name, [[0.1], [0.2]], [[0], [0]], Task.MULTILABEL) is None


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_a_class_that_is_never_found_scores_zero(name: str) -> None:
    assert score(name, [[0.1], [0.2]], [[0], [1]], Task.BINARY) == 0


def test_classes_that_never_occur_are_left_out_of_the_mean() -> None:
    p, t = [[0.7, 0.2, 0.1], [0.2, 0.7, 0.1]], one_hot([0, 1], 3)
    assert measured(CLASS_METRICS, Answers(np.array(p), t, Task.MULTICLASS)) == dict.fromkeys(
        CLASS_METRICS, 1.0
    )


@pytest.mark.parametrize("task", list(Task))
def test_answers_that_are_no_numbers_and_no_answers_have_no_scores(task: Task) -> None:
    t = np.array([[1, 0], [0, 1]])[:, : 1 if task is Task.BINARY else 2]
    for bad in (np.nan, np.inf):
        p = t.astype(float)
        p[0, 0] = bad
        of_bad = measure(metrics_without_options(task), Answers(p, t, task))
        assert set(of_bad.values()) == {None}
    of_none = measure(metrics_without_options(task), Answers(t[:0], t[:0], task))
    assert set(of_none.values()) == {None}


@pytest.mark.parametrize("task", list(Task))
def test_perfect_answers_are_perfect_and_plain_numbers(task: Task) -> None:
    t = np.array([[1, 0], [0, 1], [1, 0]])[:, : 1 if task is Task.BINARY else 2]
    answers = Answers(t.astype(np.float32), t.astype(np.uint8), task)
    scores = measure(metrics_without_options(task), answers)
    for name, value in scores.items():
        assert type(value) is float
        assert value == pytest.approx(1.0 if METRICS[name].higher_is_better else 0.0, abs=1e-6)


def test_metrics_belong_to_their_tasks() -> None:
    assert names_for(Task.REGRESSION) == ("rmse", "mae", "r2", "mape")
    for task in (Task.BINARY, Task.MULTILABEL, Task.MULTICLASS):
        of_probabilities = ("average_precision", "log_loss", "brier")
        assert set(names_for(task)) >= {*CLASS_METRICS, *of_probabilities, "matthews"}
        assert names_for(task)[:5] == CLASS_METRICS == AUTOMATIC[task]
    assert all(task in METRICS[name].tasks for task in Task for name in AUTOMATIC[task])


@pytest.mark.parametrize("name", METRICS.names())
def test_every_metric_documents_itself(name: str) -> None:
    told = documentation(METRICS[name])
    assert told.summary
    assert told.formula
    assert name in METRICS[name].example


# --- baseline -----------------------------------------------------------------------------------


def test_the_baseline_of_numbers_is_the_mean_of_training() -> None:
    answers = baseline(np.array([[1.0], [3.0]]), np.array([[5.0], [6.0]]), Task.REGRESSION)
    assert answers.p.tolist() == [[2], [2]]
    assert measured(["mae", "r2"], answers) == {"mae": 3.5, "r2": pytest.approx(1 - 25 / 0.5)}


def test_the_baseline_of_classes_is_the_most_frequent_in_training() -> None:
    training, others = one_hot([2, 2, 0, 1], 3), one_hot([2, 1, 2, 0, 2], 3)
    scores = measured(CLASS_METRICS, baseline(training, others, Task.MULTICLASS))
    assert scores["accuracy"] == 3 / 5
    assert scores["roc_auc"] == 0.5


def test_the_baseline_of_labels_is_the_more_frequent_side_of_each() -> None:
    training = np.array([[1, 0], [1, 0], [0, 0]], np.uint8)
    answers = baseline(training, np.array([[1, 1], [0, 0]], np.uint8), Task.MULTILABEL)
    assert (answers.p > 0.5).tolist() == [[True, False], [True, False]]
    assert measured(["accuracy"], answers) == {"accuracy": 0.5}
