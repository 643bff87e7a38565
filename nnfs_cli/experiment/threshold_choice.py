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
    def by_target(self) -> dict[str, float]:
        """The threshold of each yes or no."""
        threshold = self.targets.threshold
        several = threshold if isinstance(threshold, tuple) else (threshold,)
        return dict(zip(self.targets.names, several, strict=True))

    @property
    def in_words(self) -> str:
        """``threshold 0.31, chosen for the best f1 on 120 validation rows``"""
        numbers = self.by_target
        several = len(numbers) > 1
        what = (
            "thresholds " + ", ".join(f"{name} {number:.4g}" for name, number in numbers.items())
            if several
            else f"threshold {next(iter(numbers.values())):.4g}"
        )
        rows = "row" if self.rows == 1 else "rows"
        each = " each" if several else ""
        return f"{what},{each} chosen for {IN_WORDS[self.rule]} on {self.rows:,} validation {rows}"

    def to_json(self) -> JsonObject:
        """What summary.json says about it: of several labels the value is a number for each."""
        single = not isinstance(self.targets.threshold, tuple)
        value = self.targets.threshold if single else self.by_target
        return {"value": value, "chosen_for": self.rule, "validation_rows": self.rows}


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
