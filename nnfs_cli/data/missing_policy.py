"""What can be done about the missing values of a column."""

from __future__ import annotations

from typing import Literal, TypeAlias

MissingPolicy: TypeAlias = Literal["drop", "error", "mean", "median", "mode", "empty"]
"""`empty` is for texts alone: they are read as texts without words"""
