"""How far the scores of a network would be off on other rows of the same kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnfs_cli.engine.answers import Answers
from nnfs_cli.engine.bootstrap import Drawn, interval
from nnfs_cli.engine.metrics import Metric


@dataclass(frozen=True)
class Interval:
    """A score, and between which the scores of 95 of 100 such sets of rows would lie."""

    metric: str
    value: float
    low: float
    high: float


def intervals(drawn: Mapping[Metric, Drawn], answers: Answers) -> dict[str, Interval]:
    """By metric; one that does not vary among these rows has none."""
    found = {}
    for metric, (value, scores) in drawn.items():
        ends = interval(metric, answers, scores)
        if ends is not None:
            found[metric.title] = Interval(metric.title, value, *ends)
    return found
