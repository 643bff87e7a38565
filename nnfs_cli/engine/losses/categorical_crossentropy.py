"""The loss of one class out of many."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, SMALLEST_PROBABILITY, Loss
from nnfs_cli.engine.products import sum_over_units
from nnfs_cli.option_types import Fraction
from nnfs_cli.task import Task


@LOSSES.register("categorical_crossentropy")
class CategoricalCrossentropy(Loss):
    """How surprised the network is by the true class.

    Behind a softmax the two derivatives cancel to p - t. Smoothed labels give every class a
    little of the truth, so that the network does not become surer than the data are.

    Formula:
        L = -(1/n) sum_rows sum_classes t log p
        dL/dp = -t / p / n
        dL/dx = (p - t) / n                with p = softmax(x)
        label_smoothing e:  t (1 - e) + e / classes instead of t
    Options:
        label_smoothing: the share of the truth that is spread over all classes
    Source:
        label smoothing: Szegedy et al., Rethinking the Inception architecture, CVPR 2016.
    """

    example = "loss: {type: categorical_crossentropy, label_smoothing: 0.1}"
    also_known_as = (
        "cross_entropy",
        "crossentropy",
        "categorical_cross_entropy",
        "sparse_categorical_crossentropy",
        "softmax_loss",
        "nll",
    )
    tasks = (Task.MULTICLASS,)
    linked_activation = "softmax"

    def __init__(self, label_smoothing: Fraction = 0.0) -> None:
        self.label_smoothing = label_smoothing

    def per_row(self, p: Array, t: Array) -> Array:
        log_p = np.maximum(p, SMALLEST_PROBABILITY)
        np.log(log_p, out=log_p)
        log_p *= self._smoothed(t)
        losses = sum_over_units(log_p)
        return np.negative(losses, out=losses)

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.divide(self._smoothed(t), np.maximum(p, SMALLEST_PROBABILITY), out=out)
        out *= -scale / p.shape[-1]
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, self._smoothed(t), out=out)
        out *= scale / p.shape[-1]
        return out

    def _smoothed(self, t: Array) -> Array:
        if not self.label_smoothing:
            return t
        return t * (1 - self.label_smoothing) + self.label_smoothing / len(t)
