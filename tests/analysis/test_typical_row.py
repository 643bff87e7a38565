"""The typical row: means and most frequent words of training rows, and back into columns."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnfs_cli.analysis import typical_row as module
from nnfs_cli.analysis.typical_row import typical_columns, typical_row
from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn, TextColumn
from nnfs_cli.data.table_encoder import TableEncoder

AGE = NumericColumn("age", np.array([20.0, 30.0, 70.0, 1000.0]))
SMOKER = NumericColumn("smoker", np.array([1.0, 1.0, 0.0, 0.0]), ("no", "yes"))
CITY = CategoricalColumn("city", np.array([1, 1, 0, 0], np.int32), ("Oslo", "Rome"))
NOTE = TextColumn("note", np.array(["good", "bad", "good", "x"], object))
TRAINING = np.array([0, 1, 2])


def encoder(numeric: tuple[str, ...] = (), missing: str = "drop") -> TableEncoder:
    policies = {"age": missing, "smoker": missing, "city": missing, "note": "empty"}
    return TableEncoder.fit(
        (AGE, SMOKER, CITY, NOTE),
        TRAINING,
        numeric=numeric,
        missing=cast(Any, policies),
        unknown={},
    )


def data_of(inputs: object, x: np.ndarray) -> Any:
    return SimpleNamespace(
        inputs=inputs, dataset=SimpleNamespace(x=x), split=SimpleNamespace(training=TRAINING)
    )


@pytest.mark.parametrize("numeric", [(), ("standardize",), ("minmax", "standardize")])
def test_means_and_most_frequent_words_of_training_rows(
    numeric: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_AT_A_TIME", 2)
    inputs = encoder(numeric)
    x = inputs.encode((AGE, SMOKER, CITY, NOTE)).x
    assert typical_row(data_of(inputs, x)) == {"age": 40.0, "smoker": "yes", "city": "Rome"}


def test_images_have_no_typical_row() -> None:
    assert typical_row(data_of(object(), np.zeros((3, 4), np.uint8))) == {}


def values(columns: list[RawColumn]) -> list[object]:
    age, smoker, city, note = columns
    assert isinstance(age, NumericColumn)
    assert isinstance(smoker, NumericColumn)
    assert isinstance(city, CategoricalColumn)
    assert isinstance(note, TextColumn)
    word = city.vocabulary[city.codes[0]]
    return [age.values.tolist(), smoker.values.tolist(), word, note.texts.tolist()]


def test_back_into_columns() -> None:
    columns = typical_columns(
        encoder().columns, {"age": 41.5, "smoker": "yes", "city": "Oslo", "more": 1}
    )
    assert values(columns) == [[41.5], [1.0], "Oslo", [""]]


@pytest.mark.parametrize(
    ("numeric", "missing", "age"),
    [
        (("standardize",), "drop", 40),
        (("minmax",), "drop", 45),
        ((), "median", 30),
        ((), "drop", 0),
    ],
)
def test_without_a_record_the_middle_of_the_scale(
    numeric: tuple[str, ...], missing: str, age: float
) -> None:
    """Older model files have none."""
    found = values(typical_columns(encoder(numeric, missing).columns, {}))
    assert found[0] == [pytest.approx(age)]


def test_of_a_whole_table(tmp_path: Path) -> None:
    table = (Path(__file__).parents[2] / "datasets" / "iris.csv").as_posix()
    path = tmp_path / "config.yaml"
    path.write_text(f"dataset: {{path: {table}, target: species}}", encoding="utf-8")
    plan = make_plan(load_config(path, ()))
    numbers = np.loadtxt(table, delimiter=",", skiprows=1, usecols=range(4))
    means = numbers[plan.data.split.training].mean(axis=0)
    np.testing.assert_allclose(list(map(float, typical_row(plan.data).values())), means, rtol=1e-5)
