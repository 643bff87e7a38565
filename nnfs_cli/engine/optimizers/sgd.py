"""Gradient descent, the beginning of them all."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.optimizers.optimizer import OPTIMIZERS, Optimizer, Slots
from nnfs_cli.option_types import Fraction


@OPTIMIZERS.register("sgd")
class SGD(Optimizer):
    """Gradient descent on batches, with momentum if wanted.

    Momentum remembers the direction of earlier steps and smooths the path; Nesterov's form looks
    one step ahead along it.

    Formula:
        w = w - learning_rate g                            without momentum
        v = momentum v + g
        w = w - learning_rate v                            with momentum
        w = w - learning_rate (g + momentum v)             Nesterov
    Options:
        momentum: how much of the last direction is kept, 0 for none
        nesterov: look ahead along the momentum
    Source:
        Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in
        deep learning, ICML 2013.
    """

    example = "optimizer: {type: sgd, momentum: 0.9, nesterov: true}"
    also_known_as = ("gradient_descent", "gd", "momentum", "nesterov")

    def __init__(self, momentum: Fraction = 0.0, nesterov: bool = False) -> None:
        self.momentum = momentum
        self.nesterov = nesterov
        if momentum:
            self.slots = ("velocity",)

    def gradient_scale(self, learning_rate: float) -> float:
        # without momentum g arrives as learning_rate g: one pass over memory less in every step
        return 1.0 if self.momentum else learning_rate

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        if self.momentum:
            (v,) = slots
            v *= self.momentum
            v += g
            if self.nesterov:
                np.multiply(v, self.momentum, out=scratch)
                g += scratch
            else:
                np.copyto(g, v)
            g *= learning_rate
        w -= g
