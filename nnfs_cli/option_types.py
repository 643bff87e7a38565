"""The kinds of numbers that options are made of, each with its limits.

A component's `__init__` uses them as annotations, and the schema, the messages and
`nn explain` read the limits from there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Lt

PositiveInteger = Annotated[int, Ge(1)]
NonNegativeInteger = Annotated[int, Ge(0)]
PositiveNumber = Annotated[float, Gt(0)]
NonNegativeNumber = Annotated[float, Ge(0)]
Fraction = Annotated[float, Ge(0), Lt(1)]
Share = Annotated[float, Ge(0), Le(1)]
Sides = PositiveInteger | tuple[PositiveInteger, PositiveInteger]
"""one number for height and width, or both: [height, width]"""
Padding = Literal["valid", "same"]
