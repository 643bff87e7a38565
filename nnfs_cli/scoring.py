"""Every number that is said about a network on some rows: loss, metrics, baseline, details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from nnfs_cli.data.batches import in_order
from nnfs_cli.data.dataset import Dataset, Targets
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.calibration import calibration
from nnfs_cli.engine.classification_details import classification_details
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.metrics import Metric, baseline, measure, metric_titled
from nnfs_cli.engine.network import Network
from nnfs_cli.suggestions import listed
from nnfs_cli.task import Task

Metrics: TypeAlias = dict[str, float | None]


def predict_rows(network: Network, dataset: Dataset, rows: Indices) -> Array:
    """The network's raw outputs for some rows, shape (rows, outputs)."""
    p = np.empty((len(rows), dataset.outputs), network.dtype)
    start = 0
    with np.errstate(all="ignore"):  # what is no number has no score, and says so there
        batches = in_order(dataset, rows)
        for x, _, _ in batches.epoch(0):
            p[start : start + len(x)] = network.predict(x, batches.factor)
            start += len(x)
    return p


@dataclass(frozen=True)
class Judgement:
    """How good a network is on some rows."""

    metrics: Metrics
    baseline: Metrics
    details: dict[str, Any]
    """per class, micro and macro scores, confusion matrix and calibration; empty for regression"""


@dataclass(frozen=True, eq=False)
class Scorer:
    """Judges predictions of one question with chosen metrics, in the target's own units."""

    targets: TargetEncoder
    task: Task
    loss: Loss
    metrics: Sequence[Metric]
    """what is said in words is about the first of them"""

    def score(self, p: Array, t: Targets, weights: Array | None = None) -> Metrics:
        """Loss and metrics of raw outputs p for encoded targets t, both (rows, outputs).

        Weights (rows,) with mean 1 weigh the loss; in the metrics every row counts once.
        """
        with np.errstate(all="ignore"):
            loss = self.loss.value(p.T, t.T.astype(p.dtype), weights) if len(p) else None
        return {"loss": loss, **measure(self.metrics, self.answers(p, t))}

    def answers(self, p: Array, t: Targets) -> Answers:
        """Both in the target's own units."""
        return Answers(
            self.targets.decode(p), self.targets.decode(t), self.task, self.targets.threshold
        )

    def baseline(self, t_training: Targets, t: Targets) -> Metrics:
        """What always answering with the training targets' mean or majority scores."""
        guesses = baseline(self.targets.decode(t_training), self.targets.decode(t), self.task)
        return measure(self.metrics, guesses)

    def judge(self, p: Array, t: Targets, t_training: Targets) -> Judgement:
        """Metrics beside the baseline, and the details."""
        return Judgement(self.score(p, t), self.baseline(t_training, t), self.details(p, t))

    def labels_lost(self, metric: Metric, p: Array, t: Targets, t_training: Targets) -> str:
        """A sentence about the labels of several that the network knows no better than their most
        frequent value; "" where there are none.
        """
        if self.task is not Task.MULTILABEL:
            return ""
        lost = []
        for k, name in enumerate(self.targets.names):
            column = slice(k, k + 1)
            ours = metric(self.answers_to_one(p, t, k))
            theirs = metric(baseline(t_training[:, column], t[:, column], Task.BINARY))
            if ours is not None and theirs is not None and not metric.is_better(ours, theirs):
                lost.append(f"{name} ({ours:.4g} against {theirs:.4g})")
        return f" No better than guessing for {listed(lost)}." if lost else ""

    def answers_to_one(self, p: Array, t: Targets, k: int) -> Answers:
        """Those to label k, as to a question of its own."""
        threshold = self.targets.threshold
        own = threshold[k] if isinstance(threshold, tuple) else threshold
        return Answers(p[:, k : k + 1], t[:, k : k + 1], Task.BINARY, own)

    def details(self, p: Array, t: Targets) -> dict[str, Any]:
        """Per class, micro and macro scores and the confusion matrix; or scores per target."""
        if not len(p):
            return {}
        answers = self.answers(p, t)
        if not self.task.has_classes:
            return self._details_of_targets(answers) if len(self.targets.names) > 1 else {}
        names = self.targets.names if self.task is Task.MULTILABEL else self.targets.classes
        return {
            **({"positive": self.targets.positive} if self.targets.positive else {}),
            **classification_details(answers, names),
            "confusion_matrix": answers.confusion.tolist(),
            "calibration": calibration(answers, names) if np.isfinite(p).all() else None,
        }

    def _details_of_targets(self, answers: Answers) -> dict[str, Any]:
        """The metrics of each number by itself: their units may differ."""
        columns = zip(self.targets.names, answers.p.T, answers.t.T, strict=True)
        return {
            "per_target": {
                name: measure(self.metrics, replace(answers, p=p[:, None], t=t[:, None]))
                for name, p, t in columns
            }
        }


GUESS = {
    Task.REGRESSION: "always answering the mean",
    Task.BINARY: "always answering the most frequent class",
    Task.MULTILABEL: "always answering each label's most frequent value",
    Task.MULTICLASS: "always answering the most frequent class",
}
GUESS_OF_PROBABILITIES = "always answering how frequent each class is"


def headline_of(metrics: Metrics, baseline: Metrics) -> Metric | None:
    """The first metric that both have, the network and the baseline."""
    both = (title for title in metrics if None not in (metrics[title], baseline.get(title)))
    return next(filter(None, map(metric_titled, both)), None)
