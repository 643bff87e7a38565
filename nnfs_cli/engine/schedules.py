"""How the learning rate changes while training: pure functions of the step."""

from __future__ import annotations

from typing import ClassVar

from nnfs_cli.registry import Registry


class Schedule:
    """The share of the configured learning rate that holds at a step."""

    name: ClassVar[str]
    example = ""

    def factor(self, step: int, steps: int) -> float:
        """What the learning rate is multiplied by at `step` (from 1) of `steps` planned."""
        raise NotImplementedError


SCHEDULES: Registry[Schedule] = Registry("schedule", "schedules")


@SCHEDULES.register("constant")
class Constant(Schedule):
    """The learning rate stays as it is.

    Formula:
        factor = 1
    """

    example = "schedule: constant"

    def factor(self, step: int, steps: int) -> float:
        return 1.0
