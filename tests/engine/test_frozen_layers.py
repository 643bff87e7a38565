"""Layers that stay as they are while others learn."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.batch_norm import BatchNorm
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.dropout import Dropout
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import OPTIMIZERS, FullBatchOptimizer

ROWS = 16
MSE = LOSSES.create("mse")


def network_of(frozen: list[int], dtype: str = "float64") -> Network:
    tanh = [ActivationLayer(ACTIVATIONS.create("tanh")) for _ in range(2)]
    layers: list[Layer] = [
        *(Dense(5, l2=0.1, max_norm=0.3), BatchNorm(), tanh[0]),
        *(Dense(4, l1=0.1, max_norm=0.3), BatchNorm(), tanh[1]),
        Dense(2),
    ]
    network = Network(layers, (3,), dtype, frozen)
    network.initialize(np.random.default_rng(0))
    network.vector.values += np.random.default_rng(1).normal(0, 0.1, len(network.vector.values))
    return network


def batch(dtype: str = "float64") -> tuple[Buffer, np.ndarray]:
    generator = np.random.default_rng(2)
    rows = np.ones((ROWS, 4), dtype)
    rows[:, :3] = generator.normal(size=(ROWS, 3))
    return Buffer.of_rows(rows, (3,)), generator.normal(size=(2, ROWS)).astype(dtype)


def everything(network: Network, layer: int) -> list[np.ndarray]:
    """Copies of a layer's parameters and statistics."""
    views = [view.value for view in network.vector.layers[layer].values()]
    return [each.copy() for each in (*views, *network.vector.statistics[layer].values())]


@pytest.mark.parametrize("frozen", [[0, 1], [3, 4], [1, 3], [0, 1, 3, 4], [6], [0, 6], []])
def test_gradients_of_the_others_are_slopes(frozen: list[int]) -> None:
    network = network_of(frozen)
    x, t = batch()
    vector = network.vector

    def objective() -> float:
        kept = vector.values[len(vector) :].copy()
        value = MSE.value(network.forward(x, training=True), t) + vector.penalty()
        vector.values[len(vector) :] = kept  # the statistics move with every look
        return float(value)

    network.backward(MSE, network.forward(x, training=True), t)
    analytic, w, step = vector.gradients.copy(), vector.learned, 1e-6
    numerical = np.empty_like(analytic)
    for index, before in enumerate(w.tolist()):
        w[index] = before + step
        above = objective()
        w[index] = before - step
        numerical[index] = (above - objective()) / (2 * step)
        w[index] = before
    size = max(np.linalg.norm(analytic), np.linalg.norm(numerical))
    assert np.linalg.norm(analytic - numerical) / size < 1e-6


@pytest.mark.parametrize("name", [*OPTIMIZERS])
@pytest.mark.parametrize("frozen", [[0, 1], [3, 4]])
def test_whatever_learns_frozen_layers_keep_their_bits(name: str, frozen: list[int]) -> None:
    network = network_of(frozen, "float32")
    vector, optimizer = network.vector, OPTIMIZERS.create(name)
    optimizer.attach(vector.learned, vector.gradients)
    x, t = batch("float32")
    before = {layer: everything(network, layer) for layer in (0, 1, 3, 4, 6)}

    def look() -> float:
        p = network.forward(x, training=True)
        network.backward(MSE, p, t)
        return float(MSE.value(p, t) + vector.penalty())

    for step in range(1, 6):
        if isinstance(optimizer, FullBatchOptimizer):
            optimizer.minimise(look, 1.0)
        else:
            look()
            optimizer.step(0.01, step)
        vector.constrain()
    for layer, values in before.items():
        now = everything(network, layer)
        same = all(np.array_equal(one, other) for one, other in zip(values, now, strict=True))
        assert same == (layer in frozen)


def test_a_frozen_batch_norm_is_as_in_prediction() -> None:
    network = network_of([0, 1, 3, 4])
    x, _ = batch()
    predicted = network.forward(x).copy()
    np.testing.assert_array_equal(network.forward(x, training=True), predicted)
    network = network_of([0, 3])
    predicted = network.forward(x).copy()
    assert np.abs(network.forward(x, training=True) - predicted).max() > 1e-3


def test_below_the_first_that_learns_nothing_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of([0, 1, 3, 4])
    walked: list[int] = []
    for index, layer in enumerate(network.layers):
        backward = layer.backward

        def watched(dy: np.ndarray, index: int = index, backward: object = backward) -> np.ndarray:
            walked.append(index)
            return backward(dy)  # type: ignore[operator,no-any-return]

        monkeypatch.setattr(layer, "backward", watched)
    x, t = batch()
    network.backward(MSE, network.forward(x, training=True), t)
    assert walked == [6]
    assert not network.layers[6].needs_dx
    assert len(network.vector) == 4 * 2 + 2


def test_first_values_do_not_depend_on_what_is_frozen() -> None:
    free, frozen = network_of([]), network_of([0, 4])
    for network in (free, frozen):
        network.initialize(np.random.default_rng(7))
    for layer in range(7):
        for one, other in zip(everything(free, layer), everything(frozen, layer), strict=True):
            np.testing.assert_array_equal(one, other)


def test_dropout_goes_on_dropping() -> None:
    network = Network([Dropout(0.5), Dense(2)], (3,), "float64", [0])
    assert not network.layers[0].frozen
