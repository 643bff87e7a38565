"""The sigmoid drawn with a ruler."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.activations.activation import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array


@ACTIVATIONS.register("hard_sigmoid")
class HardSigmoid(Activation):
    """The sigmoid as three straight lines: 0 up to -3, 1 from 3 on, and a ramp between.

    Beyond the ramp the slope is 0 and nothing is learnt from an example. So sigmoid is the better
    last layer.

    Formula:
        f(x) = min(max(x / 6 + 1/2, 0), 1)
        f'(x) = 1/6 if -3 < x < 3, else 0
    Source:
        Courbariaux, Bengio and David, BinaryConnect, NIPS 2015; the slope 1/6, as in PyTorch and
        Keras 3, is that of Howard et al., Searching for MobileNetV3, ICCV 2019.
    """

    example = "{type: dense, units: 20, activation: hard_sigmoid}"
    also_known_as = ("hardsigmoid",)
    outputs = "probabilities"

    def forward(self, x: Array, y: Array) -> None:
        np.multiply(x, 1 / 6, out=y)
        y += 0.5
        np.maximum(y, 0, out=y)
        np.minimum(y, 1, out=y)

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        np.abs(x, out=scratch)
        np.less(scratch, 3, out=scratch)  # 1 or 0
        scratch *= 1 / 6
        dy *= scratch
