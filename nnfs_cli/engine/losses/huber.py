"""Squared near 0, absolute far out."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, mean_over_outputs
from nnfs_cli.option_types import PositiveNumber
from nnfs_cli.task import Task


@LOSSES.register("huber")
class Huber(Loss):
    """mse for small errors, mae for large ones: outliers pull with delta and no more.

    delta counts in the units that the network learns in. Those are standard deviations of the
    target, unless preprocessing.target is none.

    Formula:
        L = mean h(e)                  with e = p - t and d = delta
        h(e) = e^2 / 2 if |e| <= d, else d (|e| - d / 2)
        dL/dp = min(max(e, -d), d) / size
    Options:
        delta: the error from which on it grows only straight
    Source:
        Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics, 1964.
    """

    example = "loss: {type: huber, delta: 0.5}"
    also_known_as = ("huber_loss", "smooth_l1", "smooth_l1_loss")
    tasks = (Task.REGRESSION,)

    def __init__(self, delta: PositiveNumber = 1.0) -> None:
        self.delta = delta

    def per_row(self, p: Array, t: Array) -> Array:
        error = np.abs(p - t)
        near = np.minimum(error, self.delta)  # d |e| - d^2 / 2 is e^2 / 2 where d is |e|
        return mean_over_outputs(near * (error - near / 2))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        np.maximum(out, -self.delta, out=out)
        np.minimum(out, self.delta, out=out)
        out *= scale / p.size
        return out
