"""Every gradient against the slope that two forward passes measure, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.dropout import Dropout
from nnfs_cli.engine.layers.flatten import Flatten
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

ROWS = 5
TOLERANCE = 1e-6


def design_matrix(features: int, generator: np.random.Generator) -> np.ndarray:
    x = np.ones((ROWS, features + 1))
    x[:, :-1] = generator.normal(size=(ROWS, features))
    return x


def targets(outputs: int, task: Task, generator: np.random.Generator) -> np.ndarray:
    """shape (outputs, rows), of a kind that fits the task"""
    if task is Task.REGRESSION:
        return generator.normal(size=(outputs, ROWS))
    if task is Task.MULTICLASS:
        return np.eye(outputs)[generator.integers(0, outputs, ROWS)].T
    return generator.integers(0, 2, (outputs, ROWS)).astype(float)


def worst_error(
    layers: list[Layer], loss_name: str, task: Task, input_shape: tuple[int, ...] = (4,)
) -> float:
    generator = np.random.default_rng(7)
    network = Network(layers, input_shape, np.float64)
    network.initialize(generator)
    network.vector.values += generator.normal(0, 0.1, len(network.vector))
    x = design_matrix(int(np.prod(input_shape)), generator)
    t = targets(network.output_shape[0], task, generator)
    return max(d.relative_error for d in check_gradients(network, LOSSES.create(loss_name), x, t))


def activation(name: str) -> ActivationLayer:
    return ActivationLayer(ACTIVATIONS.create(name))


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_activation_in_a_hidden_layer(name: str) -> None:
    layers = [Dense(6), activation(name), Dense(3), activation("linear")]
    assert worst_error(layers, "mse", Task.REGRESSION) < TOLERANCE


NEEDED = {
    Task.REGRESSION: {"numbers", "probabilities", "distribution"},
    Task.BINARY: {"probabilities"},
    Task.MULTILABEL: {"probabilities"},
    Task.MULTICLASS: {"distribution"},
}
PAIRS = [
    (loss, last)
    for loss in LOSSES
    for last in ACTIVATIONS
    if ACTIVATIONS[last].outputs in NEEDED[LOSSES[loss].tasks[0]]
    and (ACTIVATIONS[last].positive or not LOSSES[loss].needs_positive)
]


@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_loss_behind_every_activation_it_can_follow(loss: str, last: str) -> None:
    layers = [Dense(5), activation("tanh"), Dense(3), activation(last)]
    assert worst_error(layers, loss, LOSSES[loss].tasks[0]) < TOLERANCE


def test_penalties_on_weights_and_biases() -> None:
    layers = [
        Dense(5, l1=0.01, l2=0.02, bias_l1=0.03, bias_l2=0.04),
        activation("tanh"),
        Dense(2, l2=0.1),
    ]
    assert worst_error(layers, "mse", Task.REGRESSION) < TOLERANCE


def test_dropout_draws_the_same_mask_for_the_same_step() -> None:
    layers = [Dense(8), activation("tanh"), Dropout(0.4), Dense(2)]
    assert worst_error(layers, "mse", Task.REGRESSION) < TOLERANCE


def test_flatten_and_dense_on_pictures() -> None:
    for first in ([Flatten(), Dense(4)], [Dense(4)]):
        layers = [*first, activation("sigmoid"), Dense(1), activation("sigmoid")]
        error = worst_error(layers, "binary_crossentropy", Task.BINARY, (3, 2, 2))
        assert error < TOLERANCE


@pytest.mark.parametrize("loss", [name for name in LOSSES if LOSSES[name].linked_activation])
def test_linked_gradient_equals_the_long_way_round(loss: str) -> None:
    generator = np.random.default_rng(3)
    function = LOSSES.create(loss)
    f = ACTIVATIONS.create(str(function.linked_activation))
    x = generator.normal(size=(4, ROWS))
    p, scratch = np.empty_like(x), np.empty_like(x)
    f.forward(x, p)
    t = targets(4, function.tasks[0], generator)
    long_way = function.gradient(p, t, np.empty_like(p))
    f.backward(x, p, long_way, scratch)
    np.testing.assert_allclose(function.linked_gradient(p, t, np.empty_like(p)), long_way, 1e-9)


@pytest.mark.parametrize("loss", LOSSES.names())
def test_a_factor_on_the_loss_is_one_on_every_gradient(loss: str) -> None:
    function = LOSSES.create(loss)
    last = activation(function.linked_activation or "linear")
    layers = [Dense(5, l1=0.01, l2=0.02), activation("tanh"), Dense(3, bias_l2=0.1), last]
    network = Network(layers, (4,), np.float64)
    generator = np.random.default_rng(5)
    network.initialize(generator)
    x = Buffer.of_rows(design_matrix(4, generator), (4,))
    t = targets(3, function.tasks[0], generator)
    gradients = []
    for scale in (1.0, -0.125):
        network.backward(function, network.forward(x, training=True), t, scale)
        gradients.append(network.vector.gradients.copy())
    np.testing.assert_allclose(gradients[1], -0.125 * gradients[0], rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("loss", [name for name in LOSSES if LOSSES[name].linked_activation])
def test_extreme_logits_stay_finite(loss: str, dtype: type) -> None:
    function = LOSSES.create(loss)
    f = ACTIVATIONS.create(str(function.linked_activation))
    x = np.array([[-1e4, 1e4, 0.0, 1e4], [1e4, -1e4, -1e4, 1e4]], dtype)
    for t in (np.array([[1, 0, 1, 0], [0, 1, 0, 1]], dtype), np.array([[0.0] * 4, [1] * 4], dtype)):
        p = np.empty_like(x)
        f.forward(x, p)
        assert np.isfinite(function.value(p, t))
        assert np.isfinite(function.linked_gradient(p, t, np.empty_like(p))).all()
        dy = function.gradient(p, t, np.empty_like(p))
        f.backward(x, p, dy, np.empty_like(p))
        assert np.isfinite(dy).all()
