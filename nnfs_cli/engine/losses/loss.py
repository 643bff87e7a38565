"""What a loss is, and the list of them all: how wrong a prediction is, and how to mend it.

p are predictions and t targets, both of shape (outputs, n). Averages are taken as Keras takes
them: over rows and outputs, except that the categorical losses sum over the classes.
`gradient` is dloss/dp. `linked_gradient` is dloss/dx, where x is what went into
`linked_activation`: the two derivatives cancel to a short and safe form.

Rows may count differently. A row's weight is a factor on its loss, and so on its gradient; the
gradients here are without weights, as one multiplication (by the network) adds them.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.registry import Registry
from nnfs_cli.task import Task

SMALLEST_PROBABILITY = 1e-7
"""Probabilities are kept this far from 0 and 1, so that their logarithms stay finite."""


class Loss:
    """The mean over a batch of how wrong each prediction is."""

    name: ClassVar[str]
    example = ""
    tasks: ClassVar[tuple[Task, ...]]
    """the questions it can be the loss of"""
    linked_activation: ClassVar[str | None] = None
    needs_positive: ClassVar[bool] = False
    """whether every prediction must be above 0, and no target below it"""

    def per_row(self, p: Array, t: Array) -> Array:
        """The loss of each row, shape (n,)."""
        raise NotImplementedError

    def value(self, p: Array, t: Array, weights: Array | None = None) -> float:
        """The loss of a batch: the mean over its rows, each times its weight, shape (n,).

        It is the weighted mean where the weights' own mean is 1.
        """
        losses = self.per_row(p, t)
        if weights is None:
            return float(np.mean(losses))
        return float(np.dot(losses, weights)) / len(losses)

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        """Write scale * dloss/dp into `out`, shape (outputs, n), and return it."""
        raise NotImplementedError

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        """Write scale * dloss/dx into `out`, where p = linked_activation(x), and return it."""
        raise NotImplementedError


LOSSES: Registry[Loss] = Registry("loss", "losses")


def mean_over_outputs(losses: Array) -> Array:
    """The mean of (outputs, n) over the outputs, shape (n,)."""
    mean: Array = losses[0] if len(losses) == 1 else losses.mean(axis=0)
    return mean


def clipped(p: Array) -> Array:
    """Probabilities that have logarithms: a copy, a little away from 0 and 1."""
    return np.clip(p, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
