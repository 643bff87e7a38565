"""What is said of a network beside its baseline."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import LOSSES, METRICS
from nnfs_cli.scoring import Scorer
from nnfs_cli.task import Task


@pytest.mark.parametrize(
    ("metric", "lost"),
    # threshold 0.3 finds both of a, and b is judged by its own of 0.9, which finds none
    [("f1", " No better than guessing for b (0 against 0)."), ("roc_auc", "")],
)
def test_each_label_is_judged_by_its_own_threshold(metric: str, lost: str) -> None:
    targets = TargetEncoder(Task.MULTILABEL, ("a", "b"), (("0", "1"),) * 2, threshold=(0.3, 0.9))
    scorer = Scorer(
        targets, Task.MULTILABEL, LOSSES.create("binary_crossentropy"), [METRICS.create(metric)]
    )
    p = np.array([[0.4, 0.4], [0.4, 0.4], [0.1, 0.1], [0.1, 0.1]], np.float32)
    t = np.array([[1, 1], [1, 1], [0, 0], [0, 0]], np.uint8)
    rarely = np.array([[0, 0], [0, 0], [1, 1]], np.uint8)
    assert scorer.labels_lost(scorer.metrics[0], p, t, rarely) == lost
