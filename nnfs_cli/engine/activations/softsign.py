"""The S-curve that takes its time."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("softsign")
class Softsign(Activation):
    """A step from -1 to 1 like tanh, that comes near its ends much more slowly.

    So units that are far out still learn, and no exponential is needed.

    Formula:
        f(x) = x / (1 + |x|)
        f'(x) = 1 / (1 + |x|)^2 = (1 - |y|)^2
    Source:
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
        networks, AISTATS 2010.
    """

    example = "{type: dense, units: 20, activation: softsign}"
    also_known_as = ("soft_sign",)

    def forward(self, x: Array, y: Array) -> None:
        np.abs(x, out=y)
        y += 1
        np.divide(x, y, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.abs(y, out=scratch)
        np.subtract(1, scratch, out=scratch)
        dy *= scratch
        dy *= scratch
