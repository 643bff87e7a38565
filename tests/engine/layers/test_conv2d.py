"""conv2d against sums worked out by hand, its definition, PyTorch, and measured slopes."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS, LOSSES
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.conv2d import Conv2D
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.flatten import Flatten
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network
from tests.engine.pictures import alone, from_torch, padding_of, pictures, to_torch

Padding = Literal["valid", "same"]
CASES = [
    # shape, filters, kernel_size, strides, padding
    ((5, 6, 2), 3, 3, 1, "valid"),
    ((5, 6, 2), 3, 3, 1, "same"),
    ((6, 5, 1), 2, (2, 4), 1, "same"),
    ((7, 8, 3), 2, 3, 2, "same"),
    ((7, 8, 3), 2, (4, 2), (3, 2), "valid"),
    ((4, 4, 2), 5, 1, 1, "valid"),
    ((6, 6, 1), 2, 1, 2, "same"),
    ((4, 5, 2), 1, 2, 3, "same"),
    ((2, 2, 1), 1, 5, 1, "same"),
]


def test_by_hand() -> None:
    layer = Conv2D(filters=1, kernel_size=2)
    alone(layer, (3, 3, 1))
    layer.W[...] = np.array([[1, 2], [3, 4]])[:, :, None, None]
    layer.b[...] = 10
    x = Buffer.empty((3, 3, 1), 1, np.float64)
    x.values[..., 0, 0] = [[1, 2, 0], [0, 1, 3], [2, 0, 1]]
    y = layer.forward(x, training=True).values
    #  1 + 2*2 + 0 + 4*1 = 9    2 + 0 + 3*1 + 4*3 = 17
    #  0 + 2*1 + 3*2 + 0 = 8    1 + 2*3 + 0 + 4*1 = 11
    np.testing.assert_array_equal(y[..., 0, 0], [[19, 27], [18, 21]])
    dx = layer.backward(np.array([[1.0, 0], [2, -1]])[:, :, None, None])
    np.testing.assert_array_equal(layer.db, [2])
    np.testing.assert_array_equal(layer.dW[..., 0, 0], [[1 - 1, 2 + 2 - 3], [0 + 4, 1 - 1]])
    np.testing.assert_array_equal(
        dx[..., 0, 0], [[1, 2, 0], [3 + 2, 4 + 4 - 1, -2], [6, 8 - 3, -4]]
    )


def test_an_odd_zero_of_same_lies_below_and_on_the_right() -> None:
    layer = Conv2D(filters=1, kernel_size=2, padding="same")
    alone(layer, (2, 2, 1))
    layer.W[...], layer.b[...] = np.array([[1, 10], [100, 1000]])[:, :, None, None], 0
    x = Buffer.empty((2, 2, 1), 1, np.float64)
    x.values[..., 0, 0] = [[1, 2], [3, 4]]
    y = layer.forward(x, training=True).values
    np.testing.assert_array_equal(y[..., 0, 0], [[4321, 402], [43, 4]])


@settings(deadline=None)
@given(
    shape=st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3)),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["valid", "same"]),
    n=st.integers(1, 3),
)
def test_the_sum_of_the_definition(
    shape: tuple[int, int, int],
    kernel: tuple[int, int],
    strides: tuple[int, int],
    padding: Padding,
    n: int,
) -> None:
    if padding == "valid":
        shape = max(shape[0], kernel[0]), max(shape[1], kernel[1]), shape[2]
    layer = Conv2D(2, kernel, strides, padding)
    alone(layer, shape)
    x = pictures(shape, n)
    y = layer.forward(x, training=True).values
    p, q = layer.rows.before, layer.columns.before
    expected = np.zeros_like(y)
    for i, j, u, v in np.ndindex(*y.shape[:2], *kernel):
        h, w = i * strides[0] + u - p, j * strides[1] + v - q
        if 0 <= h < shape[0] and 0 <= w < shape[1]:
            expected[i, j] += layer.W[u, v].T @ x.values[h, w]
    np.testing.assert_allclose(y, expected + layer.b[:, None], atol=1e-12)


@pytest.mark.parametrize(("shape", "filters", "kernel_size", "strides", "padding"), CASES)
def test_forward_and_backward_as_pytorch(
    shape: tuple[int, ...], filters: int, kernel_size: Any, strides: Any, padding: Padding
) -> None:
    torch = pytest.importorskip("torch")
    layer = Conv2D(filters, kernel_size, strides, padding)
    alone(layer, shape)
    x = pictures(shape, 4)
    y = layer.forward(x, training=True).values
    their_x, their_W = to_torch(x.values), to_torch(layer.W)
    their_b = torch.tensor(layer.b.copy(), requires_grad=True)
    padded = torch.nn.functional.pad(their_x, padding_of(layer.rows, layer.columns))
    their_y = torch.nn.functional.conv2d(padded, their_W, their_b, stride=strides)
    np.testing.assert_allclose(y, from_torch(their_y), atol=1e-12)
    dy = pictures(layer.output_shape, 4, seed=2).values
    their_y.backward(to_torch(dy))
    dx = layer.backward(dy)
    np.testing.assert_allclose(dx, from_torch(their_x.grad), atol=1e-12)
    np.testing.assert_allclose(layer.dW, from_torch(their_W.grad), atol=1e-12)
    np.testing.assert_allclose(layer.db, their_b.grad.numpy(), atol=1e-12)


def activation(name: str) -> Layer:
    return ActivationLayer(ACTIVATIONS.create(name))


def worst_error(layers: list[Layer], shape: tuple[int, ...], rows: int = 3) -> float:
    generator = np.random.default_rng(7)
    network = Network([*layers, Dense(2)], shape, np.float64)
    network.initialize(generator)
    network.vector.values += generator.normal(0, 0.1, len(network.vector.values))
    x = np.ones((rows, int(np.prod(shape)) + 1))
    x[:, :-1] = generator.normal(size=(rows, x.shape[1] - 1))
    t = generator.normal(size=(2, rows))
    return max(d.relative_error for d in check_gradients(network, LOSSES.create("mse"), x, t))


@pytest.mark.parametrize(("shape", "filters", "kernel_size", "strides", "padding"), CASES)
def test_gradients_inside_a_network(
    shape: tuple[int, ...], filters: int, kernel_size: Any, strides: Any, padding: Padding
) -> None:
    first = Conv2D(2, 2, padding="same", l1=0.01, bias_l2=0.02)
    second = Conv2D(filters, kernel_size, strides, padding, l2=0.03)
    layers = [first, activation("tanh"), second, activation("sigmoid"), Flatten()]
    assert worst_error(layers, shape) < 1e-6


@pytest.mark.parametrize("behind", ["max_pool2d", "average_pool2d", "global_average_pool2d"])
@pytest.mark.parametrize("name", ["relu", "tanh", "softmax"])
def test_gradients_in_front_of_pools_and_dense(behind: str, name: str) -> None:
    layers = [Conv2D(3, 2), activation(name), LAYERS.create(behind), Dense(4), activation("tanh")]
    assert worst_error(layers, (5, 6, 2), rows=2) < 1e-6


def test_every_width_of_batch_gives_each_example_its_own_outcome() -> None:
    layer = Conv2D(3, 3, 2, "same")
    alone(layer, (5, 4, 2))
    x = pictures((5, 4, 2), 6)
    dy = pictures(layer.output_shape, 6, seed=3).values
    y = layer.forward(x, training=True).values.copy()
    dx = layer.backward(dy.copy()).copy()
    dW = layer.dW.copy()
    sum_of_dW = np.zeros_like(dW)
    for part in (slice(0, 1), slice(1, 4), slice(4, 6)):
        some = Buffer.empty((5, 4, 2), part.stop - part.start, np.float64)
        some.values[...] = x.values[..., part]
        np.testing.assert_allclose(layer.forward(some, True).values, y[..., part], atol=1e-12)
        np.testing.assert_allclose(layer.backward(dy[..., part].copy()), dx[..., part], atol=1e-12)
        sum_of_dW += layer.dW
    np.testing.assert_allclose(sum_of_dW, dW, atol=1e-12)


def test_dense_behind_it_reads_height_width_channels() -> None:
    network = Network([Conv2D(2, 1), Dense(3)], (2, 3, 1), np.float64)
    network.initialize(np.random.default_rng(0))
    conv, dense = network.layers
    rows = np.ones((4, 7))
    rows[:, :-1] = np.random.default_rng(1).normal(size=(4, 6))
    p = network.predict(rows)
    pixels = rows[:, :-1, None] * conv.W[0, 0]  # (4, 6, 2): pixel by pixel, both channels
    np.testing.assert_allclose(p, pixels.reshape(4, 12) @ dense.W, atol=1e-12)


def test_weights_start_for_the_pixels_that_a_unit_sees() -> None:
    layer = Conv2D(64, (5, 3), initializer="he_normal")
    layer.setup((9, 9, 8))
    weights = layer.parameters()["weights"]
    assert (weights.shape, weights.fan_in, weights.fan_out) == ((5, 3, 8, 64), 120, 960)


def test_max_norm_holds_each_filter_short() -> None:
    layer = Conv2D(2, 2, max_norm=1.0)
    vector = alone(layer, (3, 3, 2))
    layer.W[..., 0], layer.W[..., 1] = 3.0, 0.25  # eight weights each: lengths 8.5 and 0.7
    vector.constrain()
    np.testing.assert_allclose(layer.W[..., 0], 8**-0.5)
    np.testing.assert_array_equal(layer.W[..., 1], 0.25)
