"""The S-curve around 0."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("tanh")
class Tanh(Activation):
    """A smooth step from -1 to 1.

    Formula:
        f(x) = (e^x - e^-x) / (e^x + e^-x)
        f'(x) = 1 - y^2
    Source:
        LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.
    """

    example = "{type: dense, units: 20, activation: tanh}"
    also_known_as = ("hyperbolic_tangent",)

    def forward(self, x: Array, y: Array) -> None:
        np.tanh(x, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.multiply(y, y, out=scratch)
        np.subtract(1, scratch, out=scratch)
        dy *= scratch
