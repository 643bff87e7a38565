"""A straight line down, or a bent one."""

from __future__ import annotations

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber, PositiveNumber, Share


@SCHEDULES.register("polynomial")
class Polynomial(Schedule):
    """Falls to `end` over all planned epochs: in a straight line, or with a power above 1 sagging.

    Formula:
        share = end + (1 - end) (1 - p)^power              p: share of the planned steps done
    Options:
        power: 1 is a straight line; above 1 it falls faster at first
        end: the share of the learning rate that it falls to
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    """

    example = "schedule: {type: polynomial, power: 1, end: 0.01}"
    also_known_as = ("polynomial_decay", "polynomiallr", "linear", "linear_decay")

    def __init__(
        self, power: PositiveNumber = 1.0, end: Share = 0.0, warmup: NonNegativeNumber = 0
    ) -> None:
        super().__init__(warmup)
        self.power = power
        self.end = end

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return float(self.end + (1 - self.end) * (1 - done / steps) ** self.power)
