"""What the config leaves open about layers and training is filled in so that it fits."""

from __future__ import annotations

from typing import Any

import pytest

from nnfs_cli.build.layers import check_shapes, complete_layers, default_layers, make_network
from nnfs_cli.build.training import automatic_epochs, complete_training
from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.schema import Training
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.errors import ConfigError
from nnfs_cli.task import Task


def dense(units: int | None, activation: str | None = None, **options: Any) -> LayerChoice:
    choice = None if activation is None else ComponentChoice(activation, {})
    return LayerChoice("dense", {"units": units, "initializer": "auto", **options}, choice)


def complete(*layers: LayerChoice, task: Task, outputs: int) -> tuple[LayerChoice, ...]:
    return complete_layers(layers, task, outputs, "auto", lambda key: f"c.yaml:7: {key}")


def test_last_layer_gets_units_and_activation_of_the_task() -> None:
    hidden, last = complete(dense(8, "relu"), dense(None), task=Task.MULTICLASS, outputs=3)
    assert last.options["units"] == 3
    assert last.activation == ComponentChoice("softmax", {})
    assert hidden.options["initializer"] == "he_uniform"
    assert last.options["initializer"] == "glorot_uniform"


def test_dropout_may_stand_between() -> None:
    dropout = LayerChoice("dropout", {"rate": 0.5})
    layers = complete(dense(4, "tanh"), dropout, dense(None), task=Task.REGRESSION, outputs=2)
    network = make_network(layers, (5,), "float64")
    assert network.output_shape == (2,)
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds == ["Dense", "ActivationLayer", "Dropout", "Dense"]  # linear needs no layer
    assert isinstance(network.layers[1], ActivationLayer)


@pytest.mark.parametrize(
    ("layers", "task", "outputs", "words"),
    [
        ([dense(4, "softmax")], Task.MULTICLASS, 3, "4 units, but the target needs 3"),
        ([dense(1, "softmax")], Task.MULTICLASS, 3, "softmax over a single unit"),
        ([dense(2, "sigmoid")], Task.BINARY, 1, "write units: 1"),
        ([LayerChoice("dropout", {"rate": 0.1})], Task.BINARY, 1, "End with a dense layer"),
    ],
)
def test_layers_that_do_not_fit(
    layers: list[LayerChoice], task: Task, outputs: int, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        complete(*layers, task=task, outputs=outputs)
    assert words in str(caught.value) + caught.value.hint
    assert caught.value.where.startswith("c.yaml:7: model.layers")


def test_default_network_grows_with_the_data_and_its_penalty_shrinks() -> None:
    few, many = default_layers(100), default_layers(50_000)
    assert [layer.options["units"] for layer in few] < [layer.options["units"] for layer in many]
    assert few[0].options["l2"] == 0.01
    assert many[0].options["l2"] == 2e-5
    assert few[-1].options["units"] is None


@pytest.mark.parametrize(("steps_per_epoch", "epochs"), [(4, 400), (200, 300), (6_000, 20)])
def test_automatic_epochs(steps_per_epoch: int, epochs: int) -> None:
    assert automatic_epochs(steps_per_epoch) == epochs


def test_batches_never_exceed_the_data() -> None:
    assert complete_training(Training(batch_size="full"), 70, 0).batch_size == 70
    assert complete_training(Training(batch_size=1000), 70, 0).batch_size == 70
    assert complete_training(Training(batch_size=16), 70, 0).batch_size == 16


def test_early_stopping_is_automatic_with_epochs_and_needs_validation_rows() -> None:
    assert complete_training(Training(), 100, 10).early_stopping is not None
    assert complete_training(Training(), 100, 0).early_stopping is None
    assert complete_training(Training(epochs=5), 100, 10).early_stopping is None


@pytest.mark.parametrize(
    ("shape", "index", "words"),
    [
        ((28, 28, 1), None, ""),
        ((4, 9, 1), 1, "max_pool2d: pool size 3 x 3 does not fit into the 2 x 7"),
        ((2, 9, 1), 0, "conv2d: kernel size 3 x 3 does not fit into the 2 x 9 (height x width)"),
        ((784,), 0, "conv2d needs pictures (height x width x channels), but 784 numbers arrive"),
    ],
)
def test_a_picture_too_small_is_told_with_the_layer(
    shape: tuple[int, ...], index: int | None, words: str
) -> None:
    layers = [
        LayerChoice("conv2d", {"filters": 2, "kernel_size": 3}, ComponentChoice("relu", {})),
        LayerChoice("max_pool2d", {"pool_size": 3}),
        dense(2, initializer="zeros"),
    ]
    if index is None:
        check_shapes(layers, shape, str)
        return
    with pytest.raises(ConfigError) as caught:
        check_shapes(layers, shape, str)
    assert caught.value.where == f"model.layers.{index}"
    assert words in caught.value.message
    assert caught.value.hint
