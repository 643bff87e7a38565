"""How a gradient becomes a step, from plain descent to Adam.

An optimizer sees flat vectors only: the parameters w, their gradient g, and vectors of its own
(its slots) of the same length. The vectors are walked through in pieces that stay in the
processor's cache, because one step reads and writes each piece several times.
"""

from __future__ import annotations

import math
from typing import ClassVar, TypeAlias

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.option_types import Fraction, PositiveNumber
from nnfs_cli.registry import Registry

PIECE = 32_768
"""numbers; a few such pieces of float32 fit into a core's second-level cache"""


Slots: TypeAlias = tuple[Array, ...]


class Optimizer:
    """Turns gradients into steps; keeps its memory in `state`, a flat vector for each slot."""

    name: ClassVar[str]
    example = ""
    slots: tuple[str, ...] = ()

    def attach(self, w: Array, g: Array) -> None:
        """Take charge of the parameters w and their gradients g, both of shape (size,)."""
        self.state = {slot: np.zeros_like(w) for slot in self.slots}
        scratch = np.empty_like(w[:PIECE])
        self._pieces = [
            (
                w[start : start + PIECE],
                g[start : start + PIECE],
                tuple(slot[start : start + PIECE] for slot in self.state.values()),
                scratch[: len(w) - start],
            )
            for start in range(0, len(w), PIECE)
        ]

    def gradient_scale(self, learning_rate: float) -> float:
        """The factor that g must come with. Backward takes one along at no cost."""
        return 1.0

    def step(self, learning_rate: float, step: int) -> None:
        """Change w by one step, the `step`-th, counted from 1. Overwrites g."""
        for w, g, slots, scratch in self._pieces:
            self.update(w, g, slots, scratch, learning_rate, step)

    def update(
        self, w: Array, g: Array, slots: Slots, scratch: Array, learning_rate: float, step: int
    ) -> None:
        """The step itself. All vectors have the same length; g and scratch may be overwritten."""
        raise NotImplementedError


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", "optimizers")


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
    slots = ("mean", "square")

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
        m, v = slots
        m *= self.beta_1
        m += g
        g *= g
        v *= self.beta_2
        v += g
        of_mean = (1 - self.beta_1) / (1 - self.beta_1**step)
        of_root = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**step))
        np.sqrt(v, out=scratch)
        scratch += self.epsilon / of_root
        np.divide(m, scratch, out=scratch)
        scratch *= learning_rate * of_mean / of_root
        w -= scratch
