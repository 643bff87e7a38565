"""How far the scores of a network would be off on other rows of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Bootstrap, interval
from nnfs_cli.engine.metrics import Metric


@dataclass(frozen=True)
class Interval:
    """A score, and between which the scores of 95 of 100 such sets of rows would lie."""

    metric: str
    value: float
    low: float
    high: float


def intervals(
    metrics: Sequence[Metric], answers: Answers, bootstrap: Bootstrap
) -> dict[str, Interval]:
    """By metric; one that has no score, or that does not vary among these rows, has none."""
    found = {}
    for metric, scores in bootstrap.measure(metrics, answers).items():
        value = metric(answers)
        ends = interval(metric, answers, scores)
        if value is not None and ends is not None:
            found[metric.title] = Interval(metric.title, value, *ends)
    return found
