"""layer_norm against numbers worked out by hand and against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.layer_norm import LayerNorm
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError

SHAPES = [(3,), (4, 5, 3)]


def alone(shape: tuple[int, ...], epsilon: float = 1e-5) -> LayerNorm:
    layer = LayerNorm(epsilon)
    Network([layer], shape, np.float64).initialize(np.random.default_rng(0))
    layer.needs_dx = True
    return layer


def test_by_hand() -> None:
    layer = alone((4,), epsilon=1e-12)
    x = Buffer.empty((4,), 2, np.float64)
    x.values[...] = np.array([[1, 3, 5, 7], [0, 0, 0, 8]]).T  # means 4 and 2, variances 5 and 12
    layer.gamma[...], layer.beta[...] = 2, [0, 0, 0, 1]
    for training in (True, False):
        y = layer.forward(x, training).values
        first = 2 * np.array([-3, -1, 1, 3]) / np.sqrt(5) + [0, 0, 0, 1]
        second = 2 * np.array([-2, -2, -2, 6]) / np.sqrt(12) + [0, 0, 0, 1]
        np.testing.assert_allclose(y.T, [first, second])


@pytest.mark.parametrize("shape", SHAPES)
def test_pytorch_does_the_same_to_the_last_axis(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    layer = alone(shape)
    theirs = torch.nn.LayerNorm(3, dtype=torch.float64)
    source = np.random.default_rng(1)
    layer.gamma[...], layer.beta[...] = source.normal(size=(2, 3))
    theirs.weight.data[...] = torch.tensor(layer.gamma)
    theirs.bias.data[...] = torch.tensor(layer.beta)
    x = Buffer.empty(shape, 6, np.float64)
    x.values[...] = source.normal(2, 3, x.values.shape)
    dy = source.normal(size=x.values.shape)
    their_x = torch.tensor(np.moveaxis(x.values, -1, 0).copy(), requires_grad=True)
    their_y = theirs(their_x)
    their_y.backward(torch.tensor(np.moveaxis(dy, -1, 0).copy()))
    y = layer.forward(x, training=True).values
    dx = layer.backward(dy.copy())
    for ours, other in ((y, their_y.detach()), (dx, their_x.grad)):
        np.testing.assert_allclose(ours, np.moveaxis(other.numpy(), 0, -1), atol=1e-12)
    np.testing.assert_allclose(layer.dgamma, theirs.weight.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(layer.dbeta, theirs.bias.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_slopes_in_a_network(shape: tuple[int, ...]) -> None:
    tanh = ActivationLayer(ACTIVATIONS.create("tanh"))
    network = Network([LayerNorm(), Dense(4), LayerNorm(), tanh, Dense(2)], shape, np.float64)
    generator = np.random.default_rng(7)
    network.initialize(generator)
    network.vector.values += generator.normal(0, 0.1, len(network.vector))
    rows = np.ones((5, int(np.prod(shape)) + 1))
    rows[:, :-1] = generator.normal(size=(5, rows.shape[1] - 1))
    targets = generator.normal(size=(2, 5))
    differences = check_gradients(network, LOSSES.create("mse"), rows, targets)
    assert max(d.relative_error for d in differences) < 1e-6


def test_a_single_feature_has_nothing_to_be_compared_with() -> None:
    with pytest.raises(ConfigError, match="there is only one"):
        Network([LayerNorm()], (28, 28, 1))
