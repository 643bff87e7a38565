"""Down a staircase."""

from __future__ import annotations

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber, PositiveInteger, Share


@SCHEDULES.register("step")
class Step(Schedule):
    """Stays for some epochs, then falls at once to a fraction, again and again.

    Formula:
        share = factor^floor(e / every)                    e: epochs done
    Options:
        every: epochs on each stair
        factor: what is left of the learning rate on the next stair
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    """

    example = "schedule: {type: step, every: 10, factor: 0.5}"
    also_known_as = ("step_lr", "steplr", "piecewise_constant", "staircase")

    def __init__(
        self, every: PositiveInteger = 10, factor: Share = 0.1, warmup: NonNegativeNumber = 0
    ) -> None:
        super().__init__(warmup)
        self.every = every
        self.factor = factor

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return float(self.factor ** (done // (self.every * steps_per_epoch)))
