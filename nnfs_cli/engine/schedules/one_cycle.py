"""Up and down once, with a very high top."""

from __future__ import annotations

import math

from nnfs_cli.engine.schedules.schedule import SCHEDULES, Schedule
from nnfs_cli.option_types import Fraction, NonNegativeNumber, Share


@SCHEDULES.register("one_cycle")
class OneCycle(Schedule):
    """Rises to the learning rate and falls to almost nothing, both along half a cosine wave.

    The learning rate is the top, and may be several times as high as a constant one. The long way
    down from there often ends well within few epochs.

    Formula:
        share = start + (1 - start) (1 - cos(pi r)) / 2    r: share of the rise that is done
        share = end + (1 - end) (1 + cos(pi f)) / 2        f: share of the fall that is done
    Options:
        rise: the share of all steps in which it rises
        start: the share of the learning rate that it starts from
        end: the share of the learning rate that it falls to
        warmup: epochs in which the learning rate rises to its start; below 1, a share of them all
    Source:
        Smith and Topin, Super-convergence: very fast training of neural networks using large
        learning rates, 2018.
    """

    example = "schedule: {type: one_cycle, rise: 0.3}"
    also_known_as = ("onecycle", "onecyclelr", "1cycle", "super_convergence")

    def __init__(
        self,
        rise: Fraction = 0.3,
        start: Share = 0.04,
        end: Share = 0.000004,
        warmup: NonNegativeNumber = 0,
    ) -> None:
        super().__init__(warmup)
        self.rise = rise
        self.start = start
        self.end = end

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        top = self.rise * steps - 1  # the step that has the whole learning rate, from 0
        if done < top:
            return _wave(self.start, 1.0, done / top)
        top = max(top, 0.0)
        last = steps - 1
        return _wave(1.0, self.end, (done - top) / (last - top)) if last > top else 1.0


def _wave(start: float, end: float, share: float) -> float:
    """From `start` to `end` along half a cosine wave."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2
