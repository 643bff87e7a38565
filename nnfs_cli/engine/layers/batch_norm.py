"""Every feature brought to mean 0 and spread 1, batch by batch, in the middle of the network."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.initializers import Ones
from nnfs_cli.engine.layers.layer import LAYERS
from nnfs_cli.engine.layers.normalization import Normalization
from nnfs_cli.engine.parameters import Parameter
from nnfs_cli.option_types import Fraction, PositiveNumber


@LAYERS.register("batch_norm")
class BatchNorm(Normalization):
    """Standardizes each feature over the batch, then gives it a spread and a mean that it learns.

    However the layers in front of it change, the layers behind it keep meeting inputs of the same
    size: training stands higher learning rates and needs fewer epochs. In a picture a feature is a
    channel, and its statistics are taken over all positions and all examples. The usual place is
    between a dense or convolutional layer and its activation; the bias in front of it is then
    without effect, as the mean is taken away again.

    While training, mean and variance are those of the batch (the variance divided by m, the
    number of values), so an example's outcome depends a little on its company. Alongside, running
    means of both are kept (the variance divided by m - 1, as that of all data is estimated), and
    prediction uses these: there every example is alone. A batch of a single value has no spread:
    it comes out as beta, and the running statistics stay as they are.

    Formula:
        mu = mean of x,  var = mean of (x - mu)^2       over the m values of a feature in the batch
        xhat = (x - mu) / sqrt(var + epsilon)
        y = gamma xhat + beta
        running_mean = momentum running_mean + (1 - momentum) mu
        running_variance = momentum running_variance + (1 - momentum) var m / (m - 1)
        dgamma = sum dy xhat,  dbeta = sum dy
        dx = gamma / sqrt(var + epsilon) (dy - dbeta / m - xhat dgamma / m)
    Options:
        momentum: how much of the running statistics each batch leaves as it was; 0.99 is smoother
            but needs some hundred steps (PyTorch counts what is new: its momentum 0.1 is 0.9 here)
        epsilon: keeps the division safe where a feature hardly varies
    Source:
        Ioffe and Szegedy, Batch normalization: accelerating deep network training by reducing
        internal covariate shift, ICML 2015. Defaults as in PyTorch.
    """

    example = "{type: batch_norm, momentum: 0.9}"
    also_known_as = ("batchnorm", "batch_normalization", "batchnorm1d", "batchnorm2d", "bn")

    def __init__(self, momentum: Fraction = 0.9, epsilon: PositiveNumber = 1e-5) -> None:
        self.momentum = momentum
        self.epsilon = epsilon

    def statistics(self) -> dict[str, Parameter]:
        return {
            "running_mean": Parameter((self.channels,)),
            "running_variance": Parameter((self.channels,), Ones()),
        }

    def bind_statistics(self, statistics: Mapping[str, Array]) -> None:
        self.running_mean = statistics["running_mean"]
        self.running_variance = statistics["running_variance"]

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        out = self.workspace.output(self.output_shape, n)
        values, y = self.by_channel(x.values), self.by_channel(out.values)
        centred = self.room("centred", n)
        m = self.m = values.size // self.channels
        mean, variance = self.running_mean, self.running_variance
        if training:
            mean = self.sum_per_channel(values)
            mean /= m
        np.subtract(values, mean[:, None], out=centred)
        if training:
            variance = self.dot_per_channel(centred, centred)
            variance /= m
            if m > 1:
                self._gather(mean, variance)
        self.centred, self.of_batch = centred, training
        self.scale = 1 / np.sqrt(variance + self.epsilon)
        np.multiply(centred, (self.gamma * self.scale)[:, None], out=y)
        y += self.beta[:, None]
        return out

    def _gather(self, mean: Array, variance: Array) -> None:
        share = 1 - self.momentum
        self.running_mean *= self.momentum
        self.running_mean += share * mean
        self.running_variance *= self.momentum
        self.running_variance += share * self.m / (self.m - 1) * variance

    def backward(self, dy: Array) -> Array:
        n, dy = dy.shape[-1], self.by_channel(dy)
        self.dbeta[...] = self.sum_per_channel(dy)
        np.multiply(self.dot_per_channel(dy, self.centred), self.scale, out=self.dgamma)
        if self.needs_dx:
            if self.of_batch:
                back = self.room("back", n)
                np.multiply(self.centred, (self.dgamma * self.scale / self.m)[:, None], out=back)
                back += (self.dbeta / self.m)[:, None]
                dy -= back
            dy *= (self.gamma * self.scale)[:, None]
        return self.as_it_came(dy, n)
