"""Layers are walked in the cheapest order, and wide layers carry fewer examples; nobody notices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnfs_cli.engine import network as network_module
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS, LOSSES
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.conv2d import Conv2D
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.layers.max_pool2d import MaxPool2D
from nnfs_cli.engine.network import Network, with_pools_first


def activation(name: str) -> ActivationLayer:
    return ActivationLayer(ACTIVATIONS.create(name))


def conv_net(name: str) -> Network:
    layers = [Conv2D(4, 3), activation(name), MaxPool2D(2), Dense(3), activation("softmax")]
    network = Network(layers, (8, 7, 1))
    network.initialize(np.random.default_rng(0))
    return network


def rows(n: int) -> np.ndarray:
    x = np.ones((n, 57), np.float32)
    x[:, :-1] = np.random.default_rng(1).normal(size=(n, 56))
    return x


def test_which_activations_wait_for_the_pool() -> None:
    for name in ACTIVATIONS:
        layers: list[Layer] = [Dense(2), activation(name), MaxPool2D(2), activation("relu")]
        places = [layers.index(layer) for layer in with_pools_first(layers)]
        assert places == ([0, 2, 1, 3] if ACTIVATIONS[name].rises else [0, 1, 2, 3])
    assert ACTIVATIONS["relu"].rises
    others: list[Layer] = [activation("relu"), LAYERS.create("average_pool2d"), MaxPool2D(2)]
    assert with_pools_first(others) == others


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if ACTIVATIONS[name].rises])
def test_what_rises_keeps_the_order_of_its_inputs(name: str) -> None:
    x = np.sort(np.random.default_rng(0).normal(0, 3, 10_000).astype(np.float32))
    y = np.empty_like(x)
    ACTIVATIONS.create(name).forward(x, y)
    assert (np.diff(y) >= 0).all()


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_waiting_changes_no_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    t = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1]].T
    outcomes: list[tuple[Any, Any]] = []
    for order in (with_pools_first, list):
        monkeypatch.setattr(network_module, "with_pools_first", order)
        network = conv_net(name)
        p = network.forward(Buffer.of_rows(rows(5), (8, 7, 1)), training=True)
        network.backward(LOSSES.create("categorical_crossentropy"), p, t)
        outcomes.append((p, network.vector.gradients))
    for waiting, at_once in zip(*outcomes, strict=True):
        np.testing.assert_array_equal(waiting, at_once)


def test_predictions_do_not_depend_on_how_many_are_carried_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x = rows(11)
    at_once = conv_net("relu").predict(x)
    monkeypatch.setattr(network_module, "NUMBERS_AT_A_TIME", 6 * 5 * 4 * 3)  # 3 examples
    widths = []
    network = conv_net("relu")
    forward = network.forward

    def noted(part: Buffer, training: bool = False) -> Any:
        widths.append(part.values.shape[-1])
        return forward(part, training)

    monkeypatch.setattr(network, "forward", noted)
    np.testing.assert_allclose(network.predict(x), at_once, rtol=1e-5)
    assert widths == [3, 3, 3, 2]
