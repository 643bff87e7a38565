"""The smooth relu."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("softplus")
class Softplus(Activation):
    """A smooth relu: near 0 on the left, near x on the right, positive everywhere.

    At the end of a network it says a rate or a count, behind the poisson loss. The larger part
    is taken out of the logarithm, so that no e^x overflows.

    Formula:
        f(x) = log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
        f'(x) = sigmoid(x) = 1 - e^-y
    Source:
        Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order functional
        knowledge for better option pricing, NIPS 2000.
    """

    example = "{type: dense, units: 50, activation: softplus}"
    also_known_as = ("smooth_relu", "soft_plus")
    initializer = "he_uniform"
    positive = True

    def forward(self, x: Array, y: Array) -> None:
        np.abs(x, out=y)
        np.negative(y, out=y)
        np.exp(y, out=y)
        np.log1p(y, out=y)
        y += np.maximum(x, 0, out=self.room(x))

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.negative(y, out=scratch)
        np.expm1(scratch, out=scratch)
        dy *= np.negative(scratch, out=scratch)
