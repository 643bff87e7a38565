"""The smooth absolute error."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, mean_over_outputs
from nnfs_cli.task import Task


@LOSSES.register("log_cosh")
class LogCosh(Loss):
    """Half the squared error near 0, the absolute error (less log 2) far out, and no corner.

    Written so that no e^|e| overflows.

    Formula:
        L = mean log cosh e = mean (|e| + log(1 + e^(-2 |e|)) - log 2)        with e = p - t
        dL/dp = tanh(e) / size
    """

    example = "loss: log_cosh"
    also_known_as = ("logcosh", "log_hyperbolic_cosine")
    tasks = (Task.REGRESSION,)

    def per_row(self, p: Array, t: Array) -> Array:
        error = np.abs(p - t)
        losses = np.log1p(np.exp(-2 * error))
        losses += error
        losses -= math.log(2)
        return mean_over_outputs(np.maximum(losses, 0, out=losses))  # rounding can be below 0

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        np.tanh(out, out=out)
        out *= scale / p.size
        return out
