"""The squared error."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, mean_over_outputs
from nnfs_cli.task import Task


@LOSSES.register("mse")
class MeanSquaredError(Loss):
    """The mean of the squared errors: large errors weigh heavily; the best answer is the mean.

    Formula:
        L = mean (p - t)^2
        dL/dp = 2 (p - t) / size
    """

    example = "loss: mse"
    also_known_as = ("mean_squared_error", "loss_mse", "squared_error", "l2_loss", "quadratic")
    tasks = (Task.REGRESSION, Task.BINARY, Task.MULTILABEL)

    def per_row(self, p: Array, t: Array) -> Array:
        return mean_over_outputs(np.square(p - t))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        out *= scale * 2 / p.size
        return out
