"""The same fraction less, epoch by epoch."""

from __future__ import annotations

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber, Share


@SCHEDULES.register("exponential")
class Exponential(Schedule):
    """Falls by the same fraction in every epoch, evenly from step to step.

    Formula:
        share = factor^e                                   e: epochs done, with their fraction
    Options:
        factor: what an epoch leaves of the learning rate
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    """

    example = "schedule: {type: exponential, factor: 0.95}"
    also_known_as = ("exponential_decay", "exponential_lr", "exponentiallr")

    def __init__(self, factor: Share = 0.95, warmup: NonNegativeNumber = 0) -> None:
        super().__init__(warmup)
        self.factor = factor

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return float(self.factor ** (done / steps_per_epoch))
