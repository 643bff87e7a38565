"""Exponential linear units: relu with a smooth left side."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array
from nnfs_cli.option_types import NonNegativeNumber


class ExponentialLinear(Activation):
    """f(x) = s x if x > 0, else s a (e^x - 1), with s = `scale` and a = `alpha`."""

    scale: float = 1.0
    alpha: float = 1.0

    def forward(self, x: Array, y: Array) -> None:
        np.minimum(x, 0, out=y)
        np.expm1(y, out=y)
        y *= self.scale * self.alpha
        positive = np.maximum(x, 0, out=self.room(x))
        positive *= self.scale
        y += positive

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.greater(x, 0, out=scratch)  # 1 or 0
        scratch *= self.scale * (1 - self.alpha)
        scratch += np.minimum(y, 0, out=self.room(y))
        scratch += self.scale * self.alpha
        dy *= scratch


@ACTIVATIONS.register("elu")
class ELU(ExponentialLinear):
    """relu whose left side bends smoothly down to -a: outputs lie around 0, and no unit dies.

    Formula:
        f(x) = x if x > 0, else a (e^x - 1)        with a = alpha
        f'(x) = 1 if x > 0, else y + a
    Options:
        alpha: how far down the left side goes
    Source:
        Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by
        exponential linear units, ICLR 2016.
    """

    example = "{type: dense, units: 50, activation: elu}"
    also_known_as = ("exponential_linear_unit", "exponential_linear")
    initializer = "he_uniform"

    def __init__(self, alpha: NonNegativeNumber = 1.0) -> None:
        self.alpha = alpha


@ACTIVATIONS.register("selu")
class SELU(ExponentialLinear):
    """elu scaled so that the signal settles at mean 0 and variance 1, layer after layer.

    The two constants make (0, 1) the attracting fixed point. It holds for standardized inputs,
    dense layers and lecun_normal weights, which `initializer: auto` takes.

    Formula:
        f(x) = s x if x > 0, else s a (e^x - 1)
        f'(x) = s if x > 0, else y + s a
        s = 1.0507009873554805,  a = 1.6732632423543772
    Source:
        Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, NIPS 2017.
    """

    example = "{type: dense, units: 50, activation: selu}"
    also_known_as = ("scaled_elu", "scaled_exponential_linear_unit")
    initializer = "lecun_normal"
    scale = 1.0507009873554805
    alpha = 1.6732632423543772
