"""One class out of many, where most rows are easy."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, clipped
from nnfs_cli.engine.products import sum_over_units
from nnfs_cli.option_types import NonNegativeNumber, PositiveNumber
from nnfs_cli.task import Task


@LOSSES.register("categorical_focal")
class CategoricalFocal(Loss):
    """categorical_crossentropy in which rows that are already right hardly count.

    Each row is weighed with what its true class lacks to 1, to the power gamma; gamma = 0 is
    categorical_crossentropy. A weight for each class is `training.class_weight`.

    Formula:
        L = -(a/n) sum_rows (1 - q)^g log q      with q = sum_classes t p, g = gamma, a = alpha
        dL/dp = -t a (1 - q)^(g-1) ((1 - q) / q - g log q) / n
        dL/dx = (p - t) a (1 - q)^(g-1) (1 - q - g q log q) / n       with p = softmax(x)
    Options:
        gamma: how strongly easy rows are passed over
        alpha: a factor on the whole loss; Keras has 0.25
    Source:
        Lin, Goyal, Girshick, He and Dollár, Focal loss for dense object detection, ICCV 2017.
    """

    example = "loss: {type: categorical_focal, gamma: 2}"
    also_known_as = ("categorical_focal_crossentropy", "softmax_focal_loss")
    tasks = (Task.MULTICLASS,)
    linked_activation = "softmax"

    def __init__(self, gamma: NonNegativeNumber = 2.0, alpha: PositiveNumber = 1.0) -> None:
        self.gamma = gamma
        self.alpha = alpha

    def per_row(self, p: Array, t: Array) -> Array:
        q = self._truth(p, t)
        losses: Array = -self.alpha * (1 - q) ** self.gamma * np.log(q)
        return losses

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        q = self._truth(p, t)
        factor = (1 - q) ** (self.gamma - 1) * ((1 - q) / q - self.gamma * np.log(q))
        factor *= -scale * self.alpha / p.shape[-1]
        return np.multiply(t, factor, out=out)

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        q = self._truth(p, t)
        factor = (1 - q) ** (self.gamma - 1) * (1 - q - self.gamma * q * np.log(q))
        factor *= scale * self.alpha / p.shape[-1]
        np.subtract(p, t, out=out)
        out *= factor
        return out

    def _truth(self, p: Array, t: Array) -> Array:
        """q, the probability of each row's true class, shape (n,)"""
        return clipped(sum_over_units(t * p))
