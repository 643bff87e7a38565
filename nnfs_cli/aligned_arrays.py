"""Arrays whose rows begin where a processor's cache lines do.

A product of small matrices reads its operands row by row, a cache line at a time. Rows that begin
in the middle of a line cost every such read twice: the products of a network 784-50-10 with
batches of 32 took a third longer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

LINE = 16
"""numbers: a cache line of 64 bytes holds so many float32, and half as many float64"""
SHORTEST_ROW = 64
"""numbers; shorter rows would become mostly gaps"""


def aligned_zeros(size: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """`size` zeros, the first at the beginning of a cache line."""
    dtype = np.dtype(dtype)
    line = LINE * dtype.itemsize
    numbers = np.zeros(size + LINE, dtype)
    address: int = numbers.__array_interface__["data"][0]
    start = -address % line // dtype.itemsize
    return numbers[start : start + size]


def row_room(length: int) -> int:
    """The numbers from the beginning of one row of `length` to that of the next."""
    return length if length < SHORTEST_ROW else -(-length // LINE) * LINE


def in_rows(flat: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """`flat`, (rows * row_room(length),), as (rows, length)."""
    return flat.reshape(-1, row_room(length))[:, :length]
