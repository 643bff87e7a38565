"""average_pool2d against numbers worked out by hand, PyTorch, and its own transpose."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.average_pool2d import AveragePool2D
from tests.engine.layers.test_max_pool2d import CASES
from tests.engine.pictures import alone, from_torch, padding_of, pictures, to_torch


def test_by_hand() -> None:
    layer = AveragePool2D(pool_size=(2, 2), strides=(2, 1), padding="same")
    alone(layer, (3, 2, 1))
    x = Buffer.empty((3, 2, 1), 1, np.float64)
    x.values[..., 0, 0] = [[1, 2], [3, 6], [5, 9]]
    y = layer.forward(x, training=True).values
    # below row 3 and right of column 2 lies padding, which does not count
    np.testing.assert_array_equal(y[..., 0, 0], [[3, 4], [7, 9]])
    dx = layer.backward(np.array([[4.0, 2.0], [6.0, 1.0]])[:, :, None, None])
    np.testing.assert_array_equal(dx[..., 0, 0], [[1, 2], [1, 2], [3, 4]])


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("shape", "pool_size", "strides"), CASES)
def test_forward_and_backward_as_pytorch(
    shape: tuple[int, ...], pool_size: Any, strides: Any, padding: Literal["valid", "same"]
) -> None:
    torch = pytest.importorskip("torch")
    layer = AveragePool2D(pool_size, strides, padding)
    alone(layer, shape)
    rows, columns = layer.down.windows, layer.across.windows
    sizes, steps = (rows.size, columns.size), (rows.stride, columns.stride)

    def mean(values: Any) -> Any:
        around = torch.nn.functional.pad(values, padding_of(rows, columns))
        return torch.nn.functional.avg_pool2d(around, sizes, steps)

    for n in (3, 1, 3):
        x = pictures(shape, n, seed=n)
        y = layer.forward(x, training=True).values
        their_x = to_torch(x.values)
        their_y = mean(their_x) / mean(torch.ones_like(their_x))
        np.testing.assert_allclose(y, from_torch(their_y), atol=1e-12)
        dy = pictures(layer.output_shape, n, seed=2).values
        their_y.backward(to_torch(dy))
        np.testing.assert_allclose(layer.backward(dy), from_torch(their_x.grad), atol=1e-12)
