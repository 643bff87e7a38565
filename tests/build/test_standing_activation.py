"""`{type: activation, function: …}` in a config: what it decides, and its way to the model file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.components import LAYERS
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ManyErrors, ModelFileError, NNError
from nnfs_cli.experiment.summaries import summaries_of_layers
from nnfs_cli.files.json_files import dump_json
from nnfs_cli.model.layer_records import layer_from_json, layer_to_json, network_of, records_of
from nnfs_cli.task import Task

HIDDEN = ["{type: dense, units: 4}", "{type: batch_norm}", "{type: activation, function: relu}"]
LEAKY = "{type: activation, function: {type: leaky_relu, negative_slope: 0.25}}"


def config(tmp_path: Path, *layers: str) -> Path:
    rows = [f"{i % 7},{i % 5},{'ab'[i % 2]}" for i in range(40)]
    (tmp_path / "data.csv").write_text("\n".join(["x,y,t", *rows]) + "\n")
    lines = ["dataset: {path: data.csv, target: t}", "model:", "  layers:"]
    path = tmp_path / "c.yaml"
    path.write_text("\n".join([*lines, *(f"    - {layer}" for layer in layers)]) + "\n")
    return path


def plan_of(path: Path) -> Any:
    return make_plan(load_config(path))


def test_as_the_last_layer_it_decides_the_task(tmp_path: Path) -> None:
    ends = {"softmax": Task.MULTICLASS, "sigmoid": Task.BINARY}
    for function, task in ends.items():
        last = ["{type: dense}", f"{{type: activation, function: {function}}}"]
        plan = plan_of(config(tmp_path, *HIDDEN, *last))
        assert plan.task is task
        network = plan.network()
        assert network.is_linked_with(plan.loss())
        assert plan.layers[-2].activation is None  # not a softmax in front of a softmax
        assert network.output_shape == ({Task.MULTICLASS: 2, Task.BINARY: 1}[task],)


def test_weights_start_as_the_activation_behind_them_wants(tmp_path: Path) -> None:
    first, _, _, last = plan_of(config(tmp_path, *HIDDEN, "{type: dense}")).layers
    assert first.options["initializer"] == "he_uniform"
    assert last.options["initializer"] == "glorot_uniform"


def test_the_resolved_config_says_it_as_it_was_written(tmp_path: Path) -> None:
    path = config(tmp_path, *HIDDEN, "{type: dense, units: 3}", LEAKY, "{type: dense}")
    plan = plan_of(path)
    text = dump_config(plan.config)
    assert "- {type: activation, function: relu}" in text
    assert f"- {LEAKY}" in text
    path.write_text(text)
    assert plan_of(path).layers == plan.layers


def test_it_comes_back_from_a_model_file(tmp_path: Path) -> None:
    network = plan_of(config(tmp_path, *HIDDEN, LEAKY, "{type: dense}")).network()
    records = records_of(network)
    assert [record.type for record in records] == [
        *("dense", "batch_norm", "activation", "activation", "dense")
    ]
    details = [summary.detail for summary in summaries_of_layers(records)]
    assert details[2:4] == ["relu", "leaky_relu"]
    written = [json.loads(dump_json(layer_to_json(record, "list"))) for record in records]
    assert written[2] == {"type": "activation", "function": "relu"}
    assert written[3]["function"] == {"type": "leaky_relu", "negative_slope": 0.25}
    shape, read = network.input_shape, []
    for value in written:
        read.append(layer_from_json(value, shape, "float32", "layers"))
        shape = read[-1].output_shape
    copy = network_of(read, network.input_shape, "float32")
    rows = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    assert copy.predict(rows).tobytes() == network.predict(rows).tobytes()


def test_in_front_of_a_pool_it_is_recorded_where_it_stands() -> None:
    """Though the network walks the pool first, as there is less to do for relu then."""
    layers = [
        LAYERS.create("conv2d", filters=2, kernel_size=3),
        LAYERS.create("batch_norm"),
        LAYERS.create("activation", function="relu"),
        LAYERS.create("max_pool2d"),
        LAYERS.create("dense", units=1),
    ]
    network = Network(layers, (6, 6, 1))
    assert layers[2].output_shape == (2, 2, 2)
    shapes = [(record.input_shape, record.output_shape) for record in records_of(network)]
    large, small = (4, 4, 2), (2, 2, 2)
    expected = [((6, 6, 1), large), (large, large), (large, large), (large, small), (small, (1,))]
    assert shapes == expected


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("{type: leaky_relu, slope: 1}", "model.layers.2.function.slope: unknown key 'slope'"),
        ("rely", "model.layers.2.function: unknown activation 'rely'"),
        ("3", "model.layers.2.function: expected the name of an activation, got 3"),
    ],
)
def test_mistakes_in_a_config_have_their_place(tmp_path: Path, function: str, message: str) -> None:
    last = f"{{type: activation, function: {function}}}"
    with pytest.raises((NNError, ManyErrors)) as caught:
        load_config(config(tmp_path, *HIDDEN[:2], last, "{type: dense}"))
    assert message in str(caught.value)


def test_a_bare_name_is_told_both_ways_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(NNError, match="'relu' is an activation, not a layer") as caught:
        load_config(config(tmp_path, "{type: dense, units: 2}", "relu", "{type: dense}"))
    assert "{type: dense, activation: relu}" in caught.value.hint
    assert "{type: activation, function: relu}" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "layers[0]: layer 'activation' lacks its 'function'"),
        ({"function": "rely"}, "layers[0].function: unknown activation 'rely'"),
        ({"function": 3}, "layers[0].function: expected an activation's name, got 3"),
        (
            {"function": {"type": "leaky_relu", "slope": 1}},
            "layers[0].function: activation 'leaky_relu' has no option 'slope'",
        ),
        ({"function": {}}, "layers[0].function: expected a name out of linear"),
    ],
)
def test_mistakes_in_a_model_file_have_their_place(value: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        layer_from_json({"type": "activation", **value}, (2,), "float32", "layers[0]")
    assert str(caught.value).startswith(message)
