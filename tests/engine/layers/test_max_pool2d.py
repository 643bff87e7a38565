"""max_pool2d against numbers worked out by hand, PyTorch, and measured slopes."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.max_pool2d import MaxPool2D
from tests.engine.pictures import alone, from_torch, padding_of, pictures, to_torch

CASES = [
    # shape, pool_size, strides
    ((4, 6, 2), 2, None),
    ((5, 7, 2), 2, None),
    ((7, 7, 3), 3, 2),
    ((6, 5, 1), (2, 3), (1, 2)),
    ((6, 6, 2), (1, 2), None),
    ((5, 5, 2), 1, 2),
    ((4, 5, 2), 1, 1),
    ((7, 5, 1), 2, 3),
    ((5, 6, 2), 4, 1),
]


def test_by_hand() -> None:
    layer = MaxPool2D()
    alone(layer, (2, 5, 1))
    x = Buffer.empty((2, 5, 1), 1, np.float64)
    x.values[..., 0, 0] = [[1, 5, -2, -1, 9], [3, 0, -4, -3, 9]]  # the last column fills no window
    y = layer.forward(x, training=True).values
    np.testing.assert_array_equal(y[..., 0, 0], [[5, -1]])
    dx = layer.backward(np.array([[10.0, 20.0]])[:, :, None, None])
    np.testing.assert_array_equal(dx[..., 0, 0], [[0, 10, 0, 20, 0], [0, 0, 0, 0, 0]])


def test_of_equals_only_one_is_told() -> None:
    layer = MaxPool2D(pool_size=3, strides=1)
    alone(layer, (4, 4, 2))
    x = Buffer.empty((4, 4, 2), 3, np.float64)
    x.values[...] = 0
    dy = pictures(layer.output_shape, 3).values
    total = dy.sum(axis=(0, 1))
    layer.forward(x, training=True)
    np.testing.assert_allclose(layer.backward(dy).sum(axis=(0, 1)), total)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("shape", "pool_size", "strides"), CASES)
def test_forward_and_backward_as_pytorch(
    shape: tuple[int, ...], pool_size: Any, strides: Any, padding: Literal["valid", "same"]
) -> None:
    torch = pytest.importorskip("torch")
    layer = MaxPool2D(pool_size, strides, padding)
    alone(layer, shape)
    rows, columns = layer.down.windows, layer.across.windows
    for n in (3, 1, 3):  # the second time over what the first one left
        x = pictures(shape, n, seed=n)
        y = layer.forward(x, training=True).values
        their_x = to_torch(x.values - 5)  # below 0, so that padding with 0 would be the largest
        around = torch.nn.functional.pad(their_x, padding_of(rows, columns), value=-torch.inf)
        sizes, steps = (rows.size, columns.size), (rows.stride, columns.stride)
        their_y = torch.nn.functional.max_pool2d(around, sizes, steps)
        np.testing.assert_allclose(y - 5, from_torch(their_y), rtol=1e-12)
        dy = pictures(layer.output_shape, n, seed=2).values
        their_y.backward(to_torch(dy))
        np.testing.assert_allclose(layer.backward(dy), from_torch(their_x.grad), atol=1e-12)
