"""Pictures made smaller: what all pooling layers share.

A window's largest value is the largest among the largest of its columns, and its sum the sum of
their sums. So pooling first goes down, over whole rows that are long runs in memory, and then
across what is left: each way is a small layer of its own.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, Scalar, Shape
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.windows import Windows, windows_over
from nnfs_cli.option_types import Padding, Sides

DOWN, ACROSS = 0, 1
"""the axes of height and width"""


class OneWay(Layer):
    """Pooling along one axis only."""

    def __init__(self, axis: int, windows: Windows) -> None:
        self.axis = axis
        self.windows = windows
        self.meetings = [windows.meeting(offset) for offset in range(windows.size)]
        self.overlapping = windows.stride < windows.size

    def shape_of_output(self, input_shape: Shape) -> Shape:
        height, width, channels = input_shape
        count = self.windows.count
        return (count, width, channels) if self.axis == DOWN else (height, count, channels)

    def part(self, pictures: npt.NDArray[Scalar], places: slice) -> npt.NDArray[Scalar]:
        """Some rows or columns of pictures (height, width, channels, n)."""
        return pictures[places] if self.axis == DOWN else pictures[:, places]

    def cleared(self, n: int) -> Array:
        """Room for dx, with 0 wherever backward adds to what is there, or writes nothing."""
        dx = self.workspace.array("dx", self.input_shape, n)
        windows = self.windows
        if windows.stride != windows.size or windows.padded:
            dx.fill(0)
        else:
            self.part(dx, slice(windows.reach, None)).fill(0)
        return dx

    def hand_back(self, dy: Array, dx: Array) -> None:
        """Give parts of dx what comes from dy; where windows overlap, on top of what is there."""
        if self.overlapping:
            dx += dy
        else:
            np.copyto(dx, dy)


class Pool2D(Layer):
    """Windows, each of which becomes one pixel of every channel."""

    one_way: ClassVar[type[OneWay]]

    def __init__(
        self, pool_size: Sides = 2, strides: Sides | None = None, padding: Padding = "valid"
    ) -> None:
        self.pool_size = pool_size
        self.strides = strides
        self.padding = padding

    def setup(self, input_shape: Shape, dtype: npt.DTypeLike = np.float32) -> Shape:
        self.input_shape = input_shape
        strides = self.pool_size if self.strides is None else self.strides
        rows, columns = windows_over(
            input_shape, self.pool_size, strides, self.padding, self.name, "pool size"
        )
        self.down, self.across = self.one_way(DOWN, rows), self.one_way(ACROSS, columns)
        self.output_shape = self.across.setup(self.down.setup(input_shape, dtype), dtype)
        return self.output_shape

    def forward(self, x: Buffer, training: bool) -> Buffer:
        return self.across.forward(self.down.forward(x, training), training)

    def backward(self, dy: Array) -> Array:
        return self.down.backward(self.across.backward(dy))
