"""What must be remembered of the losses of all epochs to say that something is wrong with them.

A handful of numbers rather than the history: they stand in every checkpoint, so that a run that
was interrupted says the same as one that never was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

RECENT = 11
"""epochs that are remembered one by one: ten steps from one to the next"""
LATE = 0.8
"""of all epochs: what still gets better after them has not come to its end"""


@dataclass
class LossCourse:
    """The course of the training loss, and of the validation loss where it is measured."""

    first: float = 0.0
    lowest: float = 0.0
    recent: list[float] = field(default_factory=list)
    epoch: int = 0
    """of the last loss"""
    validation_first: float = 0.0
    validation_recent: list[float] = field(default_factory=list)
    best_validation: float = 0.0
    best_epoch: int = 0
    """of the lowest validation loss; 0 while there is none"""
    loss_at_best: float = 0.0
    """the training loss of that epoch"""
    late: float = 0.0
    """the training loss after four fifths of all epochs; 0 before"""
    validation_late: float = 0.0
    """the lowest validation loss until then"""

    def add(self, epoch: int, loss: float, validation: float | None, epochs: int) -> None:
        """Take the losses after an epoch of `epochs`; `validation` is None where not measured."""
        if not self.recent:
            self.first = self.lowest = loss
        self.epoch = epoch
        self.lowest = min(self.lowest, loss)
        self.recent = [*self.recent, loss][-RECENT:]
        if validation is not None:
            self._add_validation(epoch, loss, validation)
        if epoch == math.ceil(LATE * epochs):
            self.late, self.validation_late = loss, self.best_validation

    def _add_validation(self, epoch: int, loss: float, validation: float) -> None:
        if not self.validation_recent:
            self.validation_first = validation
        self.validation_recent = [*self.validation_recent, validation][-RECENT:]
        if not self.best_epoch or validation < self.best_validation:
            self.best_validation, self.best_epoch, self.loss_at_best = validation, epoch, loss

    @property
    def is_falling(self) -> bool:
        """Whether the loss fell by a tenth in the recent epochs."""
        return self.loss < 0.9 * self.recent[0]

    @property
    def validation_is_worse(self) -> bool:
        """Whether the last five validation losses are all above the best by a seventh of it, by a
        twentieth of all that it ever fell, and by more than they scatter from one to the next.
        """
        best, recent = self.best_validation, self.validation_recent
        rise = min(recent[-5:]) - best
        scatter = sum(abs(after - before) for before, after in pairwise(recent)) / len(recent)
        return rise > max(best / 7, (self.validation_first - best) / 20, 2 * scatter)

    @property
    def still_got_better(self) -> bool:
        """Whether the last fifth of all epochs made the validation loss (without one the training
        loss) lower by a tenth, and by a twentieth of all that it ever fell.
        """
        if not self.late:
            return False
        if not self.best_epoch:
            gain, late, fall = self.late - self.loss, self.late, self.first - self.loss
        else:
            gain, late = self.validation_late - self.best_validation, self.validation_late
            fall = self.validation_first - self.best_validation
        return gain > max(late / 10, fall / 20)

    @property
    def loss(self) -> float:
        """The last."""
        return self.recent[-1]

    def jumps(self, start: float) -> int:
        """How often, in the recent epochs, the loss rose by a third of all that it ever fell from
        `start`, and by a tenth of its lowest: more than the scatter of a loss that has settled.
        """
        if self.recent[-1] <= self.recent[-2:][0]:  # no new one
            return 0
        much = max((start - self.lowest) / 3, abs(self.lowest) / 10)
        return sum(after - before > much for before, after in pairwise(self.recent))

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return dict(vars(self))  # its lists are never changed, only replaced

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state. Raises TypeError where it is of something else."""
        self.__init__(**state)  # type: ignore[misc]
