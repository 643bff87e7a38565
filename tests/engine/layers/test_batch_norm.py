"""batch_norm against numbers worked out by hand, against PyTorch, and by its own definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.batch_norm import BatchNorm
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network

TABLE, PICTURES = (3,), (4, 5, 3)


def alone(shape: tuple[int, ...], **options: Any) -> tuple[BatchNorm, Network]:
    layer = BatchNorm(**options)
    network = Network([layer], shape, np.float64)
    network.initialize(np.random.default_rng(0))
    layer.needs_dx = True
    return layer, network


def batch(shape: tuple[int, ...], n: int, seed: int = 0) -> Buffer:
    x = Buffer.empty(shape, n, np.float64)
    x.values[...] = np.random.default_rng(seed).normal(2.0, 3.0, x.values.shape)
    return x


def test_by_hand() -> None:
    layer, network = alone((1,), momentum=0.5, epsilon=1e-12)
    x = Buffer.empty((1,), 4, np.float64)
    x.values[...] = [[1, 3, 5, 7]]  # mean 4, variance 5; 20 / 3 as an estimate for all data
    y = layer.forward(x, training=True).values
    np.testing.assert_allclose(y, np.array([[-3, -1, 1, 3]]) / np.sqrt(5))
    np.testing.assert_allclose(layer.running_mean, [2])  # halfway from 0 to 4
    np.testing.assert_allclose(layer.running_variance, [0.5 + 10 / 3])  # from 1 to 20 / 3
    layer.gamma[...], layer.beta[...] = 2, 1
    y = layer.forward(x, training=False).values
    np.testing.assert_allclose(y, 1 + 2 * (x.values - 2) / np.sqrt(0.5 + 10 / 3))
    np.testing.assert_allclose(layer.running_mean, [2])  # prediction gathers nothing
    assert len(network.vector) == 2
    np.testing.assert_allclose(network.vector.values, [2, 1, 2, 0.5 + 10 / 3])


@pytest.mark.parametrize("shape", [TABLE, PICTURES])
def test_what_leaves_has_the_learned_mean_and_spread_in_every_channel(
    shape: tuple[int, ...],
) -> None:
    layer, _ = alone(shape)
    layer.gamma[...], layer.beta[...] = [1, 2, 0.5], [0, -1, 5]
    y = layer.forward(batch(shape, 50), training=True).values
    channels = np.moveaxis(y, -2, 0).reshape(3, -1)
    np.testing.assert_allclose(channels.mean(axis=1), [0, -1, 5], atol=1e-9)
    np.testing.assert_allclose(channels.std(axis=1), [1, 2, 0.5], rtol=1e-5)


@pytest.mark.parametrize("shape", [TABLE, PICTURES])
def test_pytorch_trains_and_predicts_the_same(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    layer, network = alone(shape, momentum=0.8, epsilon=1e-3)
    kind = torch.nn.BatchNorm1d if shape == TABLE else torch.nn.BatchNorm2d
    theirs = kind(3, eps=1e-3, momentum=0.2, dtype=torch.float64)
    source = np.random.default_rng(1)
    layer.gamma[...], layer.beta[...] = source.normal(size=(2, 3))
    theirs.weight.data[...] = torch.tensor(layer.gamma)
    theirs.bias.data[...] = torch.tensor(layer.beta)
    to_theirs = (1, 0) if shape == TABLE else (3, 2, 0, 1)  # examples first, then channels
    to_ours = np.argsort(to_theirs)
    for seed, n in enumerate((6, 6, 2)):
        x = batch(shape, n, seed)
        dy = source.normal(size=x.values.shape)
        their_x = torch.tensor(x.values.transpose(to_theirs).copy(), requires_grad=True)
        theirs.zero_grad()
        their_y = theirs(their_x)
        their_y.backward(torch.tensor(dy.transpose(to_theirs).copy()))
        y = layer.forward(x, training=True).values
        dx = layer.backward(dy.copy())
        for ours, other in ((y, their_y.detach()), (dx, their_x.grad)):
            np.testing.assert_allclose(ours, other.numpy().transpose(to_ours), atol=1e-12)
        np.testing.assert_allclose(layer.dgamma, theirs.weight.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(layer.dbeta, theirs.bias.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(layer.running_mean, theirs.running_mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(layer.running_variance, theirs.running_var.numpy(), rtol=1e-12)
    theirs.eval()
    their_p = theirs(torch.tensor(x.values.transpose(to_theirs).copy())).detach().numpy()
    p = layer.forward(x, training=False).values
    np.testing.assert_allclose(p, their_p.transpose(to_ours), atol=1e-12)
    assert len(network.vector) == 6


def test_a_batch_of_a_single_row_is_beta_and_gathers_nothing() -> None:
    layer, network = alone(TABLE)
    layer.beta[...] = [1, 2, 3]
    before = network.vector.values.copy()
    y = layer.forward(batch(TABLE, 1), training=True).values
    np.testing.assert_array_equal(y, [[1], [2], [3]])
    np.testing.assert_array_equal(network.vector.values, before)
    dx = layer.backward(np.ones((3, 1)))
    np.testing.assert_array_equal(dx, np.zeros((3, 1)))
    np.testing.assert_array_equal(layer.dbeta, [1, 1, 1])


def test_gradient_through_fixed_statistics() -> None:
    """Behind a forward that does not train, mean and variance are constants."""
    layer, _ = alone(TABLE)
    layer.running_mean[...], layer.running_variance[...] = [1, 2, 3], [4, 9, 16]
    layer.gamma[...] = 2
    x = batch(TABLE, 4)
    layer.forward(x, training=False)
    dx = layer.backward(np.ones((3, 4)))
    scale = np.array([2, 3, 4])[:, None]
    np.testing.assert_allclose(dx, np.broadcast_to(2 / scale, (3, 4)), rtol=1e-4)
    by_hand = ((x.values - [[1], [2], [3]]) / scale).sum(axis=1)
    np.testing.assert_allclose(layer.dgamma, by_hand, rtol=1e-4)


@pytest.mark.parametrize(("shape", "first"), [(TABLE, True), (TABLE, False), (PICTURES, True)])
def test_slopes_of_batch_statistics(shape: tuple[int, ...], first: bool) -> None:
    tanh = ActivationLayer(ACTIVATIONS.create("tanh"))
    front = [BatchNorm()] if first else []
    network = Network([*front, Dense(4), BatchNorm(), tanh, Dense(2)], shape, np.float64)
    generator = np.random.default_rng(7)
    network.initialize(generator)
    network.vector.values += np.abs(generator.normal(0, 0.1, len(network.vector.values)))
    before = network.vector.values.copy()
    rows = np.ones((6, int(np.prod(shape)) + 1))
    rows[:, :-1] = generator.normal(size=(6, rows.shape[1] - 1))
    differences = check_gradients(
        network, LOSSES.create("mse"), rows, generator.normal(size=(2, 6))
    )
    assert {d.parameter for d in differences} == {"gamma", "beta", "weights", "biases"}
    assert max(d.relative_error for d in differences) < 1e-6
    np.testing.assert_array_equal(network.vector.values, before)  # statistics included


@pytest.mark.parametrize("norm", ["batch_norm", "layer_norm"])
def test_slopes_between_convolution_and_pool(norm: str) -> None:
    layers = [
        LAYERS.create("conv2d", filters=3, kernel_size=2),
        LAYERS.create(norm),
        LAYERS.create("activation", function="tanh"),
        LAYERS.create("max_pool2d"),
        LAYERS.create(norm),
        LAYERS.create("dense", units=2),
    ]
    network = Network(layers, (5, 5, 2), np.float64)
    generator = np.random.default_rng(7)
    network.initialize(generator)
    network.vector.learned += generator.normal(0, 0.1, len(network.vector))
    rows = np.ones((6, 51))
    rows[:, :-1] = generator.normal(size=(6, 50))
    differences = check_gradients(
        network, LOSSES.create("mse"), rows, generator.normal(size=(2, 6))
    )
    assert max(d.relative_error for d in differences) < 1e-6
