"""The loss of support vector machines."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, clipped, mean_over_outputs
from nnfs_cli.task import Task


@LOSSES.register("hinge")
class Hinge(Loss):
    """Rows on the right side with a margin cost nothing; the others cost what they lack of it.

    The targets 0 and 1 count as s = -1 and +1. The network ends with sigmoid as for any yes or
    no, and the hinge looks through it at the score x in front: threshold 0.5 is x = 0. What the
    sigmoid then says puts rows in order, but is no calibrated probability.

    Formula:
        L = mean max(0, 1 - s x)           with s = 2 t - 1 and x = log (p / (1 - p))
        dL/dp = -s / (p (1 - p)) / size if s x < 1, else 0
        dL/dx = -s / size if s x < 1, else 0
    Source:
        Cortes and Vapnik, Support-vector networks, Machine Learning, 1995.
    """

    example = "loss: hinge"
    also_known_as = ("hinge_loss", "svm", "max_margin")
    tasks = (Task.BINARY, Task.MULTILABEL)
    linked_activation = "sigmoid"

    def per_row(self, p: Array, t: Array) -> Array:
        return mean_over_outputs(np.maximum(1 - (2 * t - 1) * _score(p), 0))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        self.linked_gradient(p, t, out, scale)
        p = clipped(p)
        out /= p * (1 - p)
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        s = 2 * t - 1
        np.multiply(s, _score(p), out=out)
        np.less(out, 1, out=out)  # 1 or 0
        out *= s
        out *= -scale / p.size
        return out


def _score(p: Array) -> Array:
    """x with p = sigmoid(x)"""
    p = clipped(p)
    x: Array = np.log(p) - np.log1p(-p)
    return x
