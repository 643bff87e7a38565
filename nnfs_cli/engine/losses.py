"""How wrong a prediction is, as one number, and in which direction to mend it.

p are predictions and t targets, both of shape (outputs, n). Averages are taken as Keras takes
them: over rows and outputs, except that the categorical cross-entropy sums over the classes.
`gradient` is dloss/dp. `linked_gradient` is dloss/dx, where x is what went into
`linked_activation`: the two derivatives cancel to a short and safe form.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.registry import Registry
from nnfs_cli.task import Task

SMALLEST_PROBABILITY = 1e-7
"""Probabilities are kept this far from 0 and 1, so that their logarithms stay finite."""


class Loss:
    """The mean over a batch of how wrong each prediction is."""

    name: ClassVar[str]
    example = ""
    tasks: ClassVar[tuple[Task, ...]]
    """the questions it can be the loss of"""
    linked_activation: ClassVar[str | None] = None

    def value(self, p: Array, t: Array) -> float:
        """The loss of a batch."""
        raise NotImplementedError

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        """Write scale * dloss/dp into `out`, shape (outputs, n), and return it."""
        raise NotImplementedError

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        """Write scale * dloss/dx into `out`, where p = linked_activation(x), and return it."""
        raise NotImplementedError


LOSSES: Registry[Loss] = Registry("loss", "losses")


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

    def value(self, p: Array, t: Array) -> float:
        return float(np.mean(np.square(p - t)))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        out *= scale * 2 / p.size
        return out


@LOSSES.register("mae")
class MeanAbsoluteError(Loss):
    """The mean of the absolute errors: outliers weigh less; the best answer is the median.

    Formula:
        L = mean |p - t|
        dL/dp = sign(p - t) / size
    """

    example = "loss: mae"
    also_known_as = ("mean_absolute_error", "loss_mae", "absolute_error", "l1_loss")
    tasks = (Task.REGRESSION,)

    def value(self, p: Array, t: Array) -> float:
        return float(np.mean(np.abs(p - t)))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        np.sign(out, out=out)
        out *= scale / p.size
        return out


@LOSSES.register("binary_crossentropy")
class BinaryCrossentropy(Loss):
    """How surprised the network is by each yes and no.

    Behind a sigmoid the two derivatives cancel to p - t, which is exact however sure p is.

    Formula:
        L = -mean (t log p + (1 - t) log (1 - p))
        dL/dp = (p - t) / (p (1 - p)) / size
        dL/dx = (p - t) / size             with p = sigmoid(x)
    """

    example = "loss: binary_crossentropy"
    also_known_as = ("bce", "log_loss", "logloss", "binary_cross_entropy", "loss_bce", "logistic")
    tasks = (Task.BINARY, Task.MULTILABEL)
    linked_activation = "sigmoid"

    def value(self, p: Array, t: Array) -> float:
        p = np.clip(p, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
        return float(-np.mean(t * np.log(p) + (1 - t) * np.log1p(-p)))

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        p = np.clip(p, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
        np.subtract(p, t, out=out)
        out /= p * (1 - p)
        out *= scale / p.size
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        out *= scale / p.size
        return out


@LOSSES.register("categorical_crossentropy")
class CategoricalCrossentropy(Loss):
    """How surprised the network is by the true class.

    Behind a softmax the two derivatives cancel to p - t.

    Formula:
        L = -(1/n) sum_rows sum_classes t log p
        dL/dp = -t / p / n
        dL/dx = (p - t) / n                with p = softmax(x)
    """

    example = "loss: categorical_crossentropy"
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

    def value(self, p: Array, t: Array) -> float:
        log_p = np.maximum(p, SMALLEST_PROBABILITY)
        np.log(log_p, out=log_p)
        log_p *= t
        return float(-log_p.sum() / p.shape[-1])

    def gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.divide(t, np.maximum(p, SMALLEST_PROBABILITY), out=out)
        out *= -scale / p.shape[-1]
        return out

    def linked_gradient(self, p: Array, t: Array, out: Array, scale: float = 1.0) -> Array:
        np.subtract(p, t, out=out)
        out *= scale / p.shape[-1]
        return out
