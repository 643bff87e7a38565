"""What a schedule is: the learning rate as a function of the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnfs_cli.option_types import NonNegativeNumber
from nnfs_cli.registry import Registry


class Schedule:
    """The learning rate at every step, as a share of the configured one.

    A pure function of the step; a schedule that listens to the loss keeps what it heard in
    `state`. Any schedule can have a warmup before it begins: steps at which the learning rate
    rises evenly, from nearly 0 to where the schedule starts.
    """

    name: ClassVar[str]
    example = ""

    def __init__(self, warmup: NonNegativeNumber = 0) -> None:
        self.warmup = warmup

    def learning_rate(self, top: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """The learning rate at `step` (from 1) of `steps` planned; `top` is the configured one."""
        return top * self.share(step, steps, steps_per_epoch)

    def share(self, step: int, steps: int, steps_per_epoch: int) -> float:
        """What the learning rate is multiplied by at `step` (from 1) of `steps` planned."""
        if not self.warmup:
            return self.course(step - 1, steps, steps_per_epoch)
        warm = self.warmup_steps(steps, steps_per_epoch)
        if step <= warm:
            return self.course(0, max(1, steps - warm), steps_per_epoch) * step / warm
        return self.course(step - 1 - warm, steps - warm, steps_per_epoch)

    def warmup_steps(self, steps: int, steps_per_epoch: int) -> int:
        """`warmup` counts epochs; below 1 it is a share of all steps."""
        unit = steps if self.warmup < 1 else steps_per_epoch
        return min(steps, round(self.warmup * unit))

    def course(self, done: int, steps: int, steps_per_epoch: int) -> float:
        """The share behind the warmup, when `done` of `steps` steps are done."""
        raise NotImplementedError

    def listen(self, epoch: int, loss: float) -> None:
        """Hear the loss after an epoch: of validation rows if there are any, or of training."""

    def state(self) -> dict[str, float]:
        """All that was heard and matters. Empty for a function of the step alone."""
        return {}

    def load_state(self, state: Mapping[str, float]) -> None:
        """Go on from a saved state."""


SCHEDULES: Registry[Schedule] = Registry("schedule", "schedules")
