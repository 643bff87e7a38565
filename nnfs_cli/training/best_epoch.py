"""Which epoch was the best so far, and whether it is time to stop looking for a better one.

These are two questions. The best epoch is the one with the best score, by however little. Patience
runs from the last epoch that counted: one that was better, by more than `min_delta`, than the last
that counted before it. Many small steps can so add up to one that counts. Keras and Lightning
stop at the same epoch; Keras then restores the last one that counted, even where a better one came
after it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnfs_cli.engine.buffers import Array


@dataclass
class BestEpoch:
    """Watches one number over the epochs and keeps the parameters of its best one."""

    monitor: str
    """a column of metrics.csv, such as validation_loss"""
    higher_is_better: bool
    patience: int | None
    """epochs without one that counts after which training ends; None: never"""
    keep: bool = True
    """whether the best epoch's parameters are kept"""
    min_delta: float = 0.0
    """by how much a score must be better to count"""
    epoch: int = 0
    """the best; 0 while there is none"""
    score: float = math.nan
    values: Array | None = None
    counted: int = 0
    """the last epoch that counted"""
    score_counted: float = math.nan
    looked: int = 0
    """the last epoch that was measured"""

    def update(self, epoch: int, score: float | None, values: Array) -> bool:
        """Look at an epoch's score; a better one than all before is noted, with its parameters.

        None says that nothing was measured after this epoch, NaN that the score does not exist.
        """
        if score is None:
            return False
        self.looked = epoch
        if self._is_better(score, self.score_counted, self.min_delta):
            self.counted, self.score_counted = epoch, score
        if not self._is_better(score, self.score):
            return False
        self.epoch, self.score = epoch, score
        self.values = values.copy() if self.keep else None
        return True

    def _is_better(self, score: float, than: float, by_more_than: float = 0.0) -> bool:
        if math.isnan(than):
            return not math.isnan(score)
        if self.higher_is_better:
            return score - by_more_than > than
        return score + by_more_than < than

    def out_of_patience(self) -> bool:
        """Whether the last look came too long after the last epoch that counted."""
        return self.patience is not None and self.looked - self.counted >= self.patience

    def state(self) -> dict[str, object]:
        """What a checkpoint keeps."""
        return {
            "epoch": self.epoch,
            "score": self.score,
            "values": self.values,
            "counted": self.counted,
            "score_counted": self.score_counted,
            "looked": self.looked,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.epoch, self.score, self.values = state["epoch"], state["score"], state["values"]
        self.counted, self.score_counted = state["counted"], state["score_counted"]
        self.looked = state["looked"]
