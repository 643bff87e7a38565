"""AdaDelta: RMSprop whose steps are measured by the steps before."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction, PositiveNumber


@OPTIMIZERS.register("adadelta")
class Adadelta(Optimizer):
    """Finds the length of its steps itself, from the usual size of the steps before.

    The learning rate is a factor on that length: `auto` is 1. It starts slowly, because it has no
    steps to measure by.

    Formula:
        v = rho v + (1 - rho) g^2
        d = sqrt(u + epsilon) / sqrt(v + epsilon) g
        u = rho u + (1 - rho) d^2
        w = w - learning_rate d
    Options:
        rho: memory of the mean squared gradient and step
        epsilon: the square of the very first steps, about
    Source:
        Zeiler, ADADELTA: an adaptive learning rate method, 2012.
    """

    example = "optimizer: {type: adadelta, rho: 0.95}"
    also_known_as = ("ada_delta",)
    usual_learning_rate = 1.0
    slots = ("square", "square_of_steps")

    def __init__(self, rho: Fraction = 0.9, epsilon: PositiveNumber = 1e-6) -> None:
        self.rho = rho
        self.epsilon = epsilon

    def attach(self, w: Array, g: Array) -> None:
        super().attach(w, g)
        for slot in self.state.values():
            slot.fill(self.epsilon / (1 - self.rho))

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        # v and u are kept with epsilon added and without their factor (1 - rho)
        v, u = slots
        self._remember(v, g, scratch)
        np.divide(u, v, out=scratch)
        np.sqrt(scratch, out=scratch)
        g *= scratch
        self._remember(u, g, scratch)
        g *= learning_rate
        w -= g

    def _remember(self, square: Array, of: Array, scratch: Array) -> None:
        np.multiply(of, of, out=scratch)
        scratch += self.epsilon
        square *= self.rho
        square += scratch
