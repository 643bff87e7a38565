"""Training with a part of the units missing, so that none can rely on another."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.option_types import Fraction


@LAYERS.register("dropout")
class Dropout(Layer):
    """Switches a random share of its inputs off while training; does nothing afterwards.

    What is left is scaled up, so that the sums behind it keep their size. The mask is a function
    of seed, step and layer alone: a resumed run draws the same ones.

    Formula:
        y = x m,  m = 0 with probability rate, else 1 / (1 - rate)
        dx = dy m
    Options:
        rate: share of the inputs that is switched off, at least 0 and below 1
    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to
        prevent neural networks from overfitting, JMLR 2014.
    """

    example = "{type: dropout, rate: 0.2}"

    def __init__(self, rate: Fraction = 0.5) -> None:
        self.rate = rate
        self.seed: tuple[int, ...] = (0,)

    def reseed(self, seed: tuple[int, ...]) -> None:
        self.seed = seed

    def forward(self, x: Buffer, training: bool) -> Buffer:
        self.active = training and self.rate > 0
        if not self.active:
            return x
        n = x.with_ones.shape[1]
        m = self.m = self.workspace.array("mask", self.output_shape, n)
        np.random.default_rng(self.seed).random(out=m.ravel("K"), dtype=m.dtype)  # a view
        np.greater_equal(m, self.rate, out=m)
        m *= 1 / (1 - self.rate)
        y = self.workspace.output(self.output_shape, n)
        np.multiply(x.values, m, out=y.values)
        return y

    def backward(self, dy: Array) -> Array:
        if self.active:
            dy *= self.m
        return dy
