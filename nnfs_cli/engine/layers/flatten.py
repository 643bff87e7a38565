"""From pictures to plain lists of numbers."""

from __future__ import annotations

import math

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.layers.layer import LAYERS, Layer


@LAYERS.register("flatten")
class Flatten(Layer):
    """Lays the values of every example out in one line: row by row, pixel by pixel, and the
    channels of a pixel side by side.

    Formula:
        y = x, seen as (height * width * channels, n)
    """

    example = "{type: flatten}"
    takes_factor = True  # along

    def shape_of_output(self, input_shape: Shape) -> Shape:
        return (math.prod(input_shape),)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        return self.workspace.flat(x)

    def backward(self, dy: Array) -> Array:
        return self.workspace.unflattened(dy, self.input_shape)
