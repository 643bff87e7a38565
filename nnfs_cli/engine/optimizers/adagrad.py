"""AdaGrad: a step of its own for every parameter, by the sum of all squared gradients."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import NonNegativeNumber, PositiveNumber


@OPTIMIZERS.register("adagrad")
class Adagrad(Optimizer):
    """Shorter steps for parameters that have moved much, longer ones for the rarely needed.

    It never forgets a gradient, so its steps only ever become shorter. Good for rare features,
    such as words; elsewhere rmsprop and adam, which forget, go further. `learning_rate: auto` is
    0.01.

    Formula:
        v = v + g^2
        w = w - learning_rate g / (sqrt(v) + epsilon)
    Options:
        initial_square: what v starts at; above 0, the first steps are shorter
        epsilon: keeps the division safe where gradients vanish
    Source:
        Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic
        optimization, Journal of Machine Learning Research 12, 2011.
    """

    example = "optimizer: {type: adagrad, initial_square: 0.1}"
    also_known_as = ("ada_grad",)
    usual_learning_rate = 0.01
    slots = ("square",)

    def __init__(
        self, initial_square: NonNegativeNumber = 0.0, epsilon: PositiveNumber = 1e-10
    ) -> None:
        self.initial_square = initial_square
        self.epsilon = epsilon

    def attach(self, w: Array, g: Array) -> None:
        super().attach(w, g)
        self.state["square"].fill(self.initial_square)

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        (v,) = slots
        np.multiply(g, g, out=scratch)
        v += scratch
        np.sqrt(v, out=scratch)
        scratch += self.epsilon
        g /= scratch
        g *= learning_rate
        w -= g
