"""Every example brought to mean 0 and spread 1 by itself, whatever else is in the batch."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.layers.layer import LAYERS
from nnfs_cli.engine.layers.normalization import Normalization
from nnfs_cli.errors import ConfigError
from nnfs_cli.option_types import PositiveNumber


@LAYERS.register("layer_norm")
class LayerNorm(Normalization):
    """Standardizes the features of each example, then gives each a spread and a mean it learns.

    Unlike batch_norm it looks at one example at a time: training and prediction do the same, and
    batches may be as small as one likes. In a picture the features are the channels, and every
    position is standardized by itself.

    Formula:
        mu = mean of x,  var = mean of (x - mu)^2       over the features of one example
        xhat = (x - mu) / sqrt(var + epsilon)
        y = gamma xhat + beta                           gamma and beta: one for each feature
        dgamma = sum dy xhat,  dbeta = sum dy           over the examples
        d = gamma dy
        dx = (d - mean of d - xhat mean of d xhat) / sqrt(var + epsilon)
    Options:
        epsilon: keeps the division safe where all features are nearly equal
    Source:
        Ba, Kiros and Hinton, Layer normalization, 2016. The last axis is normalized, as in Keras;
        epsilon as in PyTorch.
    """

    example = "{type: layer_norm}"
    also_known_as = ("layernorm", "layer_normalization", "ln")

    def __init__(self, epsilon: PositiveNumber = 1e-5) -> None:
        self.epsilon = epsilon

    def shape_of_output(self, input_shape: Shape) -> Shape:
        if input_shape[-1] == 1:
            raise ConfigError(
                "layer_norm compares the features of an example, and there is only one: its "
                "outcome would always be the same",
                hint="Use batch_norm, or put it behind a layer with several units.",
            )
        return super().shape_of_output(input_shape)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        out = self.workspace.output(self.output_shape, n)
        values, y = self.by_channel(x.values), self.by_channel(out.values)
        xhat = self.room("xhat", n)
        average = np.full((1, self.channels), 1 / self.channels, values.dtype)
        np.subtract(values, average @ values, out=xhat)
        np.multiply(xhat, xhat, out=y)
        self.scale = 1 / np.sqrt(average @ y + self.epsilon)  # (rows, 1, examples)
        xhat *= self.scale
        np.multiply(xhat, self.gamma[:, None], out=y)
        y += self.beta[:, None]
        self.xhat = xhat
        return out

    def backward(self, dy: Array) -> Array:
        n, dy = dy.shape[-1], self.by_channel(dy)
        back = self.room("back", n)
        np.multiply(dy, self.xhat, out=back)
        self.dgamma[...] = self.sum_per_channel(back)
        self.dbeta[...] = self.sum_per_channel(dy)
        if self.needs_dx:
            average = self.gamma[None] / self.channels  # of d = gamma dy, in one product
            np.multiply(self.xhat, average @ back, out=back)
            back += average @ dy
            dy *= self.gamma[:, None]
            dy -= back
            dy *= self.scale
        return self.as_it_came(dy, n)
