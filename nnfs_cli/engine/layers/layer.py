"""What every layer is: a step of the network that can be walked forward and backward.

Rules that hold for all of them: forward never changes x; backward may overwrite dy; backward
writes gradients rather than adding to them; the arrays handed out are borrowed until the next
batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, Shape, Workspace
from nnfs_cli.engine.parameters import Parameter, room_of, side_by_side
from nnfs_cli.registry import Registry


class Layer:
    """y = layer(x). `setup` once, then forward and backward in turn for every batch."""

    name: ClassVar[str]
    example = ""
    accepts_activation: ClassVar[bool] = False
    """whether a config may write `activation:` on it"""
    takes_factor: ClassVar[bool] = False
    """whether it multiplies its outcome by x.factor, so that nobody need multiply x before"""
    takes_largest: ClassVar[bool] = False
    """whether each of its outputs is the largest of some of its inputs"""
    needs_dx = True
    """False for the first layer that learns: nobody asks for the gradient of the data"""
    frozen = False
    """whether it stays as it is while others learn"""

    input_shape: Shape
    output_shape: Shape

    def setup(self, input_shape: Shape, dtype: npt.DTypeLike = np.float32) -> Shape:
        """Learn the shape of one input example; returns the shape of one output example."""
        self.input_shape = input_shape
        self.output_shape = self.shape_of_output(input_shape)
        self.workspace = Workspace(dtype)
        return self.output_shape

    def check_place(self, index: int) -> None:
        """Raises ConfigError where it cannot be a network's layer `index`, counted from 0."""

    def shape_of_output(self, input_shape: Shape) -> Shape:
        """The same shape as the input, unless the layer says otherwise."""
        return input_shape

    def parameters(self) -> dict[str, Parameter]:
        """What it learns, by name, in the order in which it is drawn and written."""
        return {}

    def statistics(self) -> dict[str, Parameter]:
        """What it gathers from the data while training, by name; no gradient ever changes it."""
        return {}

    def stretch_length(self) -> int:
        """The length of its stretch of a flat vector: its numbers, and gaps if it leaves any."""
        return room_of(self.parameters())

    def views(self, stretch: Array) -> dict[str, Array]:
        """Each parameter's place, in its shape, in the layer's stretch of a flat vector: one after
        the other, unless the layer says otherwise.
        """
        return side_by_side(self.parameters(), stretch)

    def bind(self, values: Array, gradients: Array) -> None:
        """Take its stretch of the parameter vector and of the gradients, both flat."""

    def bind_statistics(self, statistics: Mapping[str, Array]) -> None:
        """Take the places of its statistics, each in its shape."""

    def reseed(self, seed: tuple[int, ...]) -> None:
        """Told before every training step; only layers that draw random numbers listen."""

    def forward(self, x: Buffer, training: bool) -> Buffer:
        """y for a batch x."""
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        """dloss/dx from dloss/dy, for the batch of the last forward; writes the gradients."""
        raise NotImplementedError


LAYERS: Registry[Layer] = Registry("layer", "layers")
