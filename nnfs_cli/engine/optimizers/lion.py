"""Lion: only the direction of each parameter counts."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction, NonNegativeNumber

SMALLEST = 1.2e-38
"""a number whose sign counts; 0 has none"""


@OPTIMIZERS.register("lion")
class Lion(Optimizer):
    """A step of exactly the learning rate for every parameter, up or down.

    Found by a search among programs. It keeps half of Adam's memory. Its steps do not shrink near
    the goal, so use a learning rate three to ten times smaller than Adam's (`auto` is 0.0001), and
    a schedule that falls. The decay is of all parameters, biases too.

    Formula:
        c = beta_1 m + (1 - beta_1) g
        w = w - learning_rate (sign(c) + weight_decay w)
        m = beta_2 m + (1 - beta_2) g
    Options:
        beta_1: weight of the mean gradient against the gradient of now, in the direction
        beta_2: memory of the mean gradient
        weight_decay: the share of a parameter that a step takes away, times the learning rate
    Source:
        Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023.
    """

    example = "optimizer: {type: lion, weight_decay: 0.1}"
    usual_learning_rate = 0.0001
    slots = ("mean",)

    def __init__(
        self,
        beta_1: Fraction = 0.9,
        beta_2: Fraction = 0.99,
        weight_decay: NonNegativeNumber = 0.0,
    ) -> None:
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.weight_decay = weight_decay

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        # m is kept without its factor (1 - beta_2), and c without (1 - beta_1): its sign is as good
        (m,) = slots
        np.multiply(m, self.beta_1 * (1 - self.beta_2) / (1 - self.beta_1), out=scratch)
        scratch += g
        m *= self.beta_2
        m += g
        np.abs(scratch, out=g)
        g += SMALLEST
        scratch /= g  # its sign: np.sign in place takes ten times as long
        scratch *= learning_rate
        if self.weight_decay:
            w *= 1 - learning_rate * self.weight_decay
        w -= scratch
