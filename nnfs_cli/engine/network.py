"""A stack of layers over one vector of parameters."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, Shape, Workspace
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.parameters import ParameterVector

MOST_ROWS_AT_A_TIME = 1024
NUMBERS_AT_A_TIME = 1 << 20
"""`predict` carries so many examples through the network at once, and so many numbers at most
from any layer to the next: the outputs of a convolution are many"""


def with_pools_first(layers: Sequence[Layer]) -> list[Layer]:
    """The layers in the order in which they are walked: a pool that takes the largest goes before
    the activation in front of it, if that does not matter. The outcome is the same, with less to
    do: relu of the largest of four is the largest of four relus.
    """
    order = list(layers)
    for index, layer in enumerate(layers[1:]):
        before = layers[index]
        if layer.takes_largest and isinstance(before, ActivationLayer) and before.f.rises:
            order[index : index + 2] = layer, before
    return order


class Network:
    """Layers in a row: the output of each is the input of the next."""

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        dtype: npt.DTypeLike = np.float32,
        frozen: Collection[int] = (),
    ) -> None:
        """`frozen` are positions of layers that are as in prediction while the others learn: their
        parameters and statistics stay. What has no parameters, as dropout, cannot be frozen.
        """
        self.layers = list(layers)
        self._order = with_pools_first(self.layers)
        self.input_shape = input_shape
        self.dtype = np.dtype(dtype)
        for index, layer in enumerate(self.layers):
            layer.check_place(index)
        shape = input_shape
        for layer in self._order:
            shape = layer.setup(shape, dtype)
        self.output_shape = shape
        for index, layer in enumerate(self.layers):
            layer.frozen = index in frozen and bool(layer.parameters())
        self.vector = vector = ParameterVector(self.layers, dtype, frozen)
        for layer, stretch, gradients, statistics in zip(
            self.layers,
            vector.stretches,
            vector.gradients_of_layers,
            vector.statistics,
            strict=True,
        ):
            layer.bind(vector.values[stretch], gradients)
            layer.bind_statistics(statistics)
        self._workspace = Workspace(dtype)
        self._random = [
            index
            for index, layer in enumerate(self.layers)
            if type(layer).reseed is not Layer.reseed
        ]
        self._takes_factor = self._heeds_factor()
        self._plan_backward()

    def _plan_backward(self) -> None:
        """The way back ends at the first layer that learns: nobody asks for the data's gradient."""
        learning = [
            bool(views) and not layer.frozen
            for layer, views in zip(self.layers, self.vector.layers, strict=True)
        ]
        first = learning.index(True) if any(learning) else 0
        self._first_to_learn = self.layers[first]
        self._first_to_learn.needs_dx = False
        self._backward = self._order[: first - 1 if first else None : -1]
        self._backward_behind_link = self._backward[1:]
        last = self.layers[-1]
        self._last_activation = last.f.name if isinstance(last, ActivationLayer) else None

    def _heeds_factor(self) -> bool:
        """Whether a factor on the data may wait for the first layer that learns."""
        for layer in self._order:
            if not layer.takes_factor or layer.parameters():
                return layer.takes_factor
        return False

    def initialize(self, generator: np.random.Generator) -> None:
        """Give every parameter its first values."""
        self.vector.initialize(generator)

    def reseed(self, seed: int, step: int) -> None:
        """Make the randomness of the next forward a function of seed, step and layer."""
        for index in self._random:
            self.layers[index].reseed((seed, step, index))

    def forward(self, x: Buffer, training: bool = False) -> Array:
        """p, shape (outputs, n), borrowed until the next batch."""
        if x.factor != 1.0 and not self._takes_factor:
            x = self._multiplied(x)
        for layer in self._order:
            x = layer.forward(x, training and not layer.frozen)
        return x.values

    def _multiplied(self, x: Buffer) -> Buffer:
        n = x.with_ones.shape[1]
        out = self._workspace.array("multiplied", (len(x.with_ones),), n)
        np.multiply(x.with_ones, x.factor, out=out)
        return Buffer(out[:-1].reshape(*self.input_shape, n), out)

    def backward(
        self, loss: Loss, p: Array, t: Array, scale: float = 1.0, weights: Array | None = None
    ) -> None:
        """Fill the gradients of loss and penalties for the batch of the last forward.

        Every gradient comes out multiplied by `scale`: the way back is linear, so a factor on
        dloss/dp is a factor on all that follows from it. For the same reason a row's weight,
        `weights` has shape (n,), is a factor on its dloss/dp.
        """
        dy = self._workspace.array("dloss", self.output_shape, p.shape[-1])
        if self.is_linked_with(loss):
            loss.linked_gradient(p, t, dy, scale)
            layers = self._backward_behind_link
        else:
            loss.gradient(p, t, dy, scale)
            layers = self._backward
        if weights is not None:
            dy *= weights
        for layer in layers:
            dy = layer.backward(dy)
        self.vector.add_penalty_gradients(scale)

    def is_linked_with(self, loss: Loss) -> bool:
        """Whether the derivatives of the loss and of the last activation cancel."""
        return self._last_activation is not None and self._last_activation == loss.linked_activation

    @property
    def rows_at_a_time(self) -> int:
        """How many examples go through together where batches do not matter."""
        widest = max(math.prod(layer.output_shape) for layer in self.layers)
        return max(1, min(MOST_ROWS_AT_A_TIME, NUMBERS_AT_A_TIME // widest))

    def predict(self, rows: Array, factor: float = 1.0) -> Array:
        """Predictions (n, outputs) for rows (n, features + 1) that times factor are [x, 1]."""
        p = np.empty((len(rows), *self.output_shape), self.dtype)
        at_a_time = self.rows_at_a_time
        for start in range(0, len(rows), at_a_time):
            part = np.asarray(rows[start : start + at_a_time], self.dtype)
            p[start : start + len(part)] = self.forward(
                Buffer.of_rows(part, self.input_shape, factor)
            ).T
        return p

    def input_slopes(self, rows: Array, dy: Array) -> Array:
        """How dy · p grows with each input, dx (n, features), as in prediction: nothing is dropped.

        `rows` are (n, features + 1), the last column all ones; dy is (n, outputs). Word numbers,
        which an embedding reads, have no slope. The gradients of the parameters are overwritten.
        """
        dx = np.empty((len(rows), math.prod(self.input_shape)), self.dtype)
        self._first_to_learn.needs_dx = True
        try:
            for start in range(0, len(rows), self.rows_at_a_time):
                part = slice(start, start + self.rows_at_a_time)
                self.forward(Buffer.of_rows(np.asarray(rows[part], self.dtype), self.input_shape))
                back: Array = np.array(dy[part].T, self.dtype, order="C")
                for layer in reversed(self._order):
                    back = layer.backward(back)
                dx[part] = np.moveaxis(back, -1, 0).reshape(back.shape[-1], -1)
        finally:
            self._first_to_learn.needs_dx = False
        return dx
