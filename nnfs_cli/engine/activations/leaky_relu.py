"""relu with a way back to life."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array
from nnfs_cli.option_types import NonNegativeNumber


@ACTIVATIONS.register("leaky_relu")
class LeakyReLU(Activation):
    """relu that lets a little through where the input is negative, so that no unit dies.

    Formula:
        f(x) = x if x > 0, else a x        with a = negative_slope
        f'(x) = 1 if x > 0, else a
    Options:
        negative_slope: the slope a for negative inputs
    Source:
        Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013.
    """

    example = "{type: dense, units: 50, activation: {type: leaky_relu, negative_slope: 0.1}}"
    also_known_as = ("leakyrelu", "lrelu")
    rises = True
    initializer = "he_uniform"

    def __init__(self, negative_slope: NonNegativeNumber = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Array, y: Array) -> None:
        np.multiply(x, self.negative_slope, out=y)
        if self.negative_slope <= 1:
            np.maximum(x, y, out=y)
        else:
            np.minimum(x, y, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.greater(x, 0, out=scratch)  # 1 or 0
        scratch *= 1 - self.negative_slope
        scratch += self.negative_slope
        dy *= scratch
