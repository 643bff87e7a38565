"""The loss of yes or no."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, clipped, mean_over_outputs
from nnfs_cli.option_types import Fraction
from nnfs_cli.task import Task


@LOSSES.register("binary_crossentropy")
class BinaryCrossentropy(Loss):
    """How surprised the network is by each yes and no.

    Behind a sigmoid the two derivatives cancel to p - t, which is exact however sure p is.
    Smoothed labels keep it from becoming surer than the data are.

    Formula:
        L = -mean (t log p + (1 - t) log (1 - p))
        dL/dp = (p - t) / (p (1 - p)) / size
        dL/dx = (p - t) / size             with p = sigmoid(x)
        label_smoothing e:  t (1 - e) + e / 2 instead of t
    Options:
        label_smoothing: how far the targets 0 and 1 are drawn towards 1/2
    Source:
        label smoothing: Szegedy et al., Rethinking the Inception architecture, CVPR 2016.
    """

    example = "loss: {type: binary_crossentropy, label_smoothing: 0.1}"
    also_known_as = ("bce", "log_loss", "logloss", "binary_cross_entropy", "loss_bce", "logistic")
    tasks = (Task.BINARY, Task.MULTILABEL)
    linked_activation = "sigmoid"

    def __init__(self, label_smoothing: Fraction = 0.0) -> None:
        self.label_smoothing = label_smoothing

    def per_row(self, p: Array, t: Array) -> Array:
        p, t = clipped(p), self._smoothed(t)
        return mean_over_outputs(-(t * np.log(p) + (1 - t) * np.log1p(-p)))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        p = clipped(p)
        np.subtract(p, self._smoothed(t), out=out)
        out /= p * (1 - p)
        out *= scale / p.size
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, self._smoothed(t), out=out)
        out *= scale / p.size
        return out

    def _smoothed(self, t: Array) -> Array:
        if not self.label_smoothing:
            return t
        return t * (1 - self.label_smoothing) + self.label_smoothing / 2
