"""An activation function as a layer of its own."""

from __future__ import annotations

from nnfs_cli.engine.activations import ACTIVATIONS, Activation
from nnfs_cli.engine.buffers import Array, Buffer
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.option_types import ActivationSettings


def units_first(values: Array) -> Array:
    """Pictures with their channels in front, where activations expect the units."""
    return values.transpose(2, 0, 1, 3) if values.ndim == 4 else values


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
        self.x, self.y = x.values, y.values
        if len(self.output_shape) > 1:
            self.x, self.y = units_first(self.x), units_first(self.y)
        self.f.forward(self.x, self.y)
        return y

    def backward(self, dy: Array) -> Array:
        scratch = self.workspace.array("scratch", self.output_shape, dy.shape[-1])
        if len(self.output_shape) > 1:
            self.f.backward(self.x, self.y, units_first(dy), units_first(scratch))
        else:
            self.f.backward(self.x, self.y, dy, scratch)
        return dy


@LAYERS.register("activation")
class StandingActivation(ActivationLayer):
    """Bends every value by an activation function, as a layer that stands alone.

    For where another layer stands between a weighted sum and its activation, as batch_norm likes
    to: dense, batch_norm, activation. Right behind a dense layer it does the same as `activation:`
    written on that layer.

    Formula:
        y = f(x)
        dx = dy f'(x)
    Options:
        function: which one; nn list activations shows them all, and one with options is written as
            {type: leaky_relu, negative_slope: 0.1}
    """

    example = "{type: activation, function: relu}"

    def __init__(self, function: ActivationSettings) -> None:
        self.function = function
        settings = {"type": function} if isinstance(function, str) else dict(function)
        super().__init__(ACTIVATIONS.create(settings.pop("type"), **settings))
