"""What a run tells while it trains."""

from __future__ import annotations

from dataclasses import dataclass

from nnfs_cli.doctor.concern import Concern
from nnfs_cli.scoring import Metrics


@dataclass(frozen=True)
class Epoch:
    """An epoch as the screen and metrics.csv tell it."""

    epoch: int
    step: int
    loss: float
    learning_rate: float
    seconds: float
    validation: Metrics
    """empty where the epoch was not validated"""
    best: bool
    """better than every epoch before it"""
    concerns: tuple[Concern, ...] = ()
    """what looks wrong since this epoch"""


@dataclass(frozen=True)
class FoldEpoch:
    """An epoch of one of several folds."""

    fold: int
    """counted from 1"""
    epochs: int
    """the most that the fold may take"""
    epoch: Epoch


@dataclass(frozen=True)
class FoldEnd:
    """A fold is done."""

    fold: int
    best_epoch: int | None
    validation: Metrics
