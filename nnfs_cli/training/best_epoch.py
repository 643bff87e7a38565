"""Which epoch was the best so far, and whether it is time to stop looking for a better one."""

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
    """epochs without a better one after which training ends; None: never"""
    keep: bool = True
    """whether the best epoch's parameters are kept"""
    epoch: int = 0
    score: float = math.nan
    values: Array | None = None

    def update(self, epoch: int, score: float | None, values: Array) -> bool:
        """Look at an epoch's score; a better one than all before is noted, with its parameters."""
        if score is None or not self._is_better(score):
            return False
        self.epoch, self.score = epoch, score
        self.values = values.copy() if self.keep else None
        return True

    def state(self) -> dict[str, object]:
        """What a checkpoint keeps."""
        return {"epoch": self.epoch, "score": self.score, "values": self.values}

    def load_state(self, state: Mapping[str, Any]) -> None:
        self.epoch, self.score, self.values = state["epoch"], state["score"], state["values"]

    def _is_better(self, score: float) -> bool:
        if math.isnan(self.score):
            return not math.isnan(score)
        return score > self.score if self.higher_is_better else score < self.score

    def out_of_patience(self, epoch: int) -> bool:
        """Whether `epoch` lies too far behind the best one."""
        return self.patience is not None and epoch - self.epoch >= self.patience
