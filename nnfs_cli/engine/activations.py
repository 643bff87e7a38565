"""Activation functions, from the plainest to the one that looks at all units at once.

Each has the function and its derivative. `forward(x, y)` writes y = f(x) and leaves x alone.
`backward(x, y, dy, scratch)` turns dy into dx in place: dx = dy * f'(x), wherever possible
expressed by the output y, which is already there. All arrays have shape (units, ..., n).
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.products import sum_over_units
from nnfs_cli.option_types import NonNegativeNumber
from nnfs_cli.registry import Registry

ONE, HALF = np.float32(1), np.float32(0.5)  # exact in float64 too; quicker than Python's 1 and 0.5


class Activation:
    """y = f(x), element by element unless the docstring says otherwise."""

    name: ClassVar[str]
    example = ""
    outputs: ClassVar[Literal["numbers", "probabilities", "distribution"]] = "numbers"
    """what a last layer with it says: any numbers, a probability each, or shares that sum to 1"""
    initializer: ClassVar[str] = "glorot_uniform"
    """the start that suits the weights in front of it"""

    def forward(self, x: Array, y: Array) -> None:
        """Write f(x) into y."""
        raise NotImplementedError

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        """Overwrite dy with dx; scratch has dy's shape and may be written to."""
        raise NotImplementedError


ACTIVATIONS: Registry[Activation] = Registry("activation", "activations")


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
    initializer = "he_uniform"

    def forward(self, x: Array, y: Array) -> None:
        np.maximum(x, 0, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        dy *= np.greater(y, 0, out=scratch)  # 1 or 0


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
    initializer = "he_uniform"

    def __init__(self, negative_slope: NonNegativeNumber = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Array, y: Array) -> None:
        np.multiply(x, self.negative_slope, out=y)
        np.copyto(y, x, where=x > 0)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.multiply(dy, self.negative_slope, out=dy, where=x <= 0)


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


@ACTIVATIONS.register("softmax")
class Softmax(Activation):
    """Shares that sum to 1 over the units: the probability of each class.

    The largest input is subtracted first: the shares stay the same, and no e^x overflows.

    Formula:
        f(x)_i = e^(x_i - m) / sum_j e^(x_j - m)      with m = max_j x_j
        dx = y (dy - sum_j dy_j y_j)
    Source:
        Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990.
    """

    example = "{type: dense, activation: softmax}"
    also_known_as = ("normalized_exponential",)
    outputs = "distribution"

    def forward(self, x: Array, y: Array) -> None:
        np.subtract(x, np.maximum.reduce(x, axis=0), out=y)
        np.exp(y, out=y)
        y /= sum_over_units(y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.multiply(dy, y, out=scratch)
        dy -= scratch.sum(axis=0)
        dy *= y
