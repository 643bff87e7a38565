"""Adam: running means of the gradient and of its square."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction, PositiveNumber


@OPTIMIZERS.register("adam")
class Adam(Optimizer):
    """Steps of about the same size for every parameter, however steep its slope.

    It keeps a running mean of the gradient (m) and of its square (v), both corrected for having
    started at 0. Forgiving about the learning rate: the default optimizer.

    Formula:
        m = beta_1 m + (1 - beta_1) g
        v = beta_2 v + (1 - beta_2) g^2
        w = w - learning_rate (m / (1 - beta_1^step)) / (sqrt(v / (1 - beta_2^step)) + epsilon)
    Options:
        beta_1: memory of the mean gradient
        beta_2: memory of the mean squared gradient
        epsilon: keeps the division safe where gradients vanish
    Source:
        Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015.
    """

    example = "optimizer: {type: adam, beta_1: 0.9}"
    slots: tuple[str, ...] = ("mean", "square")

    def __init__(
        self, beta_1: Fraction = 0.9, beta_2: Fraction = 0.999, epsilon: PositiveNumber = 1e-8
    ) -> None:
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        # m and v are kept without their factors (1 - beta), which saves two passes over memory;
        # the factors and the corrections are scalars that join where the step is taken.
        m, v = slots[:2]
        m *= self.beta_1
        m += g
        g *= g
        v *= self.beta_2
        v += g
        of_mean = (1 - self.beta_1) / (1 - self.beta_1**step)
        of_root = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**step))
        np.sqrt(self.square(slots), out=scratch)
        scratch += self.epsilon / of_root
        np.divide(m, scratch, out=scratch)
        scratch *= learning_rate * of_mean / of_root
        w -= scratch

    def square(self, slots: Slots) -> Array:
        """What the root is taken of."""
        return slots[1]
