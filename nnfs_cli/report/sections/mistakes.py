"""The answers that were most wrong, with what they were given: where to look first."""

from __future__ import annotations

import numpy as np

from nnfs_cli.report.examples import Example, Examples
from nnfs_cli.report.material import Answered, Floats, Material
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

MOST = 12
TINY = 1e-12


def mistakes(material: Material) -> Section | None:
    """None where nothing is known of single rows."""
    answered = material.answered
    if answered is None or not answered.has_numbers:
        return None
    examples = Examples(material, answered, material.ranked)
    surprise = surprises(answered)
    total = surprise.sum(axis=1)
    wrong = np.ones(answered.rows, bool)
    if answered.targets.task.has_classes:
        wrong = (answered.true_codes != answered.said_codes).any(axis=1)
    none_wrong = not wrong.any()
    candidates = np.arange(answered.rows) if none_wrong else np.flatnonzero(wrong)
    order = candidates[np.argsort(-total[candidates], kind="stable")][:MOST]
    return section(
        "mistakes",
        "Closest calls" if none_wrong else "Most wrong",
        noun=material.noun,
        none_wrong=none_wrong,
        wrong=int(wrong.sum()),
        numbers=material.task is Task.REGRESSION,
        shown=[_example(examples, int(row), surprise[int(row)]) for row in order],
        header=examples.header,
        hidden=examples.hidden,
        judged=material.judged,
    )


def surprises(answered: Answered) -> Floats:
    """How wrong each answer is, (rows, answers): -log of the probability of what is true; for
    numbers the distance, in standard deviations of what is true.
    """
    p, t = answered.p.astype(np.float64), answered.t.astype(np.float64)
    if answered.targets.task is Task.REGRESSION:
        scale = t.std(axis=0)
        return np.asarray(np.abs(p - t) / np.where(scale > 0, scale, 1.0))
    if answered.targets.task is Task.MULTICLASS:
        return np.asarray(-np.log(np.maximum((p * t).sum(axis=1, keepdims=True), TINY)))
    of_truth = np.where(t > 0.5, p, 1 - p)
    return np.asarray(-np.log(np.maximum(of_truth, TINY)))


def _example(examples: Examples, row: int, surprise: Floats) -> Example:
    task = examples.answered.targets.task
    if task is Task.REGRESSION:
        return examples.of_numbers(row)
    if task is Task.MULTILABEL:
        return examples.of_labels(row, surprise)
    return examples.of_class(row)
