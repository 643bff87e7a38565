"""RMSprop: AdaGrad that forgets."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction, PositiveNumber


@OPTIMIZERS.register("rmsprop")
class RMSprop(Optimizer):
    """Each parameter's gradient divided by its usual size, a running root mean square.

    Adam without the running mean of the gradient. The centered form takes the gradient's mean
    out of its usual size, which leaves its spread.

    Formula:
        v = rho v + (1 - rho) g^2
        m = rho m + (1 - rho) g                            centered
        d = g / (sqrt(v) + epsilon)
        d = g / (sqrt(v - m^2) + epsilon)                  centered
        w = w - learning_rate d                            without momentum
        u = momentum u + d
        w = w - learning_rate u                            with momentum
    Options:
        rho: memory of the mean squared gradient
        momentum: how much of the last direction is kept, 0 for none
        centered: whether the gradient's mean is taken out of its size
        epsilon: keeps the division safe where gradients vanish
    Source:
        Tieleman and Hinton, Lecture 6.5: divide the gradient by a running average of its recent
        magnitude, COURSERA: Neural networks for machine learning, 2012. Centered: Graves,
        Generating sequences with recurrent neural networks, 2013.
    """

    example = "optimizer: {type: rmsprop, rho: 0.9, momentum: 0.5}"
    also_known_as = ("rms", "rms_prop")

    def __init__(
        self,
        rho: Fraction = 0.9,
        momentum: Fraction = 0.0,
        centered: bool = False,
        epsilon: PositiveNumber = 1e-8,
    ) -> None:
        self.rho = rho
        self.momentum = momentum
        self.centered = centered
        self.epsilon = epsilon
        self.slots = ("square", *["mean"] * centered, *["velocity"] * bool(momentum))

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        # v and m are kept without their factor (1 - rho), as in Adam
        v = slots[0]
        np.multiply(g, g, out=scratch)
        v *= self.rho
        v += scratch
        if self.centered:
            m = slots[1]
            m *= self.rho
            m += g
            np.multiply(m, m, out=scratch)
            scratch *= self.rho - 1
            scratch += v
            np.maximum(scratch, 0, out=scratch)  # where rounding leaves less than nothing
            np.sqrt(scratch, out=scratch)
        else:
            np.sqrt(v, out=scratch)
        of_root = math.sqrt(1 - self.rho)
        scratch += self.epsilon / of_root
        g /= scratch
        g *= learning_rate / of_root if not self.momentum else 1 / of_root
        if self.momentum:
            u = slots[-1]
            u *= self.momentum
            u += g
            np.multiply(u, learning_rate, out=g)
        w -= g
