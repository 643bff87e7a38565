"""No activation at all."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("linear")
class Linear(Activation):
    """The input itself: for regression, and where no activation is wanted.

    Formula:
        f(x) = x
        f'(x) = 1
    """

    example = "{type: dense, units: 1, activation: linear}"
    also_known_as = ("identity", "none")

    def forward(self, x: Array, y: Array) -> None:
        np.copyto(y, x)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        pass
