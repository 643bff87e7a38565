"""Are the gradients right? The slope measured by two forward passes must be the one computed.

For every parameter w the central difference (L(w + h) - L(w - h)) / 2h is set against backward's
answer, in float64, where the two agree to about h^2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.network import Network

STEP = 1e-6
RESOLUTION = 1e7 * np.finfo(np.float64).eps
"""times |L| / h: a slope that is smaller is too flat to be measured against the rounding of L"""


@dataclass(frozen=True)
class GradientDifference:
    """How far the two gradients of one parameter lie apart, at worst."""

    layer: int
    parameter: str
    worst_index: tuple[int, ...]
    analytic: float
    numerical: float
    relative_error: float
    """|a - n| / max(|a|, |n|, r) over the norms of the whole parameter's gradients; r is the
    norm of slopes so flat that their measured value is the rounding of the loss"""


def check_gradients(
    network: Network, loss: Loss, x: Array, t: Array, step: float = STEP
) -> list[GradientDifference]:
    """Compare both gradients of every parameter for design matrix x and targets t (outputs, n).

    The network must be in float64. Random layers draw the same numbers in every pass, and what
    layers gather from the batch is as it was afterwards.
    """
    before = network.vector.values.copy()
    buffer = Buffer.of_rows(x, network.input_shape)

    def objective() -> float:
        network.reseed(0, 1)
        p = network.forward(buffer, training=True)
        return loss.value(p, t) + network.vector.penalty()

    rounding = RESOLUTION * max(1.0, abs(objective())) / step
    network.backward(loss, network.forward(buffer, training=True), t)
    analytic = network.vector.gradients.copy()
    numerical = np.empty_like(analytic)
    values = network.vector.learned
    for index, value in enumerate(values):
        values[index] = value + step
        above = objective()
        values[index] = value - step
        below = objective()
        values[index] = value
        numerical[index] = (above - below) / (2 * step)
    network.vector.values[...] = before
    return _differences(network, analytic, numerical, rounding)


def _differences(
    network: Network, analytic: Array, numerical: Array, rounding: float
) -> list[GradientDifference]:
    found = []
    for number, (layer, stretch) in enumerate(
        zip(network.layers, network.vector.stretches, strict=True)
    ):
        both = layer.views(analytic[stretch]), layer.views(numerical[stretch])
        for name in layer.parameters():
            a, n = (views[name] for views in both)
            worst = np.unravel_index(np.abs(a - n).argmax(), a.shape)
            flat = rounding * math.sqrt(a.size)
            scale = max(float(np.linalg.norm(a)), float(np.linalg.norm(n)), flat)
            found.append(
                GradientDifference(
                    number,
                    name,
                    tuple(int(i) for i in worst),
                    float(a[worst]),
                    float(n[worst]),
                    float(np.linalg.norm(a - n)) / scale,
                )
            )
    return found
