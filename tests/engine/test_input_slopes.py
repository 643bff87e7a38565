"""How the outputs grow with each input, against differences of the outputs themselves."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS, LOSSES
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network

H = 1e-6


def activation(name: str) -> ActivationLayer:
    return ActivationLayer(ACTIVATIONS.create(name))


def dense(units: int) -> Layer:
    return LAYERS.create("dense", units=units)


STACKS = {
    "dense": ((6,), lambda: [dense(5), activation("tanh"), dense(3), activation("softmax")]),
    "normalized first": (
        (6,),
        lambda: [LAYERS.create("batch_norm"), dense(4), activation("gelu"), dense(3)],
    ),
    "noise and dropout": (
        (6,),
        lambda: [
            LAYERS.create("gaussian_noise", standard_deviation=1.0),
            dense(4),
            LAYERS.create("dropout", rate=0.5),
            LAYERS.create("layer_norm"),
            dense(3),
        ],
    ),
    "pictures": (
        (5, 6, 2),
        lambda: [
            LAYERS.create("conv2d", filters=3, kernel_size=3),
            activation("relu"),
            LAYERS.create("max_pool2d"),
            dense(3),
            activation("sigmoid"),
        ],
    ),
}


def network_of(stack: str, frozen: tuple[int, ...] = ()) -> Network:
    shape, layers = STACKS[stack]
    network = Network(layers(), shape, np.float64, frozen)
    network.initialize(np.random.default_rng(0))
    return network


def rows_for(network: Network, n: int) -> np.ndarray:
    features = int(np.prod(network.input_shape))
    x = np.random.default_rng(1).normal(size=(n, features))
    return np.column_stack([x, np.ones(n)])


def measured(network: Network, rows: np.ndarray, dy: np.ndarray) -> np.ndarray:
    slopes = np.empty((len(rows), rows.shape[1] - 1))
    for place in range(slopes.shape[1]):
        ahead, behind = rows.copy(), rows.copy()
        ahead[:, place] += H
        behind[:, place] -= H
        change = network.predict(ahead) - network.predict(behind)
        slopes[:, place] = (change * dy).sum(axis=1) / (2 * H)
    return slopes


@pytest.mark.parametrize("stack", STACKS)
def test_slopes_are_those_of_the_outputs(stack: str) -> None:
    network = network_of(stack)
    rows, dy = rows_for(network, 4), np.random.default_rng(2).normal(size=(4, 3))
    before = dy.copy()
    np.testing.assert_allclose(
        network.input_slopes(rows, dy), measured(network, rows, dy), rtol=1e-6, atol=1e-8
    )
    np.testing.assert_array_equal(dy, before)


def test_behind_a_frozen_layer() -> None:
    network = network_of("dense", frozen=(0,))
    rows, dy = rows_for(network, 3), np.ones((3, 3)) * [1, 0, -1]
    np.testing.assert_allclose(
        network.input_slopes(rows, dy), measured(network, rows, dy), rtol=1e-6, atol=1e-8
    )


def test_more_rows_than_go_through_together(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of("pictures")
    rows, dy = rows_for(network, 7), np.random.default_rng(2).normal(size=(7, 3))
    at_once = network.input_slopes(rows, dy)
    monkeypatch.setattr(Network, "rows_at_a_time", 3)
    np.testing.assert_allclose(network.input_slopes(rows, dy), at_once, rtol=1e-12)


def test_training_goes_on_as_if_nobody_had_asked() -> None:
    gradients = []
    for asks in (False, True):
        network = network_of("dense")
        rows, t = rows_for(network, 4), np.eye(3)[[0, 1, 2, 0]]
        if asks:
            network.input_slopes(rows, t)
        p = network.forward(Buffer.of_rows(rows, (6,)), training=True)
        network.backward(LOSSES.create("categorical_crossentropy"), p, t.T)
        gradients.append(network.vector.gradients.copy())
    np.testing.assert_array_equal(*gradients)
