"""What normalizing layers have in common: a factor and a shift that are learned per channel."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Array, Shape
from nnfs_cli.engine.initializers import Ones
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.parameters import Parameter, side_by_side
from nnfs_cli.engine.products import sum_over_examples


class Normalization(Layer):
    """y = gamma xhat + beta, where every layer has its own way from x to xhat.

    A channel is a feature of a table, or the last axis of a picture. Inside, x has the shape
    (rows, channels, examples): a table is one row of n examples, and a picture lies in memory as
    its height many rows, each with width * n values of every channel.
    """

    def shape_of_output(self, input_shape: Shape) -> Shape:
        self.channels = input_shape[-1]
        return input_shape

    def parameters(self) -> dict[str, Parameter]:
        return {
            "gamma": Parameter((self.channels,), Ones()),
            "beta": Parameter((self.channels,)),
        }

    def bind(self, values: Array, gradients: Array) -> None:
        parameters = self.parameters()
        self.gamma, self.beta = side_by_side(parameters, values).values()
        self.dgamma, self.dbeta = side_by_side(parameters, gradients).values()

    def by_channel(self, x: Array) -> Array:
        """x (*input_shape, n) as (rows, channels, examples): a view of what a layer hands out."""
        if len(self.input_shape) == 3:
            x = x.transpose(0, 2, 1, 3)
            return x.reshape(*x.shape[:2], -1)
        return x.reshape(-1, self.channels, x.shape[-1])

    def as_it_came(self, x: Array, n: int) -> Array:
        """The inverse of `by_channel`."""
        if len(self.input_shape) == 3:
            return x.reshape(*x.shape[:2], -1, n).transpose(0, 2, 1, 3)
        return x.reshape(*self.input_shape, n)

    def room(self, name: str, n: int) -> Array:
        """An array (rows, channels, examples) of its own for each name, for a batch of n."""
        return self.by_channel(self.workspace.array(name, self.input_shape, n))

    def sum_per_channel(self, x: Array) -> Array:
        """The sum over rows and examples, shape (channels,)."""
        return self._over_rows(sum_over_examples(x))

    def dot_per_channel(self, a: Array, b: Array) -> Array:
        """The sum of a b over rows and examples, shape (channels,)."""
        n = a.shape[-1]
        return self._over_rows(np.einsum("in,in->i", a.reshape(-1, n), b.reshape(-1, n)))

    def _over_rows(self, sums: Array) -> Array:
        total: Array = sums.reshape(-1, self.channels).sum(axis=0)
        return total
