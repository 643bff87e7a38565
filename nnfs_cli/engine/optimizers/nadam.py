"""Nadam: Adam that looks one step ahead."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction, NonNegativeNumber, PositiveNumber


@OPTIMIZERS.register("nadam")
class Nadam(Optimizer):
    """Adam with Nesterov's momentum: the step of now takes the next step's momentum into account.

    The momentum of the k-th step, mu_k, grows over the first steps towards beta_1.

    Formula:
        mu_k = beta_1 (1 - 0.96^(k momentum_growth) / 2)
        m = beta_1 m + (1 - beta_1) g
        v = beta_2 v + (1 - beta_2) g^2
        n = mu_(k+1) m / (1 - mu_1 ... mu_(k+1)) + (1 - mu_k) g / (1 - mu_1 ... mu_k)
        w = w - learning_rate n / (sqrt(v / (1 - beta_2^k)) + epsilon)
    Options:
        beta_1: memory of the mean gradient
        beta_2: memory of the mean squared gradient
        epsilon: keeps the division safe where gradients vanish
        momentum_growth: how fast the momentum grows; with 0 it stays at half of beta_1
    Source:
        Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016.
    """

    example = "optimizer: {type: nadam, beta_1: 0.9}"
    also_known_as = ("nesterov_adam",)
    slots = ("mean", "square")

    def __init__(
        self,
        beta_1: Fraction = 0.9,
        beta_2: Fraction = 0.999,
        epsilon: PositiveNumber = 1e-8,
        momentum_growth: NonNegativeNumber = 0.004,
    ) -> None:
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.momentum_growth = momentum_growth
        self._products = 0, 1.0  # a step, and the product of all momenta up to it

    def step(self, learning_rate: float, step: int) -> None:
        done, product = self._products
        if done >= step:
            done, product = 0, 1.0
        for k in range(done + 1, step + 1):  # one factor; all of them after a resume
            product *= self._momentum(k)
        self._products = step, product
        super().step(learning_rate, step)

    def _momentum(self, step: int) -> float:
        return self.beta_1 * (1 - math.pow(0.96, step * self.momentum_growth) / 2)

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        # m and v are kept without their factors (1 - beta), as in Adam
        m, v = slots
        m *= self.beta_1
        m += g
        np.multiply(g, g, out=scratch)
        v *= self.beta_2
        v += scratch
        product, ahead = self._products[1], self._momentum(step + 1)
        of_root = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**step))
        rate = learning_rate / of_root
        np.multiply(m, rate * ahead * (1 - self.beta_1) / (1 - product * ahead), out=scratch)
        g *= rate * (1 - self._momentum(step)) / (1 - product)
        g += scratch
        np.sqrt(v, out=scratch)
        scratch += self.epsilon / of_root
        g /= scratch
        w -= g
