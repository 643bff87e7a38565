"""The input times its own sigmoid."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, HALF, ONE, Activation
from nnfs_cli.engine.buffers import Array
from nnfs_cli.option_types import NonNegativeNumber


@ACTIVATIONS.register("swish")
class Swish(Activation):
    """The input, let through as far as a sigmoid of it says: a smooth relu with a dip below 0.

    With beta = 1 it is SiLU. A larger beta brings it closer to relu, beta = 0 makes it x / 2.
    beta is fixed: it is not learnt.

    Formula:
        f(x) = x s             with s = sigmoid(b x) and b = beta
        f'(x) = s (1 + b x (1 - s))
    Options:
        beta: how steep the sigmoid is
    Source:
        Ramachandran, Zoph and Le, Searching for activation functions, 2017; Elfwing, Uchibe and
        Doya, Sigmoid-weighted linear units for neural network function approximation, 2018.
    """

    example = "{type: dense, units: 50, activation: swish}"
    also_known_as = ("silu", "sigmoid_linear_unit")
    initializer = "he_uniform"

    def __init__(self, beta: NonNegativeNumber = 1.0) -> None:
        self.beta = beta

    def forward(self, x: Array, y: Array) -> None:
        self._sigmoid(x, y)
        y *= x

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        s = self.room(x)
        self._sigmoid(x, s)
        np.subtract(ONE, s, out=scratch)
        scratch *= x
        scratch *= self.beta
        scratch += ONE
        scratch *= s
        dy *= scratch

    def _sigmoid(self, x: Array, s: Array) -> None:
        np.multiply(x, self.beta / 2, out=s)
        np.tanh(s, out=s)
        s += ONE
        s *= HALF
