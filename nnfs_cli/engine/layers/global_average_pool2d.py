"""From pictures to one number a channel."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.engine.windows import check_picture


@LAYERS.register("global_average_pool2d")
class GlobalAveragePool2D(Layer):
    """The mean of each channel over the whole picture.

    Takes the place of flatten and a wide dense layer at the end of a convolutional network: far
    fewer weights, and pictures may be of any size.

    Formula:
        y[c] = sum_{i, j} x[i, j, c] / (height * width)
        dx[i, j, c] = dy[c] / (height * width)
    Source:
        Lin, Chen and Yan, Network in network, ICLR 2014.
    """

    example = "{type: global_average_pool2d}"
    also_known_as = ("global_average_pooling", "globalaveragepooling2d", "global_avg_pool", "gap")
    takes_factor = True

    def shape_of_output(self, input_shape: Shape) -> Shape:
        check_picture(input_shape, self.name)
        self.height, self.width, channels = input_shape
        return (channels,)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        y = self.workspace.output(self.output_shape, n)
        of_columns = self.workspace.array("of columns", (*self.output_shape, self.width), n)
        np.add.reduce(x.values.transpose(0, 2, 1, 3), axis=0, out=of_columns)
        np.add.reduce(of_columns, axis=1, out=y.values)
        np.multiply(y.values, x.factor / (self.height * self.width), out=y.values)
        return y

    def backward(self, dy: Array) -> Array:
        dy *= 1 / (self.height * self.width)
        dx = self.workspace.array("dx", self.input_shape, dy.shape[-1])
        np.copyto(dx, dy)
        return dx
