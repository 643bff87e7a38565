"""Preallocated room for what flows between layers, so that no training step allocates.

Every batch of activations lies on top of a row of ones. The bias is then one more weight, from
an input that is always 1: W^T x + b = [W; b]^T [x; 1], one product instead of a product and a sum.

Pictures have the shape (height, width, channels, n), but lie in memory as (height, channels, width,
n): a row of one channel is then one long run over all its pixels and examples, which convolution
and pooling walk along. Whoever lays them out flat does so in the order of the shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from nnfs_cli.aligned_arrays import aligned_zeros

Array: TypeAlias = npt.NDArray[np.float32]
"""float32 while training; the same code runs in float64 when gradients are checked."""

Shape: TypeAlias = tuple[int, ...]
"""The shape of one example, without the batch: (features,) or (height, width, channels)."""

T = TypeVar("T")
Scalar = TypeVar("Scalar", bound=np.generic)


def seen_as(flat: npt.NDArray[Scalar], shape: Shape) -> npt.NDArray[Scalar]:
    """`flat` (features, n) as (*shape, n); a picture's rows become runs over width and n."""
    n = flat.shape[-1]
    if len(shape) != 3:
        return flat.reshape(*shape, n)
    height, width, channels = shape
    return flat.reshape(height, channels, width, n).transpose(0, 2, 1, 3)


class Buffer:
    """A batch of activations: `values` (*shape, n); `with_ones` is the same memory as [x; 1].

    `is_flat` says whether `with_ones` has the features in the order of the shape, as it has unless
    they are pictures that come out of a layer: `Workspace.flat` puts those into it.

    A batch of data may come with a `factor` that is still to be multiplied with both. Layers that
    cannot wait for it never see one.
    """

    __slots__ = ("factor", "is_flat", "values", "with_ones")

    def __init__(
        self, values: Array, with_ones: Array, factor: float = 1.0, is_flat: bool = True
    ) -> None:
        self.values = values
        self.with_ones = with_ones
        self.factor = factor
        self.is_flat = is_flat

    @classmethod
    def empty(cls, shape: Shape, n: int, dtype: npt.DTypeLike) -> Buffer:
        """Room for n examples of `shape`."""
        with_ones = aligned_zeros((math.prod(shape) + 1) * n, dtype).reshape(-1, n)
        with_ones.fill(1)
        return cls(seen_as(with_ones[:-1], shape), with_ones, is_flat=len(shape) != 3)

    @classmethod
    def of_rows(cls, rows: Array, shape: Shape, factor: float = 1.0) -> Buffer:
        """A view of rows (n, features + 1) that times factor are the design matrix [x, 1]."""
        with_ones = rows.T
        if len(shape) == 1:
            return cls(with_ones[:-1], with_ones, factor)
        return cls(with_ones[:-1].reshape(*shape, len(rows)), with_ones, factor)


class Workspace:
    """The arrays a layer keeps between batches, by name and batch width.

    A borrowed array is overwritten by the next batch of the same width: who keeps data copies it.
    """

    MOST_WIDTHS = 4  # training and evaluation, each with a smaller last batch

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.dtype = dtype
        self._buffers: dict[int, Buffer] = {}
        self._kept: dict[tuple[str, int], Any] = {}
        self._widths: set[int] = set()

    def output(self, shape: Shape, n: int) -> Buffer:
        """The layer's output buffer for a batch of n."""
        buffer = self._buffers.get(n)
        if buffer is None:
            self._make_room(n)
            buffer = self._buffers[n] = Buffer.empty(shape, n, self.dtype)
        return buffer

    def array(self, name: str, shape: Shape, n: int) -> Array:
        """An array (*shape, n) of its own for each name."""
        array: Array | None = self._kept.get((name, n))
        if array is None:
            self._make_room(n)
            flat = aligned_zeros(math.prod(shape) * n, self.dtype).reshape(-1, n)
            array = seen_as(flat, shape)
            self._kept[name, n] = array
        return array

    def kept(self, name: str, n: int, make: Callable[[int], T]) -> T:
        """What `make(n)` gave when this name was first asked for at this width."""
        if (name, n) not in self._kept:
            self._make_room(n)
            self._kept[name, n] = make(n)
        made: T = self._kept[name, n]
        return made

    def _make_room(self, n: int) -> None:
        if n not in self._widths and len(self._widths) == self.MOST_WIDTHS:
            for of_all_widths in (self._buffers, self._kept, self._widths):
                of_all_widths.clear()
        self._widths.add(n)

    def flat(self, x: Buffer) -> Buffer:
        """x with the features of every example in one column, in the order of its shape."""
        if x.is_flat:
            return Buffer(x.with_ones[:-1], x.with_ones, x.factor)
        *shape, n = x.values.shape
        out = self.kept("flat", n, lambda n: Buffer.empty((math.prod(shape),), n, self.dtype))
        np.copyto(out.values.reshape(x.values.shape), x.values)
        return out

    def unflattened(self, dx: Array, shape: Shape) -> Array:
        """The inverse for gradients: dx (features, n) as (*shape, n), pictures as they lie."""
        if len(shape) != 3:
            return dx.reshape(*shape, dx.shape[-1])
        out = self.array("unflattened", shape, dx.shape[-1])
        np.copyto(out, dx.reshape(*shape, dx.shape[-1]))
        return out
