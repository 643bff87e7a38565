"""What an activation function is, and the list of them all.

Each has the function and its derivative. `forward(x, y)` writes y = f(x) and leaves x alone.
`backward(x, y, dy, scratch)` turns dy into dx in place: dx = dy * f'(x), wherever possible
expressed by the output y, which is already there. All arrays have shape (units, ..., n).

Two cases (one for x < 0, another for x > 0) are written without `where=`, which takes NumPy ten
times as long as a plain pass: max(x, 0) and min(x, 0) are each worked on and then added.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from nnfs_cli.engine.buffers import Array
from nnfs_cli.registry import Registry

ONE, HALF = np.float32(1), np.float32(0.5)  # exact in float64 too; quicker than Python's 1 and 0.5


class Activation:
    """y = f(x), element by element unless the docstring says otherwise."""

    name: ClassVar[str]
    example = ""
    outputs: ClassVar[Literal["numbers", "probabilities", "distribution"]] = "numbers"
    """what a last layer with it says: any numbers, a probability each, or shares that sum to 1"""
    positive: ClassVar[bool] = False
    """whether every output is above 0, as a count or a rate is"""
    rises: ClassVar[bool] = False
    """whether f(a) <= f(b), to the last bit, wherever a <= b: the largest input has the largest
    output, so f may wait until a pool has found it"""
    initializer: ClassVar[str] = "glorot_uniform"
    """the start that suits the weights in front of it"""
    _room: Array | None = None

    def forward(self, x: Array, y: Array) -> None:
        """Write f(x) into y."""
        raise NotImplementedError

    def backward(self, x: Array, y: Array, dy: Array, scratch: Array) -> None:
        """Overwrite dy with dx; scratch has dy's shape and may be written to."""
        raise NotImplementedError

    def room(self, x: Array) -> Array:
        """An array of x's shape for intermediate results, the same memory every time."""
        if self._room is None or self._room.size < x.size or self._room.dtype != x.dtype:
            self._room = np.empty(x.size, x.dtype)
        return self._room[: x.size].reshape(x.shape)


ACTIVATIONS: Registry[Activation] = Registry("activation", "activations")
