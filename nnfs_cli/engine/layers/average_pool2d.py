"""Pictures made smaller by averaging."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.layers.layer import LAYERS
from nnfs_cli.engine.pooling import DOWN, OneWay, Pool2D


class MeanOneWay(OneWay):
    """The mean of each window, over what it covers of the picture."""

    def setup(self, input_shape: Shape, dtype: npt.DTypeLike = np.float32) -> Shape:
        covered = np.zeros(self.windows.count)
        for windows, _ in self.meetings:
            covered[windows] += 1
        shape = (-1, 1, 1, 1) if self.axis == DOWN else (-1, 1, 1)
        self.share = (1 / covered).reshape(shape).astype(dtype)
        return super().setup(input_shape, dtype)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        y = self.workspace.output(self.output_shape, x.with_ones.shape[1])
        y.values.fill(0)
        for windows, places in self.meetings:
            covered = self.part(y.values, windows)
            covered += self.part(x.values, places)
        np.multiply(y.values, self.share * x.factor, out=y.values)
        return y

    def backward(self, dy: Array) -> Array:
        dx = self.cleared(dy.shape[-1])
        dy *= self.share
        for windows, places in self.meetings:
            self.hand_back(self.part(dy, windows), self.part(dx, places))
        return dx


@LAYERS.register("average_pool2d")
class AveragePool2D(Pool2D):
    """Makes pictures smaller: each window becomes its mean, in every channel.

    Padding does not count: a window at the border is the mean of what it covers of the picture.

    Formula:
        y[i, j, c] = mean x[i s + u - p, j t + v - q, c]   over all u, v inside the picture
                                    s, t: strides; p, q: padding above and on the left
        dx = dy / m at every place of the window, m: their number; where windows overlap, the sum
    Options:
        pool_size: height and width of the windows in pixels, one number or [height, width]
        strides: how many pixels apart the windows are, one number or [down, across]; as large as
            the windows if left out
        padding: valid or same, as for conv2d; with valid, rows and columns that fill no window
            are left out
    Source:
        LeCun, Boser, Denker, Henderson, Howard, Hubbard and Jackel, Handwritten digit recognition
        with a back-propagation network, NIPS 1989.
    """

    example = "{type: average_pool2d, pool_size: 2}"
    also_known_as = ("avg_pool", "average_pool", "avgpool2d", "averagepooling2d", "mean_pool")
    takes_factor = True
    one_way = MeanOneWay
