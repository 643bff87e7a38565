"""The data that ship are what their README says, and the script makes the same bytes again."""

from __future__ import annotations

import csv
import shutil
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

DATASETS = Path(__file__).parent.parent / "datasets"

TABLES = {
    "iris.csv": (150, 4, ["species"]),
    "wine.csv": (178, 13, ["cultivar"]),
    "breast_cancer.csv": (569, 30, ["diagnosis"]),
    "diabetes.csv": (442, 10, ["progression"]),
    "spiral.csv": (600, 2, ["arm"]),
    "donut.csv": (500, 2, ["part"]),
    "weather.csv": (600, 5, ["rain", "fog", "frost", "gale"]),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_whole_and_in_the_readme(name: str) -> None:
    count, features, targets = TABLES[name]
    rows = rows_of(name)
    assert len(rows) == count
    assert list(rows[0])[features:] == targets
    assert all(None not in row and all(row.values()) for row in rows)
    for row in rows:
        assert np.isfinite([float(cell) for cell in list(row.values())[:features]]).all()
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    assert f"`{name}`" in readme
    assert all(f"`{target}`" in readme for target in targets)


def test_classes_are_named_and_as_frequent_as_published() -> None:
    assert Counter(row["species"] for row in rows_of("iris.csv")) == {
        "setosa": 50,
        "versicolor": 50,
        "virginica": 50,
    }
    assert Counter(row["diagnosis"] for row in rows_of("breast_cancer.csv")) == {
        "malignant": 212,
        "benign": 357,
    }
    cultivars = Counter(row["cultivar"] for row in rows_of("wine.csv"))
    assert [cultivars[f"cultivar_{number}"] for number in (1, 2, 3)] == [59, 71, 48]


def test_the_digits_are_the_same_as_images_and_as_idx() -> None:
    images = (DATASETS / "digits-images-idx3-ubyte").read_bytes()
    labels = (DATASETS / "digits-labels-idx1-ubyte").read_bytes()
    assert struct.unpack(">4B3I", images[:16]) == (0, 0, 8, 3, 1797, 8, 8)
    assert struct.unpack(">4BI", labels[:8]) == (0, 0, 8, 1, 1797)
    files = sorted((DATASETS / "digits").rglob("*.png"), key=lambda file: file.name)
    assert len(files) == 1797
    assert [int(file.parent.name) for file in files] == list(labels[8:])
    for number, file in enumerate(files):
        with Image.open(file) as image:
            assert image.mode == "L"
            assert image.tobytes() == images[16 + 64 * number : 16 + 64 * (number + 1)]


def test_the_words_of_a_review_tell_its_verdict() -> None:
    rows = rows_of("reviews.csv")
    assert len(rows) == 800
    assert list(rows[0]) == ["review", "minutes", "meal", "recommended"]
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    assert "`reviews.csv`" in readme
    assert all(f"`{column}`" in readme for column in rows[0])
    assert 350 < sum(row["recommended"] == "yes" for row in rows) < 450
    by_word = {
        word: np.mean([row["recommended"] == "yes" for row in rows if word in row["review"]])
        for word in ("was delicious", "was not delicious", "was rude", "was not rude")
    }
    assert by_word["was delicious"] > 0.6 > 0.5 > by_word["was not delicious"]
    assert by_word["was rude"] < 0.4 < by_word["was not rude"]


def test_hires_of_bikes_follow_the_formula_and_scatter_as_counts_do() -> None:
    rows = rows_of("bikes.csv")
    assert list(rows[0]) == ["day", "station", "docks", "temperature", "rain", "weekend", "hires"]
    assert [len({row[key] for row in rows}) for key in ("day", "station", "docks")] == [73, 10, 10]
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    assert "`bikes.csv`" in readme
    assert all(f"`{column}`" in readme for column in rows[0])
    hires = np.array([float(row["hires"]) for row in rows])
    weather = np.array(
        [
            0.06 * (float(row["temperature"]) - 12)
            - float(row["rain"]) / 8
            + (row["weekend"] == "yes") / 2
            for row in rows
        ]
    )
    expected = np.array([float(row["docks"]) / 8 for row in rows]) * np.exp(weather)
    for station in {row["station"] for row in rows}:
        here = np.array([row["station"] == station for row in rows])
        expected[here] *= hires[here].sum() / expected[here].sum()
    dispersion = np.sum((hires - expected) ** 2 / expected) / (len(rows) - 10)
    assert 0.9 < dispersion < 1.1, "the variance of a Poisson number is its mean"


def test_no_label_of_the_weather_is_rare() -> None:
    for label in TABLES["weather.csv"][2]:
        share = np.mean([row[label] == "1" for row in rows_of("weather.csv")])
        assert 0.2 < share < 0.5


def test_the_script_makes_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    shutil.copy(DATASETS / "make_datasets.py", tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "make_datasets.py")], check=True)
    made = {file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file()}
    assert len(made) == 1797 + 2 + len(TABLES) + 2 + 1
    for file in made:
        assert (tmp_path / file).read_bytes() == (DATASETS / file).read_bytes(), file
