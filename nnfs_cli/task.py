"""The four questions a network can answer about its target."""

from __future__ import annotations

from enum import Enum


class Task(str, Enum):
    """What is predicted: numbers, one yes or no, several, or one class out of many."""

    REGRESSION = "regression"
    BINARY = "binary"
    MULTILABEL = "multilabel"
    MULTICLASS = "multiclass"

    @property
    def has_classes(self) -> bool:
        """Whether answers are right or wrong rather than near or far."""
        return self is not Task.REGRESSION
