"""Files of answers: what moved them beside them, and every form says the same."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from PIL import Image

from nnfs_cli.answer_formats import answer_file
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError
from nnfs_cli.model.component_records import ComponentRecord
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.model.model_file import ModelFile, write_model
from nnfs_cli.predict_file import predict_file
from tests.written_models import KINDS, LABELS, NUMBER, YES_OR_NO, write_people_model

TABLE = '''city,note,age,smoker,income
Oslo,"a, b",31.5,yes,2500
"Rome, Italy",,48,no,NA
Paris,x,1e2,,
Oslo,"say ""hi""",,no,1000
'''


def predicted(targets: TargetEncoder, folder: Path, **options: bool) -> list[dict[str, str]]:
    model = write_people_model(folder / "model.json", targets)
    (folder / "people.csv").write_text(TABLE, encoding="utf-8")
    out = io.StringIO()
    predict_file(model, str(folder / "people.csv"), out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_the_columns_that_say_why(tmp_path: Path) -> None:
    rows = predicted(NUMBER, tmp_path, explain=True)
    assert list(rows[0]) == [
        "predicted_price",
        "typical_answer",
        *("because_1", "effect_1", "because_2", "effect_2", "because_3", "effect_3"),
        "effect_of_others",
    ]
    rows = predicted(LABELS, tmp_path, explain=True)
    assert "because_1_red" in rows[0]
    assert "effect_of_others_blue" in rows[0]
    assert "because_1" not in rows[0]


@pytest.mark.parametrize(
    ("targets", "answers"),
    [
        (NUMBER, {"": "predicted_price"}),
        (YES_OR_NO, {"": "probability_sick"}),
        (LABELS, {"_red": "probability_red", "_blue": "probability_blue"}),
    ],
)
def test_effects_add_up_to_the_answer(
    targets: TargetEncoder, answers: dict[str, str], tmp_path: Path
) -> None:
    rows = predicted(targets, tmp_path, explain=True)
    for row in rows[:3]:
        for ending, answer in answers.items():
            parts = ["typical_answer", "effect_1", "effect_2", "effect_3", "effect_of_others"]
            total = sum(float(row[part + ending]) for part in parts)
            assert total == pytest.approx(float(row[answer]), rel=1e-6, abs=1e-6)
            assert row[f"because_1{ending}"] in ("age", "income", "smoker", "city")
    assert set(rows[3].values()) == {""}, "without an age there is no answer and no reason"


def test_of_several_classes_the_one_that_is_answered_is_explained(tmp_path: Path) -> None:
    for row in predicted(KINDS, tmp_path, explain=True)[:3]:
        parts = ["typical_answer", "effect_1", "effect_2", "effect_3", "effect_of_others"]
        total = sum(float(row[part]) for part in parts)
        answer = float(row[f"probability_{row['predicted_kind']}"])
        assert total == pytest.approx(answer, rel=1e-6)


def test_a_row_that_is_typical_has_no_effects(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", NUMBER)
    table = tmp_path / "typical.csv"
    table.write_text("age,income,smoker,city\n48,3100,no,Oslo\n", encoding="utf-8")
    out = io.StringIO()
    predict_file(model, str(table), out, explain=True)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert float(row["typical_answer"]) == pytest.approx(float(row["predicted_price"]), rel=1e-6)
    assert float(row["effect_1"]) == pytest.approx(0, abs=1e-5)


def test_older_model_files_are_explained_from_the_middle(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", NUMBER, typical={})
    table, out = tmp_path / "middle.csv", io.StringIO()
    table.write_text("age,income,smoker,city\n50,3000,no,Oslo\n", encoding="utf-8")
    counts = predict_file(model, str(table), out, explain=True)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert float(row["typical_answer"]) == pytest.approx(float(row["predicted_price"]), rel=1e-6)
    assert "records no typical row" in counts.explained


@pytest.mark.parametrize("targets", [NUMBER, YES_OR_NO, LABELS, KINDS])
@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("with_inputs", [False, True])
def test_every_form_says_the_same(
    targets: TargetEncoder, explain: bool, with_inputs: bool, tmp_path: Path
) -> None:
    rows = predicted(targets, tmp_path, explain=explain, with_inputs=with_inputs)
    names = list(rows[0])
    read: dict[str, list[tuple[object, ...]]] = {}
    for ending in (".tsv", ".jsonl", ".parquet"):
        path = tmp_path / f"answers{ending}"
        with answer_file(path) as answers:
            predict_file(
                tmp_path / "model.json",
                str(tmp_path / "people.csv"),
                answers,
                with_inputs=with_inputs,
                explain=explain,
            )
        read[ending] = rows_of(path, names)
    as_text = [tuple(row.values()) for row in rows]
    assert read[".tsv"] == as_text
    assert read[".jsonl"] == read[".parquet"]
    for row, texts in zip(read[".jsonl"], as_text, strict=True):
        for name, value, text in zip(names, row, texts, strict=True):
            if isinstance(value, int | float):
                assert value == float(text)
            else:
                assert (value or "") == (text.replace("NA", "") if name == "income" else text)
    first = dict(zip(names, read[".jsonl"][0], strict=True))
    numbers = {name for name, value in first.items() if isinstance(value, int | float)}
    kinds = ("probability_", "effect_", "typical_")
    assert {name for name in names if name.startswith(kinds)} <= numbers
    assert not {name for name in names if name.startswith("because_")} & numbers
    if with_inputs:
        assert {"age", "income"} <= numbers
        assert not {"city", "note", "smoker"} & numbers


def rows_of(path: Path, names: list[str]) -> list[tuple[object, ...]]:
    if path.suffix == ".tsv":
        with path.open(encoding="utf-8", newline="") as file:
            return [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t")]
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert all(list(row) == names for row in rows)
        return [tuple(row.values()) for row in rows]
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT * FROM read_parquet('{path.as_posix()}')")
        assert list(relation.columns) == names
        return relation.fetchall()


def test_numbers_come_back_with_the_bits_of_the_network(tmp_path: Path) -> None:
    rows = predicted(YES_OR_NO, tmp_path)
    with answer_file(tmp_path / "a.jsonl") as answers:
        predict_file(tmp_path / "model.json", str(tmp_path / "people.csv"), answers)
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    for row, line in zip(rows[:3], lines, strict=False):
        assert np.float32(json.loads(line)["probability_sick"]) == np.float32(
            row["probability_sick"]
        )


def test_a_name_that_is_there_already_is_a_mistake(tmp_path: Path) -> None:
    model = write_people_model(tmp_path / "model.json", NUMBER)
    table = tmp_path / "people.csv"
    table.write_text("age,income,smoker,city,effect_1\n1,2,no,Oslo,3\n", encoding="utf-8")
    predict_file(model, str(table), io.StringIO(), with_inputs=True)
    with pytest.raises(ConfigError, match="a column 'effect_1' already"):
        predict_file(model, str(table), io.StringIO(), with_inputs=True, explain=True)


def write_image_model(path: Path, targets: TargetEncoder = KINDS) -> Path:
    inputs = ImageInputs((6, 5, 1), PixelScale.fixed("unit"), resize=False)
    layers = [LAYERS.create("dense", units=targets.outputs)]
    layers += [ActivationLayer(ACTIVATIONS.create("softmax"))]
    network = Network(layers, (6, 5, 1))
    network.initialize(np.random.default_rng(0))
    loss = ComponentRecord("categorical_crossentropy", {})
    records = records_of(network)
    write_model(path, ModelFile(targets.task, inputs.to_json(), targets.to_json(), records, loss))
    return path


def write_images(folder: Path) -> Path:
    (folder / "deep").mkdir(parents=True)
    for name in ("a.png", "b.gif", "deep/a.png"):
        pixels = np.random.default_rng(len(name)).integers(0, 256, (6, 5)).astype(np.uint8)
        Image.fromarray(pixels).save(folder / name)
    (folder / "broken.png").write_bytes(b"no image")
    return folder


def test_a_picture_for_each_image_that_is_answered(tmp_path: Path) -> None:
    model, images = write_image_model(tmp_path / "m.json"), write_images(tmp_path / "images")
    plain, drawn, overlays = io.StringIO(), io.StringIO(), tmp_path / "over" / "lays"
    predict_file(model, str(images), plain)
    counts = predict_file(model, str(images), drawn, explain=True, overlays=overlays)
    assert drawn.getvalue() == plain.getvalue(), "the answers are what they were"
    found = {path.relative_to(overlays).as_posix() for path in overlays.rglob("*.png")}
    assert found == {"a.png", "b.gif.png", "deep/a.png"}
    assert counts.explained.startswith("3 pictures in ")
    for path in overlays.rglob("*.png"):
        with Image.open(path) as picture:
            picture.verify()


def test_pictures_are_for_images_and_columns_for_tables(tmp_path: Path) -> None:
    of_images = write_image_model(tmp_path / "m.json")
    with pytest.raises(ConfigError) as caught:
        predict_file(of_images, "x.png", io.StringIO(), explain=True)
    assert "--overlays FOLDER" in caught.value.hint
    of_table = write_people_model(tmp_path / "t.json", NUMBER)
    with pytest.raises(ConfigError) as caught:
        predict_file(of_table, "x.csv", io.StringIO(), overlays=tmp_path)
    assert "--explain" in caught.value.hint
