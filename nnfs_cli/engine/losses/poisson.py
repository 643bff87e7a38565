"""For counts."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, SMALLEST_PROBABILITY, Loss, mean_over_outputs
from nnfs_cli.task import Task


@LOSSES.register("poisson")
class Poisson(Loss):
    """How unlikely the counts are if p is what each should be on average: half the deviance.

    For targets that count something (calls an hour, bikes a day), which scatter the more the
    larger they are. Predictions must be above 0: end with exponential or softplus. The target is
    then not standardized. Unlike Keras' and PyTorch's, which leave out what does not depend on
    p, it is 0 for the truth; the gradient is the same.

    Formula:
        L = mean (p - t + t log (t / p))
        dL/dp = (1 - t / p) / size
        dL/dx = (p - t) / size             with p = exponential(x)
    Source:
        McCullagh and Nelder, Generalized linear models, 1989.
    """

    example = "loss: poisson"
    also_known_as = ("poisson_loss", "poisson_nll", "poisson_nll_loss", "poisson_deviance")
    tasks = (Task.REGRESSION,)
    linked_activation = "exponential"
    needs_positive = True

    def per_row(self, p: Array, t: Array) -> Array:
        ratio = np.maximum(t, SMALLEST_PROBABILITY) / np.maximum(p, SMALLEST_PROBABILITY)
        losses = np.log(ratio, out=ratio)
        losses *= t
        losses += p
        losses -= t
        return mean_over_outputs(losses)

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.maximum(p, SMALLEST_PROBABILITY, out=out)
        np.divide(t, out, out=out)
        np.subtract(1, out, out=out)
        out *= scale / p.size
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        out *= scale / p.size
        return out
