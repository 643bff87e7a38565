"""What the config says about changing training images: `training.augment`.

It stands with training, not with the data: validation, test and new images stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Ge, Le
from pydantic_core import PydanticCustomError

from nnfs_cli.config.section import KeyPath, Section, mistake
from nnfs_cli.option_types import Fraction

Degrees: TypeAlias = Annotated[float, Ge(0), Le(180)]


class Augment(Section):
    """Small changes to training images, new ones in every epoch.

    Options:
        shift: how far up, down and sideways, as a share of height and width
        rotate: how far to either side, in degrees
        flip: mirrored every other time: horizontal is left and right; vertical; both; null is never
        brightness: 0.2 multiplies all values of an image by 0.8 to 1.2
    """

    example = "For instance: {shift: 0.1, rotate: 10}."

    shift: Fraction = 0.0
    rotate: Degrees = 0.0
    flip: Literal["horizontal", "vertical", "both"] | None = None
    brightness: Fraction = 0.0

    @classmethod
    def contradictions(
        cls, values: dict[str, Any]
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        known = {"shift", "rotate", "flip", "brightness"}
        if set(values) <= known and not any(values.values()):
            yield (), mistake("this changes nothing", cls.example)
