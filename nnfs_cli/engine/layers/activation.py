"""An activation function as a layer of its own."""

from __future__ import annotations

from nnfs_cli.engine.activations import Activation
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.layers.layer import Layer


class ActivationLayer(Layer):
    """Applies an activation function: what `activation: relu` on another layer becomes.

    Formula:
        y = f(x)
        dx = dy f'(x)
    """

    def __init__(self, f: Activation) -> None:
        self.f = f

    def forward(self, x: Buffer, training: bool) -> Buffer:
        y = self.workspace.output(self.output_shape, x.with_ones.shape[1])
        self.f.forward(x.values, y.values)
        self.x, self.y = x.values, y.values
        return y

    def backward(self, dy: Array) -> Array:
        scratch = self.workspace.array("scratch", self.output_shape, dy.shape[-1])
        self.f.backward(self.x, self.y, dy, scratch)
        return dy
