"""Slower when it gets no better."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import Fraction, NonNegativeNumber, PositiveInteger


@SCHEDULES.register("reduce_on_plateau")
class ReduceOnPlateau(Schedule):
    """Cuts the learning rate when the loss has not fallen for some epochs.

    It watches the loss of the validation rows, or of the training rows where none are held back.

    Formula:
        learning_rate = max(learning_rate factor^cuts, min_learning_rate)
        cuts = cuts + 1    when for `patience` epochs no loss < best - min_delta
    Options:
        factor: what a cut leaves of the learning rate
        patience: epochs without a better loss, since the best or the last cut, before a cut
        min_delta: by how much a loss must be lower to be better
        min_learning_rate: no cut goes below it
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    """

    example = "schedule: {type: reduce_on_plateau, factor: 0.5, patience: 5}"
    also_known_as = ("plateau", "reduce_lr_on_plateau", "reducelronplateau")

    def __init__(
        self,
        factor: Fraction = 0.5,
        patience: PositiveInteger = 5,
        min_delta: NonNegativeNumber = 0.0001,
        min_learning_rate: NonNegativeNumber = 0.0,
        warmup: NonNegativeNumber = 0,
    ) -> None:
        super().__init__(warmup)
        self.factor = factor
        self.patience = patience
        self.min_delta = min_delta
        self.min_learning_rate = min_learning_rate
        self.best = math.inf
        self.since = 0  # the epoch of the best loss or the last cut
        self.cuts = 0

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return float(self.factor**self.cuts)

    def learning_rate(self, top: float, step: int, steps: int, steps_per_epoch: int) -> float:
        rate = super().learning_rate(top, step, steps, steps_per_epoch)
        return max(rate, min(self.min_learning_rate, top)) if self.cuts else rate

    def listen(self, epoch: int, loss: float) -> None:
        if loss < self.best - self.min_delta:
            self.best, self.since = loss, epoch
        elif epoch - self.since >= self.patience:
            self.cuts += 1
            self.since = epoch

    def state(self) -> dict[str, float]:
        return {"best": self.best, "since": self.since, "cuts": self.cuts}

    def load_state(self, state: Mapping[str, float]) -> None:
        self.best = state["best"]
        self.since, self.cuts = int(state["since"]), int(state["cuts"])
