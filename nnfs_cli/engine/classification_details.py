"""The scores of each class by itself, beside their averages: which classes does it get wrong?

Everything here is plain numbers and None, ready for JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, TypedDict

import numpy as np

from nnfs_cli.engine.answers import Answers, Hits, hits_of_both_sides
from nnfs_cli.engine.metrics.decisions import f1, precision, recall
from nnfs_cli.engine.metrics.metric import Scores
from nnfs_cli.engine.metrics.ranking import areas_under_curves
from nnfs_cli.task import Task

Row: TypeAlias = dict[str, float | int | None]


class Details(TypedDict):
    """`macro` is the mean over classes, `micro` counts every answer alike."""

    per_class: dict[str, Row]
    micro: Row
    macro: Row


def classification_details(answers: Answers, names: Sequence[str]) -> Details:
    """`names` are those of the classes (for binary the negative one first) or of the labels."""
    one_confusion = answers.task is Task.BINARY
    hits = hits_of_both_sides(answers.confusion) if one_confusion else answers.hits
    columns = _scores(hits) | {
        "roc_auc": np.broadcast_to(areas_under_curves(answers), len(names)),
        "support": hits.true_positives + hits.false_negatives,
    }
    if answers.task is Task.MULTILABEL:
        wrong = hits.false_positives + hits.false_negatives
        columns = {"accuracy": 1 - wrong / len(answers.t)} | columns
    return {
        "per_class": {
            name: {score: _plain(values[place]) for score, values in columns.items()}
            for place, name in enumerate(names)
        },
        "micro": {score: _plain(values[0]) for score, values in _scores(_pooled(hits)).items()},
        "macro": {score: _mean(values) for score, values in _scores(hits).items()},
    }


def _scores(hits: Hits) -> dict[str, Scores]:
    """For each class; NaN for a class that never occurs."""
    occurs = np.where(sum(hits) > 0, 1.0, np.nan)
    scores = {"precision": precision, "recall": recall, "f1": f1}
    return {name: score(hits) * occurs for name, score in scores.items()}


def _pooled(hits: Hits) -> Hits:
    return Hits(*(counts.sum(keepdims=True) for counts in hits))


def _mean(values: Scores) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _plain(value: np.generic) -> float | int | None:
    number: float | int = value.item()
    return None if np.isnan(number) else number
