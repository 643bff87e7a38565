"""Preallocated room for what flows between layers, so that no training step allocates.

Every batch of activations lies on top of a row of ones. The bias is then one more weight, from
an input that is always 1: W^T x + b = [W; b]^T [x; 1], one product instead of a product and a sum.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float32]
"""float32 while training; the same code runs in float64 when gradients are checked."""

Shape: TypeAlias = tuple[int, ...]
"""The shape of one example, without the batch: (features,) or (height, width, channels)."""


class Buffer:
    """A batch of activations: `values` (*shape, n); `with_ones` is the same memory as [x; 1].

    A batch of data may come with a `factor` that is still to be multiplied with both. Layers that
    cannot wait for it never see one.
    """

    __slots__ = ("factor", "values", "with_ones")

    def __init__(self, values: Array, with_ones: Array, factor: float = 1.0) -> None:
        self.values = values
        self.with_ones = with_ones
        self.factor = factor

    @classmethod
    def empty(cls, shape: Shape, n: int, dtype: npt.DTypeLike) -> Buffer:
        """Room for n examples of `shape`."""
        with_ones = np.ones((math.prod(shape) + 1, n), dtype)
        return cls(with_ones[:-1].reshape(*shape, n), with_ones)

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
        self._arrays: dict[tuple[str, int], Array] = {}

    def output(self, shape: Shape, n: int) -> Buffer:
        """The layer's output buffer for a batch of n."""
        buffer = self._buffers.get(n)
        if buffer is None:
            if len(self._buffers) == self.MOST_WIDTHS:
                self._buffers.clear()
                self._arrays.clear()
            buffer = self._buffers[n] = Buffer.empty(shape, n, self.dtype)
        return buffer

    def array(self, name: str, shape: Shape, n: int) -> Array:
        """An array (*shape, n) of its own for each name."""
        array = self._arrays.get((name, n))
        if array is None:
            array = self._arrays[name, n] = np.empty((*shape, n), self.dtype)
        return array
