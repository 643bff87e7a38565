"""What is said of a network beside its baseline."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import LOSSES, METRICS
from nnfs_cli.scoring import Scorer, verdict
from nnfs_cli.task import Task


def test_the_verdict_is_about_the_first_metric_that_both_have() -> None:
    ours = {"loss": 0.1, "matthews": None, "f1": 0.5, "accuracy": 0.9}
    theirs = {"matthews": None, "f1": 0.6, "accuracy": 0.8}
    assert verdict(Task.BINARY, ours, theirs, "9 rows") == (
        "The network does not beat always answering the most frequent class: "
        "f1 0.5 against 0.6 on 9 rows."
    )
    assert verdict(Task.BINARY, {"loss": 0.1}, {}, "9 rows").startswith("There is nothing")


def test_probabilities_are_compared_with_how_frequent_classes_are() -> None:
    said = verdict(Task.BINARY, {"brier": 0.1}, {"brier": 0.2}, "9 rows")
    assert said.startswith("The network beats always answering how frequent each class is: brier")


@pytest.mark.parametrize(
    ("metric", "lost"),
    # threshold 0.3 finds both of a, and b is judged by its own of 0.9, which finds none
    [("f1", " It does not beat it for b (0 against 0)."), ("roc_auc", "")],
)
def test_each_label_is_judged_by_its_own_threshold(metric: str, lost: str) -> None:
    targets = TargetEncoder(Task.MULTILABEL, ("a", "b"), (("0", "1"),) * 2, threshold=(0.3, 0.9))
    scorer = Scorer(
        targets, Task.MULTILABEL, LOSSES.create("binary_crossentropy"), [METRICS.create(metric)]
    )
    p = np.array([[0.4, 0.4], [0.4, 0.4], [0.1, 0.1], [0.1, 0.1]], np.float32)
    t = np.array([[1, 1], [1, 1], [0, 0], [0, 0]], np.uint8)
    rarely = np.array([[0, 0], [0, 0], [1, 1]], np.uint8)
    judgement = scorer.judge(p, t, rarely, "test")
    assert judgement.verdict.endswith(f"on 4 test rows.{lost}")
