"""An activation that stands alone is the same as one written on the layer in front."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError
from tests.engine.pictures import pictures


def test_with_options_it_is_the_function_asked_for() -> None:
    layer = LAYERS.create("activation", function={"type": "leaky_relu", "negative_slope": 0.5})
    network = Network([layer], (3,), np.float64)
    rows = np.array([[-2.0, 0.0, 3.0, 1.0]])
    np.testing.assert_array_equal(network.predict(rows), [[-1.0, 0.0, 3.0]])


def test_as_the_last_layer_it_is_linked_with_the_loss() -> None:
    loss = LOSSES.create("categorical_crossentropy")
    rows = np.ones((5, 5))
    rows[:, :-1] = np.random.default_rng(0).normal(size=(5, 4))
    outcomes = []
    for last in (
        LAYERS.create("activation", function="softmax"),
        ActivationLayer(ACTIVATIONS.create("softmax")),
    ):
        network = Network([LAYERS.create("dense", units=3), last], (4,), np.float64)
        network.initialize(np.random.default_rng(1))
        assert network.is_linked_with(loss)
        outcomes.append(network.predict(rows))
    np.testing.assert_array_equal(*outcomes)


def test_an_unknown_function_is_told() -> None:
    with pytest.raises(ConfigError, match="unknown activation 'rely'; did you mean 'relu'"):
        LAYERS.create("activation", function="rely")


def test_softmax_of_pictures_shares_out_among_the_channels() -> None:
    layer = ActivationLayer(ACTIVATIONS.create("softmax"))
    layer.setup((4, 3, 2), np.float64)
    x = pictures((4, 3, 2), 5)
    y = layer.forward(x, training=True).values
    exponentials = np.exp(x.values)
    np.testing.assert_allclose(y, exponentials / exponentials.sum(axis=2, keepdims=True))
