"""Decay as the theory of stochastic approximation has it."""

from __future__ import annotations

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber


@SCHEDULES.register("inverse_time")
class InverseTime(Schedule):
    """Falls fast, then ever more slowly; it does not depend on how long training is planned.

    Formula:
        share = 1 / (1 + decay e)                          e: epochs done, with their fraction
    Options:
        decay: after 1/decay epochs half of the learning rate is left
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    Source:
        Robbins and Monro, A stochastic approximation method, Annals of mathematical statistics
        22, 1951.
    """

    example = "schedule: {type: inverse_time, decay: 0.1}"
    also_known_as = ("inverse_time_decay", "inv_scaling", "invscaling")

    def __init__(self, decay: NonNegativeNumber = 0.1, warmup: NonNegativeNumber = 0) -> None:
        super().__init__(warmup)
        self.decay = decay

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return 1 / (1 + self.decay * done / steps_per_epoch)
