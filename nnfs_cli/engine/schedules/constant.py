"""No schedule, but perhaps a warmup."""

from __future__ import annotations

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber


@SCHEDULES.register("constant")
class Constant(Schedule):
    """The learning rate stays as it is.

    Formula:
        share = 1
    Options:
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    """

    example = "schedule: {type: constant, warmup: 5}"

    def __init__(self, warmup: NonNegativeNumber = 0) -> None:
        super().__init__(warmup)

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return 1.0
