"""Running statistics go to the model file and come back, but nobody counts them as learned."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ModelFileError
from nnfs_cli.files.json_files import dump_json
from nnfs_cli.model.layer_records import layer_from_json, layer_to_json, network_of, records_of


def network() -> Network:
    layers = [LAYERS.create("batch_norm", momentum=0.5), LAYERS.create("dense", units=1)]
    made = Network(layers, (2,), "float64")
    made.vector.values[...] = np.random.default_rng(0).uniform(0.5, 2, len(made.vector.values))
    return made


def test_statistics_come_back_with_the_same_bits() -> None:
    original = network()
    records = records_of(original)
    written = [json.loads(dump_json(layer_to_json(record, "list"))) for record in records]
    arrays = ["gamma", "beta", "running_mean", "running_variance"]
    assert list(written[0]) == ["type", "inputs", "momentum", *arrays]
    assert written[0]["running_variance"] == original.vector.values[-2:].tolist()
    read = [layer_from_json(value, (2,), "float64", "layers") for value in written]
    copy = network_of(read, (2,), "float64")
    assert copy.vector.values.tobytes() == original.vector.values.tobytes()
    rows = np.random.default_rng(1).normal(size=(7, 3))
    assert copy.predict(rows).tobytes() == original.predict(rows).tobytes()


def test_records_are_copies_and_count_what_is_learned() -> None:
    original = network()
    first, second = records_of(original)
    before = first.statistics["running_mean"].copy()
    original.vector.values[...] = 0
    np.testing.assert_array_equal(first.statistics["running_mean"], before)
    assert (first.parameters, second.parameters) == (4, 3)


def test_a_missing_statistic_is_missed() -> None:
    value = json.loads(dump_json(layer_to_json(records_of(network())[0], "list")))
    del value["running_mean"]
    with pytest.raises(ModelFileError, match="the key 'running_mean' is missing"):
        layer_from_json(value, (2,), "float64", "layers[0]")
