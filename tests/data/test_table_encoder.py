"""Encoding columns: hand-worked inputs, statistics from training rows alone, strict model files."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.columns import UnknownPolicy
from nnfs_cli.data.missing_policy import MissingPolicy
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.errors import DataError, ModelFileError

NAN = np.nan
AGE = NumericColumn("age", np.array([1.0, 3.0, NAN, 5.0, 100.0]))
SMOKER = NumericColumn("smoker", np.array([0.0, 1.0, 1.0, NAN, 0.0]), ("no", "yes"))
CITY = CategoricalColumn(
    "city", np.array([2, 0, -1, 2, 1], dtype=np.int32), ("Oslo", "Paris", "Rome")
)
TRAINING = np.array([0, 1, 2, 3])


def fit(
    *columns: RawColumn,
    missing: MissingPolicy = "drop",
    numeric: tuple[str, ...] = ("standardize",),
    unknown: UnknownPolicy = "ignore",
) -> TableEncoder:
    return TableEncoder.fit(
        columns,
        TRAINING,
        numeric=numeric,
        missing={column.name: missing for column in columns},
        unknown={column.name: unknown for column in columns},
    )


def test_golden_inputs() -> None:
    encoder = fit(AGE, SMOKER, CITY)
    assert encoder.input_names == ("age", "smoker=yes", "city=Oslo", "city=Rome")
    encoded = encoder.encode((AGE, SMOKER, CITY))
    std = np.sqrt(8 / 3)
    expected = [
        [-2 / std, 0, 0, 1, 1],
        [0, 1, 1, 0, 1],
        [0, 1, 0, 0, 1],
        [2 / std, 0, 0, 1, 1],
        [97 / std, 0, 0, 0, 1],
    ]
    np.testing.assert_allclose(encoded.x, expected, rtol=1e-6)
    assert encoded.x.dtype == np.float32
    assert encoded.complete.tolist() == [True, True, False, False, True]
    assert encoded.unknown == {"city": 1}, "Paris is in no training row"


@pytest.mark.parametrize(
    ("policy", "age", "smoker"),
    [("mean", 3, 2 / 3), ("median", 3, 1), ("mode", 1, 1)],
)
def test_fills_come_from_training_rows(policy: MissingPolicy, age: float, smoker: float) -> None:
    encoded = fit(AGE, SMOKER, missing=policy, numeric=()).encode((AGE, SMOKER))
    assert encoded.complete.all()
    np.testing.assert_allclose(encoded.x[2, 0], age)
    np.testing.assert_allclose(encoded.x[3, 1], smoker)


def test_the_most_frequent_word_stands_for_a_missing_one() -> None:
    encoded = fit(CITY, missing="mode").encode((CITY,))
    assert encoded.x[2].tolist() == [0, 1, 1]
    assert encoded.complete.all()


def test_scalers_see_the_filled_column() -> None:
    x = fit(AGE, missing="mode").encode((AGE,)).x[TRAINING, 0]
    assert abs(x.mean()) < 1e-6
    assert abs(x.std() - 1) < 1e-6


def test_booleans_are_not_scaled() -> None:
    (column,) = fit(SMOKER, numeric=("minmax", "standardize")).to_json()["columns"]
    assert column["steps"] == []


def test_unknown_words_may_be_an_error() -> None:
    encoder = fit(CITY, unknown="error")
    with pytest.raises(DataError, match="column 'city' says Paris, which no training row does"):
        encoder.encode((CITY,))


def test_columns_of_another_kind() -> None:
    with pytest.raises(DataError, match="column 'age' holds words"):
        fit(AGE).encode((CITY,))
    with pytest.raises(DataError, match="column 'city' holds numbers"):
        fit(CITY).encode((AGE,))


def test_a_column_that_no_training_row_fills() -> None:
    for column in (
        NumericColumn("a", np.array([NAN, NAN, NAN, NAN, 1])),
        CategoricalColumn("a", np.array([-1, -1, -1, -1, 0], dtype=np.int32), ("x",)),
    ):
        with pytest.raises(DataError, match="column 'a' is empty in every training row"):
            fit(column)


def test_huge_values_stay_finite() -> None:
    encoder = fit(AGE, numeric=("minmax", "standardize"))
    huge = NumericColumn("age", np.array([3.4e38, -3.4e38]))
    assert np.isfinite(encoder.encode((huge,)).x).all()


@given(
    st.lists(st.none() | st.floats(-1e30, 1e30), min_size=4, max_size=9),
    st.sampled_from(["drop", "error", "mean", "median", "mode"]),
    st.sampled_from([(), ("minmax",), ("standardize",), ("minmax", "standardize")]),
)
def test_the_json_form_encodes_the_same(
    cells: list[float | None], policy: MissingPolicy, numeric: tuple[str, ...]
) -> None:
    x = np.array([1.0, *(NAN if cell is None else cell for cell in cells)])
    column = NumericColumn("x", x)
    encoder = fit(column, missing=policy, numeric=numeric)
    again = TableEncoder.from_json(orjson.loads(orjson.dumps(encoder.to_json())))
    assert again == encoder
    np.testing.assert_array_equal(again.encode((column,)).x, encoder.encode((column,)).x)


def test_the_json_form() -> None:
    encoder = fit(SMOKER, CITY, missing="mode")
    assert encoder.to_json() == {
        "kind": "table",
        "columns": [
            {
                "name": "smoker",
                "type": "boolean",
                "missing": "mode",
                "fill": 1.0,
                "values": ["no", "yes"],
                "steps": [],
            },
            {
                "name": "city",
                "type": "categorical",
                "missing": "mode",
                "fill": "Rome",
                "unknown": "ignore",
                "categories": ["Oslo", "Rome"],
            },
        ],
    }
    assert TableEncoder.from_json(encoder.to_json()) == encoder


BREAK = [
    ("kind", "images", "inputs", "'kind' is 'images', which is none of table"),
    ("columns", [], "inputs.columns", "there is no column"),
    ("columns.0.type", "texts", "inputs.columns[0]", "'type' is 'texts'"),
    ("columns.0.fill", None, "inputs.columns[0]", "'fill' is not a number"),
    ("columns.0.missing", "fill", "inputs.columns[0]", "'missing' is 'fill'"),
    ("columns.0.steps", [{"type": "log"}], "inputs.columns[0].steps[0]", "'type' is 'log'"),
    ("columns.0.stops", [], "inputs.columns[0]", "unknown key 'stops'; did you mean 'steps'?"),
    ("columns.1.values", ["no"], "inputs.columns[1]", "'values' is not a pair"),
    ("columns.1.steps", [{}], "inputs.columns[1]", "a boolean column is not scaled"),
    ("columns.2.categories", [], "inputs.columns[2]", "'categories' is not a list of texts"),
    ("columns.2.categories", ["a", "a"], "inputs.columns[2]", "'categories' holds a text twice"),
    ("columns.2.fill", "Berlin", "inputs.columns[2]", "'fill' is 'Berlin'"),
    ("columns.2.unknown", 1, "inputs.columns[2]", "'unknown' is not a text"),
    ("columns.2.name", "age", "inputs.columns", "column 'age' is there twice"),
]


@pytest.mark.parametrize(("key", "value", "where", "message"), BREAK)
def test_a_model_file_is_read_with_suspicion(
    key: str, value: object, where: str, message: str
) -> None:
    broken: Any = copy.deepcopy(fit(AGE, SMOKER, CITY, missing="mode").to_json())
    *path, last = key.split(".")
    inside = broken
    for step in path:
        inside = inside[int(step) if step.isdigit() else step]
    inside[last] = value
    with pytest.raises(ModelFileError) as caught:
        TableEncoder.from_json(broken)
    assert caught.value.where == where
    assert message in caught.value.message
