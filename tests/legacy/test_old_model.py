"""Old models predict what the programs that wrote them did; malformed ones are one sentence."""

from __future__ import annotations

import copy
import csv
import io
import json
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.errors import NNError
from nnfs_cli.legacy.old_model import import_model, read_old_model
from nnfs_cli.predictor import Predictor
from tests.legacy.old_files import (
    Content,
    answer_of_layered_lists,
    answer_of_prompt_driven,
    layered_lists,
    prompt_driven,
)

EXACT = 1e-12


def nn(*arguments: str | Path) -> SimpleNamespace:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_table(path: Path, names: list[str], rows: np.ndarray) -> Path:
    """Without names, a file without a header, whose columns are called 0, 1, 2 …"""
    header = [",".join(names)] if names else []
    lines = [*header, *(",".join(map(repr, row)) for row in rows.tolist())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_images(path: Path, pixels: np.ndarray) -> Path:
    """An IDX file of images (images, height, width)."""
    path.write_bytes(struct.pack(">4B3I", 0, 0, 8, 3, *pixels.shape) + pixels.tobytes())
    return path


def predicted(model: Path, source: Path, start: str) -> np.ndarray:
    """The columns of the answer whose names begin so."""
    done = nn("predict", model, source)
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    columns = [name for name in rows[0] if name.startswith(start)]
    return np.array([[float(row[name]) for name in columns] for row in rows])


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize(
    ("sizes", "activations", "loss", "task"),
    [
        ((3, 1), ("linear",), "mse", "regression"),
        ((4, 6, 2), ("relu", "linear"), "mse", "regression"),
        ((3, 5, 1), ("relu", "sigmoid"), "binary_crossentropy", "binary"),
        ((4, 5, 3), ("sigmoid", "sigmoid"), "binary_crossentropy", "multilabel"),
        ((4, 5, 5, 3), ("relu", "linear", "softmax"), "categorical_crossentropy", "multiclass"),
    ],
)
def test_tables(
    tmp_path: Path,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str,
    task: str,
    normalized: bool,
) -> None:
    """Some rows lie beyond the range of training, where they are clipped."""
    content = prompt_driven(sizes, activations, loss, normalized=normalized)
    rows = np.random.default_rng(1).uniform(-15, 15, (20, sizes[0]))
    table = write_table(tmp_path / "new.csv", content["feature_list"], rows)
    old, new = write(tmp_path / "old.json", content), tmp_path / "model.json"
    done = nn("import", old, "-o", new, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["task"] == task
    found = predicted(new, table, "predicted_" if task == "regression" else "probability_")
    expected = np.array([answer_of_prompt_driven(content, row) for row in rows])
    np.testing.assert_allclose(found, expected, rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize("normalized", [True, False])
def test_images(tmp_path: Path, normalized: bool) -> None:
    """Wider than high, so that no axis can be taken for the other."""
    content = prompt_driven(
        (12, 5, 3),
        ("relu", "softmax"),
        "categorical_crossentropy",
        image=(4, 3),
        normalized=normalized,
    )
    if not normalized:  # or every probability is 0 or 1
        content["weights"]["0"] = (np.array(content["weights"]["0"]) / 255).tolist()
    pixels = np.random.default_rng(2).integers(0, 256, (6, 3, 4), np.uint8)
    images = write_images(tmp_path / "new-images-idx3-ubyte", pixels)
    new = tmp_path / "model.json"
    import_model(write(tmp_path / "old.json", content), new)
    expected = [answer_of_prompt_driven(content, image.ravel()) for image in pixels]
    np.testing.assert_allclose(
        predicted(new, images, "probability_"), expected, rtol=EXACT, atol=EXACT
    )
    assert nn("show", new).code == 0


@pytest.mark.parametrize("pixels", ["none", "unit"])
def test_layered_lists_on_images(tmp_path: Path, pixels: str) -> None:
    content = layered_lists(12, 5, 4, 3)
    images = np.random.default_rng(3).integers(0, 256, (6, 3, 4), np.uint8)
    source = write_images(tmp_path / "new-images-idx3-ubyte", images)
    old, new = write(tmp_path / "old.json", content), tmp_path / "model.json"
    done = nn("import", old, "-o", new, "--images", "3x4", "--pixels", pixels)
    assert done.code == 0, done.err
    scale = 255 if pixels == "unit" else 1
    expected = [answer_of_layered_lists(content, image.ravel() / scale) for image in images]
    found = predicted(new, source, "probability_")
    np.testing.assert_allclose(found, expected, rtol=EXACT, atol=EXACT)
    named = predicted(new, source, "predicted_")[:, 0]
    assert named.tolist() == np.argmax(expected, axis=1).tolist()


@pytest.mark.parametrize("outputs", [1, 3])
def test_layered_lists_on_a_table(tmp_path: Path, outputs: int) -> None:
    content = layered_lists(4, 6, outputs)
    rows = np.random.default_rng(4).normal(size=(5, 4))
    source = write_table(tmp_path / "new.csv", [], rows)
    new = tmp_path / "model.json"
    import_model(write(tmp_path / "old.json", content), new)
    expected = [answer_of_layered_lists(content, row) for row in rows]
    np.testing.assert_allclose(
        predicted(new, source, "probability_"), expected, rtol=EXACT, atol=EXACT
    )


def test_the_new_file_holds_the_old_numbers_where_a_person_looks_for_them(tmp_path: Path) -> None:
    content = prompt_driven((2, 1), ("linear",), "mse")
    new = tmp_path / "model.json"
    import_model(write(tmp_path / "old.json", content), new)
    written = json.loads(new.read_text(encoding="utf-8"))
    assert written["precision"] == "float64"
    ((b, *W),) = content["weights"]["0"]
    (layer,) = written["layers"]
    assert (layer["weights"], layer["biases"]) == ([[w] for w in W], [b])
    low, high = content["feature_min_maxes"][1]
    assert written["inputs"]["columns"][1]["steps"] == [
        {"type": "minmax", "minimum": low, "maximum": high, "clip": True},
        {"type": "standardize", "mean": content["sample_features_mean"][1], "std": 1.0},
    ]
    assert written["training"] == {"target_mean": [0.5]}


WRONG: list[tuple[list[str | int], Any, str]] = [
    (["loss"], "hinge", "'loss' is 'hinge', which is none of"),
    (["loss"], "categorical_crossentropy", "the last layer is linear, which does not go with"),
    (["layers", "1", "activation"], "tanh", "layers.1: 'activation' is 'tanh'"),
    (["layers", "1", "dimension"], 4, "weights.0: expected 4 rows of 4 numbers, got 5"),
    (["layers", "0", "dimension"], 10**12, "weights.0[0]: expected 1,000,000,000,001 numbers"),
    (["layers", "0", "dimension"], 3.0, "layers.0.dimension: expected a whole number from 1"),
    (["layers"], {"0": {"dimension": 3}}, "layers: expected the inputs and one layer or more"),
    (["weights", "1"], [[1, 2]], "weights.1[0]: expected 6 numbers, got 2"),
    (["weights", "0", 2, 1], "x", 'weights.0[2][1]: expected a number, got "x"'),
    (["class_list"], ["a", "b"], "class_list: names 2 outputs, but the last layer has 1"),
    (["feature_list"], ["a", "b"], "feature_list: names 2 features, but the first layer takes 3"),
    (["feature_list"], ["a", "b", "a"], "'feature_list' holds a text twice"),
    (["feature_types"], ["float", "string", "float"], 'feature_types: expected "float" or "int"'),
    (["feature_min_maxes", 1], [2, 1], "feature_min_maxes[1]: the minimum is above the maximum"),
    (["sample_features_std"], [1, 2], "sample_features_std: expected 3 numbers, got 2"),
    (["normalized"], "yes", "normalized: expected true or false"),
    (["is_image_model"], True, "image_dim: expected [width, height]"),
    (["nodes"], 1, "unknown key 'nodes'"),
]


def changed(content: Content, path: list[str | int], value: object) -> Content:
    content = copy.deepcopy(content)
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return content


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_a_malformed_file_is_one_clear_sentence(
    tmp_path: Path, path: list[str | int], value: object, message: str
) -> None:
    content = changed(prompt_driven((3, 5, 1), ("relu", "linear"), "mse"), path, value)
    old = write(tmp_path / "old.json", content)
    done = nn("import", old, "-o", tmp_path / "model.json")
    assert done.code == 2
    assert message in done.err
    assert done.err.startswith(str(old))
    assert not (tmp_path / "model.json").exists()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["shape"], [4], "shape: expected the sizes of two layers or more"),
        (["shape"], [4, 3, 2, 2], "weights: expected 3 arrays"),
        (["shape", 0], True, "shape[0]: expected a whole number from 1"),
        (["weights", 0], [[1, 2]], "weights[0]: expected 3 rows of 4 numbers, got 1"),
        (["biases", 1], [1, 2], "biases[1][0]: expected a list of 1, got 1"),
    ],
)
def test_malformed_lists_too(
    tmp_path: Path, path: list[str | int], value: object, message: str
) -> None:
    old = write(tmp_path / "old.json", changed(layered_lists(4, 3, 2), path, value))
    with pytest.raises(NNError) as raised:
        read_old_model(old)
    assert message in str(raised.value)


def places(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[list[str | int]]:
    """Every place in the content, but of a list only the first and last."""
    if path:
        yield [*path]
    if isinstance(content, dict):
        for key, value in content.items():
            yield from places(value, (*path, key))
    if isinstance(content, list) and content:
        for index in {0, len(content) - 1}:
            yield from places(content[index], (*path, index))


FILES = {
    "table": prompt_driven((3, 2, 1), ("relu", "sigmoid"), "binary_crossentropy"),
    "images": prompt_driven((4, 3), ("softmax",), "categorical_crossentropy", image=(2, 2)),
    "lists": layered_lists(3, 2, 2),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("value", [None, "x", -1, 0, 1e308, True, [], {}, [[]], "\x00"])
def test_whatever_stands_somewhere_it_is_a_model_or_a_mistake(
    tmp_path: Path, kind: str, value: object
) -> None:
    """Never another exception, and what is written can be read again."""
    refused, new = 0, tmp_path / "model.json"
    for path in places(FILES[kind]):
        old = write(tmp_path / "old.json", changed(FILES[kind], path, value))
        new.unlink(missing_ok=True)
        with suppress(NNError):
            import_model(old, new)
        if new.exists():
            Predictor.open(new)
        else:
            with pytest.raises(NNError) as raised:
                read_old_model(old)
            refused += 1
            assert str(raised.value).startswith(str(old))
            assert "\n" not in str(raised.value)
    assert refused


def test_files_of_other_kinds(tmp_path: Path) -> None:
    new = tmp_path / "model.json"
    for content, message in (
        ({"a": 1}, "this is no model of an older program"),
        ([1, 2], "this is no model of an older program"),
        ({"format": "nn-model"}, "this is a model file of nn already"),
    ):
        done = nn("import", write(tmp_path / "old.json", content), "-o", new)
        assert (done.code, message in done.err) == (2, True)
    assert "no such" in nn("import", tmp_path / "missing.json", "-o", new).err
    (tmp_path / "old.json").write_text("{")
    assert "not valid JSON" in nn("import", tmp_path / "old.json", "-o", new).err


def test_what_the_inputs_are_is_said_once(tmp_path: Path) -> None:
    lists = write(tmp_path / "lists.json", layered_lists(12, 3))
    prompted = write(tmp_path / "old.json", prompt_driven((3, 1), ("linear",), "mse"))
    new = tmp_path / "model.json"
    for words, message in (
        ([lists, "--images", "4x4"], "has 16 pixels, but the model takes 12"),
        ([lists, "--images", "four"], "expected a height and a width"),
        ([lists, "--pixels", "unit"], "--pixels is about images"),
        ([prompted, "--images", "1x3"], "says itself what its inputs are"),
    ):
        done = nn("import", *words, "-o", new)
        assert (done.code, message in done.err) == (2, True), done.err
    assert nn("import", lists, "-o", lists).code == 2
