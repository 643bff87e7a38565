"""Which metrics there are for a question, what they say about answers, and about guessing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnfs_cli.engine.answers import Answers, Numbers
from nnfs_cli.engine.metrics.metric import METRICS, Metric
from nnfs_cli.task import Task

OF_CLASSES = ("accuracy", "precision", "recall", "f1", "roc_auc")
AUTOMATIC = {
    Task.REGRESSION: ("rmse", "mae", "r2"),
    Task.BINARY: OF_CLASSES,
    Task.MULTILABEL: OF_CLASSES,
    Task.MULTICLASS: OF_CLASSES,
}
"""what `evaluation.metrics: auto` measures: few enough for a screen; the first has the say"""


def names_for(task: Task) -> tuple[str, ...]:
    """The metrics that can judge answers to `task`: the automatic ones, then all others."""
    suited = [name for name in METRICS if task in METRICS[name].tasks]
    return tuple(dict.fromkeys((*AUTOMATIC[task], *suited)))


def metrics_without_options(task: Task) -> tuple[Metric, ...]:
    """One of each that can judge answers to `task` and needs nothing to be chosen."""
    names = [name for name in names_for(task) if not METRICS.options(name)]
    return tuple(METRICS.create(name) for name in names)


def metric_titled(title: str) -> Metric | None:
    """The metric whose scores are called so, if there is one."""
    every = (METRICS[name].titled(title) for name in METRICS)
    return next((metric for metric in every if metric is not None), None)


def measure(metrics: Iterable[Metric], answers: Answers) -> dict[str, float | None]:
    """Each metric by its title. Answers that are not finite, and no answers, have no score."""
    sound = len(answers.p) > 0 and bool(np.isfinite(answers.p).all())
    return {metric.title: metric(answers) if sound else None for metric in metrics}


def baseline(t_training: Numbers, t: Numbers, task: Task) -> Answers:
    """What knowing nothing but the training targets would answer to each of the rows of `t`.

    The mean for numbers; for classes their shares, and so the most frequent class as decision.
    """
    p = np.broadcast_to(t_training.mean(axis=0, dtype=np.float64), t.shape)
    return Answers(p, t, task)
