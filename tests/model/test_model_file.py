"""model.json: what is written is read again, by us and by others; what is wrong is refused."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.layer import Layer
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ManyErrors, ModelFileError, NNError
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.model.model_file import (
    ModelFile,
    Precision,
    WeightsForm,
    model_from_json,
    read_model,
    write_model,
)
from nnfs_cli.task import Task

INPUTS = {
    "kind": "table",
    "columns": [
        {"name": "age", "type": "numeric", "missing": "drop", "steps": []},
        {"name": "town", "type": "categorical", "missing": "mode", "categories": ["A", "B"]},
        {"name": "smokes", "type": "boolean", "missing": "drop", "values": ["no", "yes"]},
    ],
}


def trained(units: int = 3, precision: Precision = "float32") -> ModelFile:
    layers: list[Layer] = [
        LAYERS.create("dense", units=units, l2=0.5),
        ActivationLayer(ACTIVATIONS.create("relu")),
        LAYERS.create("dropout", rate=0.25),
        LAYERS.create("dense", units=2),
        ActivationLayer(ACTIVATIONS.create("softmax")),
    ]
    network = Network(layers, (4,), precision)
    network.vector.values[...] = np.random.default_rng(3).normal(size=len(network.vector))
    return ModelFile(
        task=Task.MULTICLASS,
        inputs=INPUTS,
        outputs={"target": ["species"], "classes": ["x", "y"], "threshold": 0.5},
        layers=records_of(network),
        loss=ComponentRecord("categorical_crossentropy"),
        precision=precision,
        metrics={"test": {"accuracy": 0.75, "roc_auc": None}},
        training={"epochs": 3},
    )


def written(folder: Path, model: ModelFile | None = None, weights: WeightsForm = "auto") -> Path:
    path = folder / "model.json"
    write_model(path, model or trained(), weights)
    return path


def predicted_independently(path: Path, x: Any) -> Any:
    """What fifteen lines of NumPy make of the file format."""
    for layer in json.loads(path.read_text())["layers"]:
        if layer["type"] != "dense":
            continue
        x = x @ np.array(layer["weights"]) + np.array(layer["biases"])
        if layer["activation"] == "relu":
            x = np.maximum(x, 0)
        if layer["activation"] == "softmax":
            x = np.exp(x - x.max(axis=1, keepdims=True))
            x /= x.sum(axis=1, keepdims=True)
    return x


@pytest.mark.parametrize("weights", ["list", "base64"])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_model_comes_back_with_the_same_bits(
    tmp_path: Path, weights: WeightsForm, precision: Precision
) -> None:
    model = trained(precision=precision)
    read = read_model(written(tmp_path, model, weights))
    original, network = model.network().vector, read.network().vector
    assert network.values.tobytes() == original.values.tobytes()
    assert network.values.dtype == precision
    for name in ("task", "inputs", "outputs", "loss", "metrics", "training", "created_by"):
        assert getattr(read, name) == getattr(model, name)
    assert (read.input_shape, read.parameters) == ((4,), 4 * 3 + 3 + 3 * 2 + 2)


@pytest.mark.parametrize("weights", ["list", "base64"])
def test_reading_and_writing_again_gives_the_same_bytes(
    tmp_path: Path, weights: WeightsForm
) -> None:
    first = written(tmp_path, weights=weights).read_bytes()
    assert written(tmp_path, read_model(tmp_path / "model.json"), weights).read_bytes() == first


def test_a_stranger_with_numpy_gets_the_same_predictions(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    path = written(tmp_path)
    rows = np.column_stack([x, np.ones(5)]).astype(np.float32)
    ours = read_model(path).network().predict(rows)
    assert np.allclose(ours, predicted_independently(path, x), atol=1e-6)


def test_few_weights_are_lists_and_many_are_base64(tmp_path: Path) -> None:
    few = json.loads(written(tmp_path, trained(10)).read_text())
    many = json.loads(written(tmp_path, trained(20_000)).read_text())
    assert isinstance(few["layers"][0]["weights"], list)
    assert many["layers"][0]["weights"]["shape"] == [4, 20_000]


def test_the_keys_are_those_of_the_file_format(tmp_path: Path) -> None:
    content = json.loads(written(tmp_path).read_text())
    assert (content["format"], content["version"], content["parameters"]) == ("nn-model", 1, 23)
    assert content["created_by"].startswith("nnfs_cli ")
    assert content["loss"] == "categorical_crossentropy"
    assert [layer["type"] for layer in content["layers"]] == ["dense", "dropout", "dense"]


def test_what_is_not_a_number_is_never_written(tmp_path: Path) -> None:
    model = trained()
    array = model.layers[0].arrays["weights"]
    array[0, 0] = np.nan
    for weights in ("list", "base64"):
        with pytest.raises(ValueError, match="JSON has no number"):
            write_model(tmp_path / "model.json", model, weights)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_run_directory_stands_for_its_model(tmp_path: Path) -> None:
    run = tmp_path / "iris-001"
    run.mkdir()
    with pytest.raises(ModelFileError, match=r"this folder holds no model\.json"):
        read_model(run)
    written(run)
    assert read_model(run).parameters == 23
    with pytest.raises(ModelFileError, match=r"no such model file; did you mean 'iris-001'\?"):
        read_model(tmp_path / "iris-01")


def test_an_image_model_takes_its_shape_from_its_inputs() -> None:
    layers: list[Layer] = [LAYERS.create("flatten"), LAYERS.create("dense", units=1)]
    model = ModelFile(
        task=Task.REGRESSION,
        inputs={"kind": "images", "shape": [2, 3, 1]},
        outputs={"target": ["angle"]},
        layers=records_of(Network(layers, (2, 3, 1))),
        loss=ComponentRecord("mse"),
    )
    assert model.input_shape == (2, 3, 1)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.pop("format"), "model.json: this is not a model file"),
        (lambda m: m.update(format="onnx"), "model.json: this is not a model file"),
        (lambda m: m.update(version=2), "model.json: version: this model file is of version 2, ne"),
        (lambda m: m.update(version="1"), "model.json: version: the version has to be a whole num"),
        (lambda m: m.update(version=True), "model.json: version: the version has to be a whole nu"),
        (lambda m: m.pop("loss"), "model.json: the key 'loss' is missing"),
        (lambda m: m.update(taks=1), "model.json: unknown key 'taks'; did you mean 'task'?"),
        (lambda m: m.update(task="binry"), "model.json: task: expected one of regression, binary"),
        (lambda m: m.update(task=None), "model.json: task: expected one of regression, binary, mu"),
        (lambda m: m.update(precision="float16"), "model.json: precision: expected one of float32"),
        (lambda m: m.update(inputs=[]), "model.json: inputs: expected an object"),
        (lambda m: m["inputs"].update(kind="x"), "model.json: inputs.kind: expected one of table"),
        (lambda m: m["inputs"].update(columns=[]), "model.json: inputs.columns: expected a list"),
        (lambda m: m["inputs"].update(columns=["a"]), "model.json: inputs.columns[0]: expected an"),
        (
            lambda m: m["inputs"]["columns"].pop(),
            "model.json: layers[0].inputs: the layer says it has 4 inputs, but 3 arrive",
        ),
        (
            lambda m: m["inputs"]["columns"][1].pop("categories"),
            "model.json: inputs.columns[1].categories: expected a list",
        ),
        (
            lambda m: m.update(inputs={"kind": "images", "shape": [10**6, 10**6, 3]}),
            "model.json: inputs.shape: an image of more than",
        ),
        (
            lambda m: m.update(inputs={"kind": "images", "shape": [2, 0, 3]}),
            "model.json: inputs.shape: expected [height, width, channels]",
        ),
        (lambda m: m.update(layers=[]), "model.json: layers: expected a list with at least one"),
        (lambda m: m["layers"].pop(), "model.json: layers[1]: the network puts out 3 numbers, but"),
        (
            lambda m: m["layers"][2].update(type="exec"),
            "model.json: layers[2].type: unknown layer 'exec'",
        ),
        (
            lambda m: m["layers"][2]["weights"].pop(),
            "model.json: layers[2].weights: expected 3 rows of 2 numbers, got 2",
        ),
        (
            lambda m: m["layers"][2]["biases"].append(0),
            "model.json: layers[2].biases: expected 2 numbers, got 3",
        ),
        (
            lambda m: m["outputs"]["classes"].append("z"),
            "model.json: layers[2]: the network puts out 2 numbers, but outputs.classes names 3",
        ),
        (lambda m: m["outputs"].pop("classes"), "model.json: outputs.classes: expected a list"),
        (lambda m: m.update(task="regression"), "model.json: layers[2]: the network puts out 2 nu"),
        (
            lambda m: m.update(loss="msse"),
            "model.json: loss: unknown loss 'msse'; did you mean 'ms",
        ),
        (lambda m: m.update(loss=None), "model.json: loss: expected a name out of mse"),
        (
            lambda m: m.update(parameters=24),
            "model.json: parameters: the layers hold 23 parameters",
        ),
        (lambda m: m.update(metrics=[]), "model.json: metrics: expected an object"),
        (lambda m: m["metrics"].update(test=1), "model.json: metrics.test: expected an object"),
        (
            lambda m: m["metrics"]["test"].update(accuracy="good"),
            "model.json: metrics.test.accuracy: expected a number or null",
        ),
        (
            lambda m: m["training"].update(epochs=None),
            "model.json: training.epochs: expected a whole number from 1",
        ),
        (
            lambda m: m["training"].update(target_mean=[0.5, "x"]),
            "model.json: training.target_mean: expected a list of numbers",
        ),
        (
            lambda m: m["training"].update(target_mean=[0.5]),
            "model.json: training.target_mean: expected 2 numbers",
        ),
        (
            lambda m: m["training"].update(typical=[1]),
            "model.json: training.typical: expected an object",
        ),
        (
            lambda m: m["training"].update(typical={"age": None}),
            "model.json: training.typical.age: expected a number or a text",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, change: Change, message: str) -> None:
    content = json.loads(written(tmp_path).read_text())
    change(content)
    with pytest.raises(ModelFileError) as caught:
        model_from_json(content, "model.json")
    assert str(caught.value).startswith(message)


def test_all_wrong_keys_are_told_at_once(tmp_path: Path) -> None:
    content = json.loads(written(tmp_path).read_text())
    content["los"] = content.pop("loss")
    with pytest.raises(ManyErrors) as caught:
        model_from_json(content, "model.json")
    assert [error.message for error in caught.value.errors] == [
        "unknown key 'los'; did you mean 'loss'?",
        "the key 'loss' is missing",
    ]


@pytest.fixture(scope="module", params=["list", "base64"])
def valid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("valid"), weights=request.param)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a document with each of its keys."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    here = [(value, key) for key in keys]
    return here + [place for key in keys for place in places(value[key])]


JUNK = st.sampled_from([None, True, -1, 0, 1, 2, 10**12, 0.5, 1e39, "", "relu", [], {}, [[]], [1]])


@given(data=st.data())
def test_no_changed_document_gives_anything_but_a_model_or_a_refusal(
    valid: Path, data: st.DataObject
) -> None:
    content = copy.deepcopy(json.loads(valid.read_bytes()))
    container, key = data.draw(st.sampled_from(places(content)))
    if data.draw(st.booleans()):
        container[key] = data.draw(JUNK)
    else:
        del container[key]
    usable_or_refused(lambda: model_from_json(content, "model.json"))


@given(data=st.data())
def test_no_changed_bytes_give_anything_but_a_model_or_a_refusal(
    valid: Path, data: st.DataObject
) -> None:
    content = bytearray(valid.read_bytes())
    start = data.draw(st.integers(0, len(content)))
    content[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=4))
    mutant = valid.with_name("mutant.json")
    mutant.write_bytes(content)
    usable_or_refused(lambda: read_model(mutant))


@pytest.mark.parametrize("keys", [("layers", "weights", "loss"), ("shape", "weights", "biases")])
def test_a_model_of_an_older_program_leads_to_nn_import(keys: tuple[str, ...]) -> None:
    with pytest.raises(ModelFileError) as caught:
        model_from_json({key: {} for key in keys}, "old.json")
    assert "nn import OLD -o model.json" in caught.value.hint


def usable_or_refused(read: Callable[[], ModelFile]) -> None:
    try:
        model = read()
    except NNError as error:
        mistakes = error.mistakes()
    else:
        rows = np.ones((2, math.prod(model.input_shape) + 1), model.precision)
        with np.errstate(all="ignore"):
            assert model.network().predict(rows).shape == (2, 2)
        return
    assert all(isinstance(mistake, ModelFileError) and mistake.where for mistake in mistakes)
