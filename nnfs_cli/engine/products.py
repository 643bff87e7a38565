"""Matrix products that are faster than what one would write first; the results are the same.

NumPy's OpenBLAS multiplies small matrices where they lie; larger ones it first copies into an
order of its own. A product just beyond that border is done sooner as two small ones (a network
784-50-10 learns a tenth faster), if its sums are long or its operands lie in whole rows.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array

SMALL = 1_000_000
"""multiplications; up to here operands are not copied"""


def weigh(W_T: Array, x: Array, out: Array) -> None:
    """out = W^T x for W^T (units, inputs) and x (inputs, n), the examples of which lie in rows."""
    units, inputs = W_T.shape
    n = x.shape[1]
    if SMALL < units * inputs * n <= 2 * SMALL and units * n < 3 * inputs:
        _in_halves(W_T, x, out)
    else:
        np.matmul(W_T, x, out=out)


def correlate(dy: Array, x_T: Array, out: Array) -> None:
    """out = dy x^T for dy (units, n) and x^T (n, inputs), in rows as they lie."""
    units, n = dy.shape
    if SMALL < units * n * x_T.shape[1] <= 2 * SMALL:
        _in_halves(dy, x_T, out)
    else:
        np.matmul(dy, x_T, out=out)


def weigh_each(W: Array, x: Array, out: Array) -> None:
    """out = W x for many x (count, lines, length), in pieces of their length that lie small."""
    units, lines = W.shape
    piece = _piece(x.shape[2], SMALL // (units * lines))
    np.matmul(W, _cut(x, piece), out=_cut(out, piece))


def _cut(x: Array, piece: int) -> Array:
    return x.reshape(*x.shape[:2], -1, piece).swapaxes(1, 2)


@lru_cache(maxsize=64)
def _piece(length: int, most: int) -> int:
    """The largest divisor of `length` up to `most` that fills whole vectors, or all of it."""
    divisors = (piece for piece in range(most, 31, -1) if piece % 32 == length % piece == 0)
    return next(divisors, length)


def sum_over_units(y: Array) -> Array:
    """The sum over the first axis: as a product with ones, which takes half the time."""
    total: Array = np.dot(_ones(len(y), y.dtype), y) if y.ndim == 2 else np.add.reduce(y, axis=0)
    return total


def sum_over_examples(y: Array) -> Array:
    """The sum over the last axis of y (…, n), laid out flat: as a product with ones."""
    total: Array = np.dot(y.reshape(-1, y.shape[-1]), _ones(y.shape[-1], y.dtype))
    return total


@lru_cache(maxsize=16)
def _ones(size: int, dtype: npt.DTypeLike) -> Array:
    ones: Array = np.ones(size, dtype)
    ones.flags.writeable = False
    return ones


def _in_halves(a: Array, b: Array, out: Array) -> None:
    """out = a b, the upper half of the rows before the lower."""
    half = len(a) // 2
    np.matmul(a[:half], b, out=out[:half])
    np.matmul(a[half:], b, out=out[half:])
