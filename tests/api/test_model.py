from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nnfs_cli
from nnfs_cli import DataError, Model, Predictions, TrainedRun
from nnfs_cli.predict_file import predict_file
from tests.api.conftest import DATASETS, PEOPLE

FLOWERS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def written(model: Model, source: Path, to: Path) -> list[dict[str, str]]:
    """What `nn predict` writes."""
    with to.open("w", encoding="utf-8", newline="") as out:
        predict_file(model.path, str(source), out)
    with to.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def same(one: Predictions, other: Predictions) -> None:
    np.testing.assert_array_equal(one.values, other.values)
    if one.probabilities is not None and other.probabilities is not None:
        np.testing.assert_array_equal(one.probabilities, other.probabilities)


def test_answers_are_those_of_nn_predict(iris: TrainedRun, tmp_path: Path) -> None:
    predictions = iris.model.predict(DATASETS / "iris.csv")
    rows = written(iris.model, DATASETS / "iris.csv", tmp_path / "p.csv")
    columns = predictions.columns()
    assert [*columns] == [*rows[0]]
    assert columns["predicted_species"].tolist() == [row["predicted_species"] for row in rows]
    setosa = [np.float32(row["probability_setosa"]) for row in rows]
    assert columns["probability_setosa"].tolist() == setosa
    assert len(predictions) == 150
    assert predictions.classes == iris.model.classes == ("setosa", "versicolor", "virginica")
    assert predictions.answered.all()


def test_every_form_of_a_table_is_answered_alike(iris: TrainedRun) -> None:
    model = iris.model
    with (DATASETS / "iris.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] for row in rows] for name in reversed(rows[0])}
    numbers = np.array([[float(row[name]) for name in FLOWERS] for row in rows])
    of_file = model.predict(str(DATASETS / "iris.csv"))
    frames: list[Any] = [
        rows,
        columns,
        numbers,
        numbers.tolist(),
        {name: numbers[:, place] for place, name in enumerate(FLOWERS)},
    ]
    for data in frames:
        same(model.predict(data), of_file)
    same(nnfs_cli.predict(iris.directory, numbers), of_file)
    same(nnfs_cli.predict(model, rows), of_file)


def test_a_data_frame_is_a_table(iris: TrainedRun, wages: Model, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    flowers = pandas.read_csv(DATASETS / "iris.csv")
    same(iris.model.predict(flowers), iris.model.predict(DATASETS / "iris.csv"))
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    of_file = wages.predict(tmp_path / "people.csv")
    people = pandas.read_csv(tmp_path / "people.csv")
    same(wages.predict(people), of_file)
    same(wages.predict(people.convert_dtypes()), of_file)
    assert people.assign(**of_file.columns()).shape == (6, 6)


def test_cells_in_memory_mean_what_they_mean_in_a_file(wages: Model, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + "50,f,no,Rom,0\n", encoding="utf-8")
    of_file = wages.predict(file)
    ages: list[Any] = [30, 40.0, None, "60", " 35 ", np.float32(45), np.int64(50)]
    members: list[Any] = [True, "no", "YES", "", False, "yes", "No"]
    sexes = ["f", "m", "f", " m", "f", "m", "f"]
    cities = ["Bonn", "Köln", "Bonn", "Ulm", "Ulm", "Köln", "Rom"]
    in_memory = wages.predict({"age": ages, "member": members, "sex": sexes, "city": cities})
    same(in_memory, of_file)
    assert of_file.answered.tolist() == [True, True, True, False, True, True, True]
    assert np.isnan(of_file.values[3])
    assert of_file.values.dtype == np.float64
    assert in_memory.unknown == of_file.unknown == {"city": 1}
    assert in_memory.probabilities is None
    assert [*in_memory.columns()] == ["predicted_wage"]
    ages[2], members[3] = float("nan"), "NA"
    same(wages.predict({"age": ages, "member": members, "sex": sexes, "city": cities}), of_file)


GOOD = {"age": [30, 31], "sex": ["f", "m"], "member": [True, False], "city": ["Bonn", "Ulm"]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({**GOOD, "age": [30, "old"]}, "row 2: column 'age': 'old' is not a number"),
        ({**GOOD, "age": ["1_0", 30]}, "row 1: column 'age': '1_0' is not a number"),
        ({**GOOD, "age": [1e39, 30]}, "row 1: column 'age': '1e+39' is not a number"),
        ({**GOOD, "member": [2, True]}, "row 1: column 'member': '2' is neither 'no' nor 'yes'"),
        ({**GOOD, "sex": ["f", "x"]}, "column 'sex' says x, which no training row does"),
        ({"agee": [1], "sex": ["f"]}, "the table lacks the columns"),
        ({**GOOD, "age": [30]}, "column 'sex' has 2 rows, but 'age' has 1"),
        ({**GOOD, "age": 30}, "column 'age' is a single value, not a list of them"),
        ([{"age": 1}, 3], "row 2: expected a dictionary, as the other rows are, got int"),
        (np.zeros((2, 3)), r"expected an array (rows, 4), got one of shape (2, 3)"),
        ([[1, 2], [3]], "the rows are not all of one length"),
        (7, "expected a table, got int"),
        ("nowhere.csv", "nowhere.csv"),
    ],
)
def test_what_cannot_be_answered_says_why(wages: Model, data: Any, message: str) -> None:
    with pytest.raises(nnfs_cli.NNError) as raised:
        wages.predict(data)
    assert message in str(raised.value)


def test_no_rows_have_no_answers(iris: TrainedRun) -> None:
    nothing = iris.model.predict({name: [] for name in FLOWERS})
    assert len(nothing) == 0
    assert nothing.probabilities is not None
    assert nothing.probabilities.shape == (0, 3)


def test_a_yes_or_no_has_two_probabilities(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("x,y\n" + "1,no\n2,yes\n" * 20, encoding="utf-8")
    config = {
        "dataset": {"path": data, "target": "y"},
        "training": {"epochs": 1},
        "output": {"plots": False},
    }
    model = nnfs_cli.train(config, runs_dir=tmp_path).model
    predictions = model.predict(np.array([[1.0], [2.0], [np.nan]]))
    assert predictions.classes == ("no", "yes")
    assert predictions.probabilities is not None
    np.testing.assert_allclose(predictions.probabilities[:2].sum(axis=1), 1, rtol=1e-6)
    assert np.isnan(predictions.probabilities[2]).all()
    assert predictions.values[2] == ""
    columns = predictions.columns()
    assert [*columns] == ["predicted_y", "probability_y"]
    np.testing.assert_array_equal(columns["probability_y"], predictions.probabilities[:, 1])
    assert (model.task, model.targets, model.features) == ("binary", ("y",), ("x",))
    assert model.metrics["test"]["accuracy"] is not None


def test_several_labels_have_a_probability_each(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("x,a,b\n" + "1,0,1\n2,1,0\n" * 20, encoding="utf-8")
    config = {
        "dataset": {"path": data, "target": ["a", "b"]},
        "training": {"epochs": 1},
        "output": {"plots": False},
    }
    model = nnfs_cli.train(config, runs_dir=tmp_path).model
    predictions = model.predict([{"x": 1}, {"x": 2}])
    assert predictions.values.shape == (2, 2)
    assert predictions.probabilities is not None
    assert predictions.probabilities.shape == (2, 2)
    columns = model.predict(data).columns()
    rows = written(model, data, tmp_path / "p.csv")
    assert [*columns] == [*rows[0]]
    assert columns["predicted_b"].tolist() == [row["predicted_b"] for row in rows]
    assert columns["probability_b"].tolist() == [np.float32(row["probability_b"]) for row in rows]


def test_images_come_as_paths_or_arrays(digits: Model) -> None:
    files = sorted((DATASETS / "digits" / "3").glob("*.png"))[:4]
    pixels = np.stack([np.asarray(Image.open(file)) for file in files])
    of_files = digits.predict(files)
    same(digits.predict(pixels), of_files)
    same(digits.predict(pixels[..., np.newaxis]), of_files)
    same(digits.predict([*pixels]), of_files)
    of_one = digits.predict(files[0])
    assert of_one.values.tolist() == of_files.values[:1].tolist()
    assert of_files.files == tuple(map(str, files))
    assert len(digits.predict(DATASETS / "digits" / "3")) > 4
    assert digits.image_shape == (8, 8, 1)
    assert digits.features == ()


def test_an_image_that_cannot_be_read_has_no_answer(digits: Model, tmp_path: Path) -> None:
    file = next((DATASETS / "digits" / "3").glob("*.png"))
    predictions = digits.predict([file, tmp_path / "nowhere.png"])
    assert predictions.answered.tolist() == [True, False]
    assert predictions.values[1] == ""
    assert "nowhere.png" in predictions.problems[0]


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((2, 8, 8)), "images are arrays of uint8, from 0 to 255, not of float64"),
        (np.zeros((2, 9, 8), np.uint8), "expected an array (images, 8, 8, 1)"),
        (np.zeros((2, 8, 8, 3), np.uint8), "expected an array (images, 8, 8, 1)"),
        ([np.zeros((8, 8), np.uint8), np.zeros((9, 8), np.uint8)], "not all of one size"),
        (3, "expected images, got int"),
        ([], "there are no images"),
    ],
)
def test_images_that_do_not_fit(digits: Model, images: Any, message: str) -> None:
    with pytest.raises(DataError) as raised:
        digits.predict(images)
    assert message in str(raised.value)


def test_crop_and_blocks_are_done_to_arrays_too(tmp_path: Path) -> None:
    config = {
        "dataset": {"images": DATASETS / "digits", "crop": [6, 4], "downsample": 2},
        "training": {"epochs": 1},
        "output": {"plots": False},
    }
    model = nnfs_cli.train(config, runs_dir=tmp_path).model
    files = sorted((DATASETS / "digits" / "5").glob("*.png"))[:3]
    pixels = np.stack([np.asarray(Image.open(file)) for file in files])
    same(model.predict(pixels), model.predict(files))


def test_what_is_no_model_is_told() -> None:
    with pytest.raises(nnfs_cli.ModelFileError):
        nnfs_cli.load_model("nowhere")
