"""Half a wave from the top to the bottom."""

from __future__ import annotations

import math

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import NonNegativeNumber, Share


@SCHEDULES.register("cosine")
class Cosine(Schedule):
    """Stays high for long, falls, and ends in many small steps. The usual choice with a warmup.

    Formula:
        share = end + (1 - end) (1 + cos(pi p)) / 2        p: share of the planned steps done
    Options:
        end: the share of the learning rate that it falls to
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    Source:
        Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017;
        here without restarts.
    """

    example = "schedule: {type: cosine, warmup: 5}"
    also_known_as = ("cosine_decay", "cosine_annealing", "cosineannealinglr")

    def __init__(self, end: Share = 0.0, warmup: NonNegativeNumber = 0) -> None:
        super().__init__(warmup)
        self.end = end

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        return self.end + (1 - self.end) * (1 + math.cos(math.pi * done / steps)) / 2
