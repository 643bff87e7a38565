"""Networks to records to JSON and back, whatever their layers are."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from nnfs_cli.engine.components import ACTIVATIONS, LAYERS, LOSSES
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ManyErrors, ModelFileError
from nnfs_cli.files.json_files import dump_json
from nnfs_cli.files.tensors import TensorForm
from nnfs_cli.model.component_records import ComponentRecord, record_from_json, record_to_json
from nnfs_cli.model.layer_records import (
    RESERVED,
    LayerRecord,
    layer_from_json,
    layer_to_json,
    network_of,
    records_of,
)

SHAPE = (4, 3, 2)


def network(dtype: npt.DTypeLike = np.float32) -> Network:
    layers: list[Layer] = [
        LAYERS.create("flatten"),
        LAYERS.create("dense", units=5, l2=0.25, initializer="he_normal"),
        ActivationLayer(ACTIVATIONS.create("leaky_relu", negative_slope=0.125)),
        LAYERS.create("dropout", rate=0.5),
        LAYERS.create("dense", units=3),
        ActivationLayer(ACTIVATIONS.create("softmax")),
    ]
    made = Network(layers, SHAPE, dtype)
    made.vector.values[...] = np.random.default_rng(0).normal(size=len(made.vector))
    return made


def through_json(records: tuple[LayerRecord, ...], form: TensorForm, dtype: str) -> Any:
    written = json.loads(dump_json([layer_to_json(record, form) for record in records]))
    shape, read = SHAPE, []
    for position, value in enumerate(written):
        read.append(layer_from_json(value, shape, dtype, f"layers[{position}]"))
        shape = read[-1].output_shape
    return read


@pytest.mark.parametrize("form", ["list", "base64"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_network_comes_back_with_the_same_bits(form: TensorForm, dtype: str) -> None:
    original = network(dtype)
    copy = network_of(through_json(records_of(original), form, dtype), SHAPE, dtype)
    assert copy.vector.values.tobytes() == original.vector.values.tobytes()
    rows = np.random.default_rng(1).normal(size=(7, math.prod(SHAPE) + 1)).astype(dtype)
    assert copy.predict(rows).tobytes() == original.predict(rows).tobytes()


def test_records_show_what_differs_from_the_defaults() -> None:
    flatten, hidden, dropout, last = records_of(network())
    assert (flatten.type, flatten.input_shape, flatten.output_shape) == ("flatten", SHAPE, (24,))
    assert hidden.options == {"units": 5, "l2": 0.25, "initializer": "he_normal"}
    assert hidden.activation == ComponentRecord("leaky_relu", {"negative_slope": 0.125})
    assert hidden.arrays["weights"].shape == (24, 5)
    assert hidden.parameters == 125
    assert dropout.options == {}  # a rate of 0.5 is the default
    assert last.activation == ComponentRecord("softmax")


def test_records_are_copies() -> None:
    original = network()
    records = records_of(original)
    before = records[1].arrays["weights"].copy()
    original.vector.values[...] = 0
    assert np.array_equal(records[1].arrays["weights"], before)


def test_a_layer_in_json_is_the_one_of_the_file_format() -> None:
    layers: list[Layer] = [
        LAYERS.create("dense", units=2),
        ActivationLayer(ACTIVATIONS.create("relu")),
    ]
    made = Network(layers, (1,))
    made.vector.layers[0]["weights"].value[...] = [[0.5, -1]]
    made.vector.layers[0]["biases"].value[...] = [0, 2]
    (record,) = records_of(made)
    written = json.loads(dump_json(layer_to_json(record, "list")))
    assert list(written.items()) == [
        ("type", "dense"),
        ("inputs", 1),
        ("units", 2),
        ("activation", "relu"),
        ("weights", [[0.5, -1.0]]),
        ("biases", [0.0, 2.0]),
    ]


@pytest.mark.parametrize("name", LAYERS.names())
def test_no_layer_uses_a_word_of_the_file_format(name: str) -> None:
    assert not set(LAYERS.options(name)) & set(RESERVED)


DENSE = {"type": "dense", "inputs": 2, "units": 1, "weights": [[1], [2]], "biases": [0]}


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ([], "layers[0]: expected a layer"),
        ({}, "layers[0]: the key 'type' is missing"),
        ({"type": 3}, "layers[0].type: expected a name out of dense"),
        ({"type": "dence"}, "layers[0].type: unknown layer 'dence'; did you mean 'dense'?"),
        ({"type": "dense"}, "layers[0]: layer 'dense' lacks its 'units'"),
        (DENSE | {"units": 0}, "layers[0].units: expected a whole number of at least 1, got 0"),
        (DENSE | {"units": "1"}, "layers[0].units: expected a whole number of at least 1, got '1'"),
        (
            DENSE | {"units": True},
            "layers[0].units: expected a whole number of at least 1, got true",
        ),
        (DENSE | {"units": 10**12}, "layers[0].weights[0]: expected 1,000,000,000,000 numbers"),
        (DENSE | {"weigths": 0}, "layers[0]: layer 'dense' has no 'weigths'; did you mean 'weigh"),
        ({k: v for k, v in DENSE.items() if k != "biases"}, "layers[0]: the key 'biases' is miss"),
        (DENSE | {"inputs": 3}, "layers[0].inputs: the layer says it has 3 inputs, but 2 arrive"),
        (DENSE | {"weights": [[1]]}, "layers[0].weights: expected 2 rows of 1 numbers, got 1"),
        (DENSE | {"initializer": "he"}, "layers[0]: unknown initializer 'he'; here it is called"),
        (DENSE | {"activation": "rely"}, "layers[0].activation: unknown activation 'rely'; did"),
        (DENSE | {"activation": 1}, "layers[0].activation: expected a name out of linear"),
        (
            DENSE | {"activation": {"type": "leaky_relu", "slope": 1}},
            "layers[0].activation: activation 'leaky_relu' has no option 'slope'",
        ),
        (
            DENSE | {"activation": {"type": "leaky_relu", "negative_slope": -1}},
            "layers[0].activation.negative_slope: expected a number of at least 0, got -1",
        ),
        ({"type": "flatten", "activation": "relu"}, "layers[0].activation: this layer takes no"),
    ],
)
def test_what_is_wrong_with_a_layer_is_said_with_its_place(layer: object, message: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        layer_from_json(layer, (2,), np.float32, "layers[0]")
    assert str(caught.value).startswith(message)


def test_all_wrong_options_are_told_at_once() -> None:
    with pytest.raises(ManyErrors) as caught:
        layer_from_json(DENSE | {"units": -1, "l1": "x", "l2": -2}, (2,), np.float32, "layers[0]")
    assert [error.where for error in caught.value.errors] == [
        "layers[0].units",
        "layers[0].l1",
        "layers[0].l2",
    ]


def test_a_component_is_a_name_or_a_name_with_options() -> None:
    for value in ("relu", {"type": "leaky_relu", "negative_slope": 0.5}):
        assert record_to_json(record_from_json(ACTIVATIONS, value, "activation")) == value
    plain = record_from_json(LOSSES, {"type": "mse"}, "loss")
    assert record_to_json(plain) == "mse"


@pytest.mark.parametrize("form", ["list", "base64"])
def test_convolution_comes_back_with_the_same_bits_and_readable_shapes(form: TensorForm) -> None:
    layers: list[Layer] = [
        LAYERS.create("conv2d", filters=5, kernel_size=(3, 2), padding="same"),
        ActivationLayer(ACTIVATIONS.create("relu")),
        LAYERS.create("max_pool2d", pool_size=(2, 1), strides=(1, 2)),
        LAYERS.create("average_pool2d", pool_size=2, padding="same"),
        LAYERS.create("conv2d", filters=2, kernel_size=1),
        LAYERS.create("global_average_pool2d"),
    ]
    original = Network(layers, SHAPE)
    original.vector.values[...] = np.random.default_rng(0).normal(size=len(original.vector.values))
    records = records_of(original)
    first, largest, mean, _, last = records
    assert first.arrays["weights"].shape == (3, 2, 2, 5)
    assert first.arrays["biases"].shape == (5,)
    assert (first.output_shape, largest.output_shape) == ((4, 3, 5), (3, 2, 5))
    assert (mean.output_shape, last.output_shape) == ((2, 1, 5), (2,))
    read = through_json(records, form, "float32")
    assert read[0].options["kernel_size"] == [3, 2]
    copy = network_of(read, SHAPE, "float32")
    rows = np.random.default_rng(1).normal(size=(7, 25)).astype(np.float32)
    np.testing.assert_array_equal(copy.predict(rows), original.predict(rows))
    np.testing.assert_array_equal(copy.vector.values, original.vector.values)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kernel_size": [3]}, "expected a whole number of at least 1, or a list of 2"),
        ({"kernel_size": [9, 1]}, "kernel size 9 x 1 does not fit into the 4 x 3"),
        ({"padding": "full"}, "expected valid or same"),
        ({"filters": 6}, "layers"),
    ],
)
def test_a_convolution_that_cannot_be(changed: dict[str, Any], words: str) -> None:
    made = Network([LAYERS.create("conv2d", filters=5, kernel_size=2)], SHAPE)
    (record,) = records_of(made)
    value = json.loads(dump_json(layer_to_json(record, "list"))) | changed
    with pytest.raises((ModelFileError, ManyErrors)) as caught:
        layer_from_json(value, SHAPE, "float32", "layers[0]")
    assert words in str(caught.value)
