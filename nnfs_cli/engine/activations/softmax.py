"""The one activation that looks at all units at once."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.products import sum_over_units


@ACTIVATIONS.register("softmax")
class Softmax(Activation):
    """Shares that sum to 1 over the units: the probability of each class.

    The largest input is subtracted first: the shares stay the same, and no e^x overflows.

    Formula:
        f(x)_i = e^(x_i - m) / sum_j e^(x_j - m)      with m = max_j x_j
        dx = y (dy - sum_j dy_j y_j)
    Source:
        Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990.
    """

    example = "{type: dense, activation: softmax}"
    also_known_as = ("normalized_exponential",)
    outputs = "distribution"

    def forward(self, x: Array, y: Array) -> None:
        np.subtract(x, np.maximum.reduce(x, axis=0), out=y)
        np.exp(y, out=y)
        y /= sum_over_units(y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.multiply(dy, y, out=scratch)
        dy -= scratch.sum(axis=0)
        dy *= y
