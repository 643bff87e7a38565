"""The S-curve that is a probability."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, HALF, ONE, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("sigmoid")
class Sigmoid(Activation):
    """A smooth step from 0 to 1: the probability of a yes, one for each unit.

    Written with tanh, which overflows nowhere: e^-x would at x = -89 in float32.

    Formula:
        f(x) = 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2
        f'(x) = y (1 - y)
    """

    example = "{type: dense, units: 1, activation: sigmoid}"
    also_known_as = ("logistic", "expit")
    outputs = "probabilities"

    def forward(self, x: Array, y: Array) -> None:
        np.multiply(x, HALF, out=y)
        np.tanh(y, out=y)
        np.add(y, ONE, out=y)
        np.multiply(y, HALF, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.subtract(ONE, y, out=scratch)
        scratch *= y
        dy *= scratch
