"""Training on inputs that are never twice the same, so that single values mean less."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.option_types import NonNegativeNumber


@LAYERS.register("gaussian_noise")
class GaussianNoise(Layer):
    """Adds random noise to its inputs while training; does nothing afterwards.

    As the first layer it makes up examples that lie near the real ones, which helps where there
    are few. The noise is a function of seed, step and layer alone: a resumed run draws the same.

    Formula:
        y = x + e,  e ~ N(0, standard_deviation^2)
        dx = dy
    Options:
        standard_deviation: how far the noise goes, in the unit of the inputs; behind standardized
            columns 0.1 is a tenth of their spread
    Source:
        Bishop, Training with noise is equivalent to Tikhonov regularization, Neural Computation
        1995.
    """

    example = "{type: gaussian_noise, standard_deviation: 0.1}"
    also_known_as = ("noise", "gaussiannoise")

    def __init__(self, standard_deviation: NonNegativeNumber) -> None:
        self.standard_deviation = standard_deviation
        self.seed: tuple[int, ...] = (0,)

    def reseed(self, seed: tuple[int, ...]) -> None:
        self.seed = seed

    def forward(self, x: Buffer, training: bool) -> Buffer:
        if not (training and self.standard_deviation > 0):
            return x
        n = x.with_ones.shape[1]
        y = self.workspace.output(self.output_shape, n)
        e = self.workspace.array("noise", self.output_shape, n)
        np.random.default_rng(self.seed).standard_normal(out=e.ravel("K"), dtype=e.dtype)  # a view
        e *= self.standard_deviation
        np.add(x.values, e, out=y.values)
        return y

    def backward(self, dy: Array) -> Array:
        return dy
