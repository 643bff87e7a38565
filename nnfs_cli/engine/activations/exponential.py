"""From any number to a positive one."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array

LARGEST = 80.0
"""e^80 is 5e34: below the largest float32 with room for a product"""


@ACTIVATIONS.register("exponential")
class Exponential(Activation):
    """A positive number whose logarithm the layer says: inputs then act as factors on it.

    At the end of a network, behind the poisson loss, it makes what statisticians call a Poisson
    regression with log link. Inputs above 80 count as 80, so that nothing overflows.

    Formula:
        f(x) = e^x
        f'(x) = y
    """

    example = "{type: dense, units: 1, activation: exponential}"
    also_known_as = ("exp",)
    positive = True

    def forward(self, x: Array, y: Array) -> None:
        np.minimum(x, LARGEST, out=y)
        np.exp(y, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        dy *= y
