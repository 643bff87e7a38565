"""The threshold of a yes or no, chosen after training, before anything is judged by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnfs_cli.data.dataset import Targets
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.thresholds import Rule, best_threshold
from nnfs_cli.files.json_files import JsonObject
from nnfs_cli.task import Task

IN_WORDS: Mapping[Rule, str] = {"best_f1": "the best f1", "youden": "the best Youden's J"}


@dataclass(frozen=True)
class ThresholdChoice:
    """A threshold that was chosen, and what for."""

    targets: TargetEncoder
    """that of training, with the threshold in it"""
    rule: Rule
    rows: int
    """how many rows it was chosen on"""

    @property
    def in_words(self) -> str:
        """``Threshold 0.31, chosen for the best f1 on 120 validation rows``"""
        several = self.targets.task is Task.MULTILABEL
        return (
            f"Threshold{'s' * several} {thresholds_in_words(self.targets.thresholds)}, "
            f"{'each ' * several}chosen for {IN_WORDS[self.rule]} on {self.rows:,} validation rows"
        )

    def to_json(self) -> JsonObject:
        """What summary.json says about it."""
        return {
            "values": self.targets.thresholds,
            "chosen_for": self.rule,
            "validation_rows": self.rows,
        }


def thresholds_in_words(thresholds: Mapping[str, float]) -> str:
    """``0.31`` of a single yes or no, ``rain 0.31, fog 0.52`` of several."""
    if len(thresholds) == 1:
        return f"{next(iter(thresholds.values())):.4g}"
    return ", ".join(f"{name} {value:.4g}" for name, value in thresholds.items())


def choose_threshold(
    targets: TargetEncoder, rule: Rule, p: Array, t: Targets
) -> ThresholdChoice | None:
    """The best threshold, or the best of each label, from validation rows: p and t (rows, outputs).

    With folds these are the rows of all folds, each answered by the network that did not see it.
    Every label must have rows with yes and rows with no. None where a network has gone astray, so
    that its answers are no numbers.
    """
    if not np.isfinite(p).all():
        return None
    each = tuple(best_threshold(of_one, true, rule) for of_one, true in zip(p.T, t.T, strict=True))
    threshold = each if targets.task is Task.MULTILABEL else each[0]
    return ThresholdChoice(targets.with_threshold(threshold), rule, len(p))
