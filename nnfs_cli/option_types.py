"""The kinds of numbers that options are made of, each with its limits.

A component's `__init__` uses them as annotations, and the schema, the messages and
`nn explain` read the limits from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Ge, Gt, Le, Lt


@dataclass(frozen=True)
class Words:
    """Annotation that says what a value is, where its type alone would say too little."""

    text: str


PositiveInteger = Annotated[int, Ge(1)]
NonNegativeInteger = Annotated[int, Ge(0)]
PositiveNumber = Annotated[float, Gt(0)]
NonNegativeNumber = Annotated[float, Ge(0)]
Fraction = Annotated[float, Ge(0), Lt(1)]
ActivationSettings: TypeAlias = Annotated[str | dict[str, Any], Words("an activation's name")]
"""``relu``, or with options ``{"type": "leaky_relu", "negative_slope": 0.1}``"""
Share = Annotated[float, Ge(0), Le(1)]
Sides = PositiveInteger | tuple[PositiveInteger, PositiveInteger]
"""one number for height and width, or both: [height, width]"""
Padding = Literal["valid", "same"]
