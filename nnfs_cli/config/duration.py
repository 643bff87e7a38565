"""Spans of time as people write them: 30s, 5m, 1h30m, or a number of seconds."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from annotated_types import Gt
from pydantic import BeforeValidator, WithJsonSchema

from nnfs_cli.config.words import Words

WRITTEN = r"(?=.)(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)?"
SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def seconds_of(value: Any) -> Any:
    """The seconds in a text such as ``1h30m``; anything else is left for others to judge."""
    if not isinstance(value, str) or not re.fullmatch(WRITTEN, value):
        return value
    parts = re.findall(r"([\d.]+)([dhms])", value)
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


def spelled(seconds: float) -> str:
    """The inverse: ``1h30m``, ``45s``."""
    parts = []
    for unit, size in SECONDS.items():
        amount = seconds if unit == "s" else seconds // size
        if amount:
            parts.append(f"{amount:g}{unit}")
            seconds -= amount * size
    return "".join(parts)


Duration: TypeAlias = Annotated[
    float,
    Gt(0),
    BeforeValidator(seconds_of),
    Words("a time such as 30s, 5m or 1h30m, or a number of seconds"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": f"^{WRITTEN}$"},
            ]
        }
    ),
]
"""seconds, of any length but none"""
