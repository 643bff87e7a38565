"""Yes or no, where one of them is rare and most rows are easy."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses.loss import LOSSES, Loss, clipped, mean_over_outputs
from nnfs_cli.option_types import Fraction, NonNegativeNumber
from nnfs_cli.task import Task


@LOSSES.register("binary_focal")
class BinaryFocal(Loss):
    """binary_crossentropy in which rows that are already right hardly count.

    Each row is weighed with how wrong it is, to the power gamma; gamma = 0 is
    binary_crossentropy. Lin et al. found gamma 2 with alpha 0.25 best where 1 in 1,000 is a yes.

    Formula:
        L = -mean a e^g log (1 - e)        with e = |p - t| and g = gamma
        dL/dp = sign(p - t) a e^(g-1) (e / (1 - e) - g log (1 - e)) / size
        dL/dx = sign(p - t) a e^g (e - g (1 - e) log (1 - e)) / size       with p = sigmoid(x)
        a = alpha for a yes, 1 - alpha for a no; 1 where alpha is null
    Options:
        gamma: how strongly easy rows are passed over
        alpha: the share of weight for a yes; null weighs yes and no alike
    Source:
        Lin, Goyal, Girshick, He and Dollár, Focal loss for dense object detection, ICCV 2017.
    """

    example = "loss: {type: binary_focal, gamma: 2, alpha: 0.25}"
    also_known_as = ("focal", "focal_loss", "sigmoid_focal_loss", "binary_focal_crossentropy")
    tasks = (Task.BINARY, Task.MULTILABEL)
    linked_activation = "sigmoid"

    def __init__(self, gamma: NonNegativeNumber = 2.0, alpha: Fraction | None = None) -> None:
        self.gamma = gamma
        self.alpha = alpha

    def per_row(self, p: Array, t: Array) -> Array:
        e = self._error(p, t)
        return mean_over_outputs(-self._weight(t) * e**self.gamma * np.log1p(-e))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        e = self._error(p, t)
        np.sign(p - t, out=out)
        out *= e ** (self.gamma - 1) * (e / (1 - e) - self.gamma * np.log1p(-e))
        out *= scale / p.size * self._weight(t)
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        e = self._error(p, t)
        np.sign(p - t, out=out)
        out *= e**self.gamma * (e - self.gamma * (1 - e) * np.log1p(-e))
        out *= scale / p.size * self._weight(t)
        return out

    def _error(self, p: Array, t: Array) -> Array:
        return clipped(np.abs(p - t))

    def _weight(self, t: Array) -> Array | float:
        if self.alpha is None:
            return 1.0
        weight: Array = (2 * self.alpha - 1) * t + (1 - self.alpha)
        return weight
