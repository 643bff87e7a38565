"""The layer for pictures: every filter looks everywhere for the same small pattern."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.initializers import INITIALIZERS
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.engine.parameters import Parameter
from nnfs_cli.engine.patches import Patches, overlapping
from nnfs_cli.engine.products import weigh_each
from nnfs_cli.engine.windows import both_sides, windows_over
from nnfs_cli.option_types import (
    NonNegativeNumber,
    Padding,
    PositiveInteger,
    PositiveNumber,
    Sides,
)


@LAYERS.register("conv2d")
class Conv2D(Layer):
    """Every filter is a small weighted sum that slides over the picture.

    A filter weighs a window of kernel_size pixels in all channels and adds a bias; its sums at
    all places make up one channel of the output. What it has learned to see it sees everywhere,
    with few weights. The sums of a whole row of windows come out of one matrix product.

    With padding `same` and strides of 1 the output is as high and wide as the input: around the
    picture lie as many zeros as that takes, and an odd one lies below and on the right, as in
    TensorFlow and Keras. With `valid` there are only windows that lie inside.

    Formula:
        y[i, j, f] = b[f] + sum_{u, v, c} x[i s + u - p, j t + v - q, c] W[u, v, c, f]
                             s, t: strides; p, q: zeros above and on the left
        x: (height, width, channels, n)   b: (filters,)
        W: (kernel height, kernel width, channels, filters)
        dW[u, v, c, f] = sum_{i, j, n} x[i s + u - p, j t + v - q, c] dy[i, j, f]
        db[f] = sum_{i, j, n} dy[i, j, f]
        dx[h, w, c] = sum dy[i, j, f] W[u, v, c, f]
                             over all with i s + u - p = h and j t + v - q = w
        penalty = l1 sum |W| + l2 sum W^2, and the same for b with bias_l1 and bias_l2
        after each step: w = w min(1, max_norm / |w|) for every filter's weights w
    Options:
        filters: number of filters, the channels of the output
        kernel_size: height and width of the windows in pixels, one number or [height, width]
        strides: how many pixels apart the windows are, one number or [down, across]
        padding: valid or same
        l1: weight of the sum of |W| in what is minimised; drives weights to exactly 0
        l2: weight of the sum of W^2; keeps weights small
        bias_l1: the same as l1, for the biases
        bias_l2: the same as l2, for the biases
        max_norm: the longest that the weights of one filter may become, as the root of the sum of
            their squares; no limit if left out
        initializer: how W starts; b starts at 0
    Source:
        LeCun, Boser, Denker, Henderson, Howard, Hubbard and Jackel, Backpropagation applied to
        handwritten zip code recognition, Neural Computation 1989. For the overlapping rows: Cho
        and Brand, MEC: memory-efficient convolution for deep neural network, ICML 2017.
    """

    example = "{type: conv2d, filters: 16, kernel_size: 3, padding: same, activation: relu}"
    also_known_as = ("conv", "conv_2d", "convolution", "convolution2d", "convolutional")
    accepts_activation = True
    takes_factor = True

    def __init__(
        self,
        filters: PositiveInteger,
        kernel_size: Sides,
        strides: Sides = 1,
        padding: Padding = "valid",
        l1: NonNegativeNumber = 0.0,
        l2: NonNegativeNumber = 0.0,
        bias_l1: NonNegativeNumber = 0.0,
        bias_l2: NonNegativeNumber = 0.0,
        max_norm: PositiveNumber | None = None,
        initializer: str = "glorot_uniform",
    ) -> None:
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.l1 = l1
        self.l2 = l2
        self.bias_l1 = bias_l1
        self.bias_l2 = bias_l2
        self.max_norm = max_norm
        self.initializer = initializer

    def shape_of_output(self, input_shape: Shape) -> Shape:
        self.rows, self.columns = windows_over(
            input_shape, self.kernel_size, self.strides, self.padding, self.name, "kernel size"
        )
        self.channels = input_shape[2]
        return self.rows.count, self.columns.count, self.filters

    def parameters(self) -> dict[str, Parameter]:
        height, width = both_sides(self.kernel_size)
        return {
            "weights": Parameter(
                (height, width, self.channels, self.filters),
                INITIALIZERS.create(self.initializer),
                fan_in=height * width * self.channels,
                fan_out=height * width * self.filters,
                l1=self.l1,
                l2=self.l2,
                max_norm=self.max_norm,
            ),
            "biases": Parameter((self.filters,), l1=self.bias_l1, l2=self.bias_l2),
        }

    def bind(self, values: Array, gradients: Array) -> None:
        self.W, self.b = self.views(values).values()
        self.dW, self.db = self.views(gradients).values()
        height, width, channels, filters = self.W.shape
        # as the lines of Patches: a bias behind each row of the kernel, all but the first 0
        self.Wb = np.zeros((height, width * channels + 1, filters), values.dtype)
        self.dWb = np.empty_like(self.Wb)
        self.W_upside_down = np.empty((width, channels, height, filters), values.dtype)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        y = self.workspace.output(self.output_shape, n)
        self.patches = self.workspace.kept("patches", n, self._patches)
        self.factor = x.factor
        self.patches.fill(self._by_row(x, n))
        height, width, channels, filters = self.W.shape
        rows_of_W = self.W.reshape(height, width * channels, filters)
        np.multiply(rows_of_W, x.factor, out=self.Wb[:, :-1])
        self.Wb[0, -1] = self.b
        weigh_each(self.Wb.reshape(-1, filters).T, self.patches.matrix, as_rows(y.values))
        return y

    def _patches(self, n: int) -> Patches:
        return Patches(self.rows, self.columns, self.channels, n, self.workspace.dtype)

    def _by_row(self, x: Buffer, n: int) -> Array:
        """x.values; data, which come example by example, in the order of a layer's pictures."""
        if not x.is_flat:
            return x.values
        pictures = self.workspace.array("pictures", self.input_shape, n)
        np.copyto(pictures, x.values)
        return pictures

    def backward(self, dy: Array) -> Array:
        n = dy.shape[-1]
        dy_rows = as_rows(dy)
        lines = self.patches.matrix.shape[1]
        parts = self.workspace.kept("dWb of each row", n, lambda _: self._parts(lines))
        np.matmul(self.patches.matrix, dy_rows.transpose(0, 2, 1), out=parts)
        np.add.reduce(parts.reshape(len(parts), *self.dWb.shape), axis=0, out=self.dWb)
        np.multiply(self.dWb[:, :-1].reshape(self.dW.shape), self.factor, out=self.dW)
        np.copyto(self.db, self.dWb[0, -1])
        return self._dx(dy_rows, n) if self.needs_dx else dy

    def _parts(self, lines: int) -> Array:
        return np.empty((self.rows.count, lines, self.filters), self.workspace.dtype)

    def _dx(self, dy_rows: Array, n: int) -> Array:
        """Each row of the picture gathers from the rows of windows that cover it, one product for
        all; then the kernel's columns go back to where they came from.
        """
        _, width, channels, _ = self.W.shape
        np.copyto(self.W_upside_down, self.W[::-1].transpose(1, 2, 0, 3))
        spread, above = self.workspace.kept("dy with gaps", n, self._dy_with_gaps)
        np.copyto(spread, dy_rows)
        by_column = self.workspace.kept("dx by column", n, self._dx_by_column)
        weigh_each(self.W_upside_down.reshape(width * channels, -1), above, by_column)
        parts = by_column.reshape(self.rows.side, width, channels, self.columns.count, n)
        dx = self.workspace.array("dx", self.input_shape, n)
        dx_by_row = dx.transpose(0, 2, 1, 3)
        dx.fill(0)
        for offset in range(width):
            windows, places = self.columns.meeting(offset)
            dx_by_row[:, :, places] += parts[:, offset, :, windows]
        return dx

    def _dy_with_gaps(self, n: int) -> tuple[Array, Array]:
        """Room for dy, its rows as far apart as the windows, in zeros; and for every row of the
        picture, as a matrix, the rows of dy above it that windows over it may have.
        """
        rows, length = self.rows, self.columns.count * n
        margin = rows.size - 1
        room = max(rows.reach, rows.before + rows.side) + margin
        gaps = np.zeros((room, self.filters, length), self.workspace.dtype)
        stop = margin + (rows.count - 1) * rows.stride + 1
        above = overlapping(gaps, rows.before, rows.size, 1, rows.side)
        return gaps[margin : stop : rows.stride], above

    def _dx_by_column(self, n: int) -> Array:
        lines = self.columns.size * self.channels
        shape = self.rows.side, lines, self.columns.count * n
        return np.empty(shape, self.workspace.dtype)


def as_rows(pictures: Array) -> Array:
    """(height, width, channels, n) as (height, channels, width * n): a view of a layer's pictures,
    a copy of others.
    """
    height, width, channels, n = pictures.shape
    return pictures.transpose(0, 2, 1, 3).reshape(height, channels, width * n)
