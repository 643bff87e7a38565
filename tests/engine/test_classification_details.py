"""The scores of each class, worked by hand and against scikit-learn's report."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.classification_details import classification_details
from nnfs_cli.task import Task


@pytest.fixture(scope="module")
def reference() -> Any:
    """scikit-learn's metrics, where they are installed."""
    return pytest.importorskip("sklearn.metrics")


def test_both_sides_of_a_binary_question() -> None:
    p = np.array([[0.9], [0.8], [0.6], [0.5], [0.1]])
    t = np.array([[1], [1], [0], [1], [0]])
    details = classification_details(Answers(p, t, Task.BINARY), ("no", "yes"))
    third = pytest.approx(2 / 3)
    assert details["per_class"] == {
        "no": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "roc_auc": 5 / 6, "support": 2},
        "yes": {"precision": third, "recall": third, "f1": third, "roc_auc": 5 / 6, "support": 3},
    }
    assert details["micro"] == {"precision": 0.6, "recall": 0.6, "f1": 0.6}
    mean = pytest.approx((1 / 2 + 2 / 3) / 2)
    assert details["macro"] == {"precision": mean, "recall": mean, "f1": mean}


def test_each_label_has_its_own_accuracy() -> None:
    p = np.array([[0.9, 0.2], [0.7, 0.8], [0.1, 0.6]])
    t = np.array([[1, 1], [0, 1], [0, 1]])
    details = classification_details(Answers(p, t, Task.MULTILABEL), ("sick", "old"))
    assert list(details["per_class"]) == ["sick", "old"]
    assert details["per_class"]["sick"] == {
        "accuracy": pytest.approx(2 / 3),
        "precision": 0.5,
        "recall": 1.0,
        "f1": pytest.approx(2 / 3),
        "roc_auc": 1.0,
        "support": 1,
    }
    assert details["per_class"]["old"]["roc_auc"] is None
    assert details["micro"]["precision"] == pytest.approx(3 / 4)


def test_a_class_that_never_occurs_has_no_scores_and_all_is_json() -> None:
    t = np.eye(3, dtype=np.uint8)[[0, 1, 1]]
    details = classification_details(Answers(t.astype(float), t, Task.MULTICLASS), "abc")
    never = {"precision": None, "recall": None, "f1": None, "roc_auc": None, "support": 0}
    assert details["per_class"]["c"] == never
    assert details["macro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert json.loads(json.dumps(details, allow_nan=False)) == details


@given(st.integers(0, 2**32 - 1), st.integers(4, 50))
def test_classes_agree_with_scikit_learn_s_report(reference: Any, seed: int, rows: int) -> None:
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.ones(4), rows)
    true = np.append(generator.integers(0, 4, rows - 4), np.arange(4))
    answers = Answers(p, np.eye(4, dtype=np.uint8)[true], Task.MULTICLASS)
    details = classification_details(answers, "abcd")
    report = reference.classification_report(
        true, p.argmax(axis=1), target_names=list("abcd"), output_dict=True, zero_division=0
    )
    for name in "abcd":
        row = details["per_class"][name]
        for ours, theirs in (
            ("precision", "precision"), ("recall", "recall"), ("f1", "f1-score"),
            ("support", "support"),
        ):  # fmt: skip
            assert row[ours] == pytest.approx(report[name][theirs])
    assert details["macro"]["f1"] == pytest.approx(report["macro avg"]["f1-score"])
    assert details["micro"]["f1"] == pytest.approx(report["accuracy"])
