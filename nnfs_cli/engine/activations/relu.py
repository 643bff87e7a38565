"""The activation that made deep networks train."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("relu")
class ReLU(Activation):
    """The input where it is positive, otherwise 0: the usual choice for hidden layers.

    Formula:
        f(x) = max(x, 0)
        f'(x) = 1 if x > 0, else 0
    Source:
        Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.
    """

    example = "{type: dense, units: 50, activation: relu}"
    also_known_as = ("rectifier", "rectified_linear")
    rises = True
    initializer = "he_uniform"

    def forward(self, x: Array, y: Array) -> None:
        np.maximum(x, 0, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        dy *= np.greater(y, 0, out=scratch)  # 1 or 0
