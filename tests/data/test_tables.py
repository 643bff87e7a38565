"""Loading tables: types, missing cells, filters and mistakes, told by small files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data import surveys, tables
from nnfs_cli.data.column_types import ColumnOptions
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn, RawColumn
from nnfs_cli.data.table_scan import TableScan
from nnfs_cli.data.tables import TableData, TableRequest, load_table
from nnfs_cli.errors import ConfigError, DataError, ManyErrors, NNError

PEOPLE = """\
name,age,smoker,city,y
Ann,31,yes,Rome,1.5
Bob,,no,Oslo,2
Cid,50,,Rome,3
Dan,NA,no,Rome,4
Eve,28,Yes,?,
Fay,44,no,Oslo,6
"""

Load = Callable[..., TableData]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(text: str, target: str | int = "y", **options: Any) -> TableData:
        path = tmp_path / "people.csv"
        path.write_text(text, encoding="utf-8")
        return load_table(TableRequest(path, (target,), **options))

    return write_and_load


def mistakes(load: Load, text: str, *arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(NNError) as caught:
        load(text, *arguments, **options)
    lines = [str(error) for error in caught.value.mistakes()]
    return [line[line.find("people.csv") :] if "people.csv" in line else line for line in lines]


def values(column: RawColumn) -> list[object]:
    """The cells as Python values, None for missing ones."""
    if isinstance(column, CategoricalColumn):
        return [column.vocabulary[code] if code >= 0 else None for code in column.codes]
    return [None if np.isnan(value) else value for value in column.values]


def by_name(data: TableData) -> dict[str, RawColumn]:
    return {column.name: column for column in (*data.features, *data.targets, *data.kept)}


def test_types_values_and_counts(load: Load) -> None:
    data = load(PEOPLE, exclude=("name",), missing="mean")
    columns = by_name(data)
    assert [column.type for column in data.features] == ["numeric", "boolean", "categorical"]
    assert values(columns["age"]) == [31, None, 50, None, 44]
    assert values(columns["smoker"]) == [1, 0, None, 0, 0]
    assert values(columns["city"]) == ["Rome", "Oslo", "Rome", "Rome", "Oslo"]
    assert values(columns["y"]) == [1.5, 2, 3, 4, 6]
    assert data.row_numbers.tolist() == [1, 2, 3, 4, 6], "the row without an answer is dropped"
    assert data.missing == {"age": 2, "smoker": 1, "city": 1, "y": 1}
    assert (data.rows_in_file, data.rows_filtered, data.rows_dropped, data.rows) == (6, 0, 1, 5)
    assert data.column_missing == {"age": "mean", "smoker": "mode", "city": "mode", "y": "drop"}
    assert isinstance(columns["smoker"], NumericColumn)
    assert columns["smoker"].spellings == ("no", "Yes")


def test_missing_rows_are_dropped(load: Load) -> None:
    data = load(PEOPLE, exclude=("name",))
    assert data.row_numbers.tolist() == [1, 6]
    assert data.rows_dropped == 4


def test_a_policy_of_one_column(load: Load) -> None:
    options = {"age": ColumnOptions(missing="median"), "city": ColumnOptions(missing="mode")}
    data = load(PEOPLE, exclude=("name",), columns=options)
    assert data.row_numbers.tolist() == [1, 2, 4, 6]


def test_missing_cells_may_be_an_error(load: Load) -> None:
    assert mistakes(load, PEOPLE, exclude=("name",), missing="error") == [
        "people.csv:3: column 'age': 2 cells are missing, the first here",
        "people.csv:4: column 'smoker': 1 cell is missing, here",
        "people.csv:6: column 'city': 1 cell is missing, here",
        "people.csv:6: column 'y': 1 cell is missing, here",
    ]


def test_filters_on_any_column(load: Load) -> None:
    data = load(
        PEOPLE,
        features=("age",),
        filters=("city == 'Rome'", "name != Ann"),
        missing="mean",
    )
    assert data.row_numbers.tolist() == [3, 4]
    assert (data.rows_in_file, data.rows_filtered) == (6, 4)
    assert data.missing == {"age": 1}, "only rows that pass are counted"


def test_rows_that_are_filtered_out_may_hold_anything(load: Load) -> None:
    text = "a,y\n1,1\nbroken,2\n3,3\n" + "5,5\n" * 20
    assert "'broken' is not a number" in mistakes(load, text)[0]
    assert load(text, filters=("y != 2",)).rows == 22


def test_group_column_is_kept_as_words(load: Load) -> None:
    data = load(PEOPLE, features=("age",), keep=("name",), missing="mean")
    (kept,) = data.kept
    assert values(kept) == ["Ann", "Bob", "Cid", "Dan", "Fay"]


def test_mostly_numbers_is_numbers_with_mistakes(load: Load) -> None:
    rows = [str(n) for n in range(60)]
    rows[10], rows[30] = "12a", "1e400"
    text = "\n".join(["x,y", *(f"{x},1" for x in rows)])
    assert mistakes(load, text) == [
        "people.csv:12: column 'x': '12a' is not a number",
        "people.csv:32: column 'x': '1e400' is not a number",
    ]


def test_twenty_mistakes_are_listed(load: Load) -> None:
    text = "x,y\n" + "1,1\n" * 970 + "one,1\n" * 30
    found = mistakes(load, text)
    assert len(found) == 21
    assert found[-1] == "people.csv: column 'x': 10 more cells like these"


def test_less_than_that_is_words(load: Load) -> None:
    data = load("x,y\n" + "1,1\n2,1\n" * 9 + "low,1\n")
    assert values(data.features[0])[-2:] == ["2", "low"]


def test_the_config_overrules(load: Load) -> None:
    text = "code,flag,y\n1,0,5\n2,1,6\n10,1,7\n"
    kinds = {"code": ColumnOptions(type="categorical"), "flag": ColumnOptions(type="boolean")}
    code, flag = load(text, columns=kinds).features
    assert isinstance(code, CategoricalColumn)
    assert code.vocabulary == ("1", "2", "10"), "numbers in order of value"
    assert isinstance(flag, NumericColumn)
    assert (flag.type, flag.spellings, values(flag)) == ("boolean", ("0", "1"), [0, 1, 1])


def test_words_that_shall_be_numbers(load: Load) -> None:
    kinds = {"city": ColumnOptions(type="numeric"), "name": ColumnOptions(type="boolean")}
    found = mistakes(load, PEOPLE, features=("city",), columns={"city": kinds["city"]})
    assert found[0] == "people.csv:2: column 'city': 'Rome' is not a number"
    assert len(found) == 5
    (found,) = mistakes(load, PEOPLE, columns={"name": kinds["name"]})
    assert (
        found
        == "people.csv: column 'name' is no yes or no: it says Ann, Bob, Cid, Dan, Eve and 1 more"
    )


def test_columns_that_identify_the_row(load: Load) -> None:
    text = "id,y\n" + "".join(f"person {n},{n}\n" for n in range(60))
    (found,) = mistakes(load, text)
    assert found == "people.csv: column 'id' holds 60 different texts in 60 rows"
    kinds = {"id": ColumnOptions(type="categorical")}
    assert load(text, columns=kinds).rows == 60


def test_empty_columns(load: Load) -> None:
    assert mistakes(load, "a,b,y\n,1,1\nNA,2,2\n") == [
        "people.csv: column 'a' is empty in every row"
    ]


@pytest.mark.parametrize(
    ("kind", "cells", "type", "vocabulary"),
    [
        ("categorical", "1 0 1 0", "categorical", ("0", "1")),
        ("categorical", "yes no yes no", "categorical", ("no", "yes")),
        ("auto", "1 0 1 0", "numeric", None),
        ("auto", "b a b c", "categorical", ("a", "b", "c")),
        ("numeric", "1 2 3 4", "numeric", None),
        ("numeric", "yes no no no", "boolean", None),
    ],
)
def test_targets(load: Load, kind: str, cells: str, type: str, vocabulary: object) -> None:
    text = "x,y\n" + "".join(f"1,{cell}\n" for cell in cells.split())
    (target,) = load(text, target_kind=kind).targets
    assert target.type == type
    assert getattr(target, "vocabulary", None) == vocabulary


def test_a_target_of_words_where_numbers_are_wanted(load: Load) -> None:
    assert mistakes(load, PEOPLE, "city", target_kind="numeric", features=("age",)) == [
        "people.csv: column 'city' holds words (Oslo, Rome), not numbers"
    ]


def test_a_table_without_rows(load: Load) -> None:
    assert mistakes(load, "x,y\n") == ["people.csv: the table has no rows, only a header"]
    assert mistakes(load, PEOPLE, features=("age",), filters=("age > 99",)) == [
        "people.csv: the filters leave none of the 6 rows"
    ]
    assert mistakes(load, "x,z,y\n1,,2\n,1,3\n") == ["people.csv: no row is complete"]


def test_semicolons_and_decimal_commas(load: Load) -> None:
    data = load("x;y\n1,5;Straße\n-2,25;Äpfel\n", filters=("x < 1.5",))
    assert values(data.features[0]) == [-2.25]
    assert data.format is not None
    assert data.format.describe() == "semicolon, decimal comma"


def test_no_header(load: Load) -> None:
    data = load("5.1,a\n4.9,b\n", 1)
    assert (data.features[0].name, data.targets[0].name) == ("0", "1")
    assert values(data.features[0]) == [5.1, 4.9]


def test_every_unknown_name_at_once(load: Load) -> None:
    with pytest.raises(ManyErrors) as caught:
        load(PEOPLE, "yy", columns={"agee": ColumnOptions()}, filters=("citty == x",))
    assert [error.where for error in caught.value.errors] == [
        "dataset.target",
        "dataset.columns.agee",
        "dataset.filters.0",
    ]


def test_there_is_no_mean_of_words(load: Load) -> None:
    with pytest.raises(ConfigError, match="column 'city' is categorical and has no median"):
        load(PEOPLE, features=("city",), columns={"city": ColumnOptions(missing="median")})


def test_several_targets(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,p,q\n1,2,3\n4,5,6\n")
    data = load_table(TableRequest(path, ("q", "p")))
    assert [target.name for target in data.targets] == ["q", "p"]
    assert [feature.name for feature in data.features] == ["a"]


def test_long_tables_keep_rows_and_numbers_together(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    n = np.arange(200_000)
    path.write_text("n,w,y\n" + "".join(f"{k if k % 7 else ''},w{k % 3},{k % 11}\n" for k in n))
    data = load_table(TableRequest(path, ("y",), filters=("y > 4",)))
    expected = n[(n % 7 != 0) & (n % 11 > 4)]
    columns = by_name(data)
    np.testing.assert_array_equal(data.row_numbers, expected + 1)
    np.testing.assert_array_equal(columns["n"].values, expected)  # type: ignore[union-attr]
    np.testing.assert_array_equal(columns["w"].codes, expected % 3)  # type: ignore[union-attr]


CELLS = st.lists(
    st.tuples(st.none() | st.floats(-1e9, 1e9), st.none() | st.sampled_from(["a", "b,", 'c"'])),
    min_size=1,
    max_size=12,
).filter(lambda rows: any(x is not None for x, _ in rows) and any(w for _, w in rows))


@settings(max_examples=25, deadline=None)
@given(CELLS)
def test_what_is_written_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float | None, str | None]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "loaded.csv"
    quoted = [(x, None if w is None else '"' + w.replace('"', '""') + '"') for x, w in rows]
    lines = [f"{'' if x is None else repr(x)},{w or ''},1" for x, w in quoted]
    path.write_text("\n".join(["x,w,y", *lines]))
    number, word = load_table(TableRequest(path, ("y",), missing="mode")).features
    assert values(number) == [x for x, _ in rows]
    assert values(word) == [w for _, w in rows]


def test_data_errors_point_into_the_file(load: Load) -> None:
    with pytest.raises(DataError) as caught:
        load('x,y\n"1\n",1\n' + "2,1\n" * 30 + "oops,1\n")
    assert caught.value.where.endswith("people.csv:34")
    assert "columns: {x: {type: categorical}}" in caught.value.hint


CELLS = """\
1 -2.5 3e5 NA nan NaN -nan inf -inf 1e400 1e-400 1_000 _1 0x10 0b1 ١ 1. .5 +5 --1
"1" "NA" "" "1""2" "1"2 1,5 "1,5" 1.5.2 true 1e 1d 3.4e38 3.5e38 -0 007 1E3 null N/A ? 1/2 1% +
123456789012345678901234567890 0.1234567890123456789 5e-324 2.2250738585072011e-308
"""
SPELLINGS = [*CELLS.split(), "", " 1", "1 ", "\t1", "1\u00a0", " NA ", "+ 5", "1 000", '" 1"']


@pytest.mark.parametrize(("decimal", "delimiter"), [(".", ","), (",", ";"), (".", "\t")])
@settings(deadline=None, max_examples=40)
@given(
    late=st.lists(st.tuples(*[st.sampled_from([*SPELLINGS, "7", "8"])] * 2), max_size=3),
    options=st.sampled_from(
        [{}, {"missing": "mean"}, {"filters": ("x > 1", "y < 100")}, {"filters": ("x != a",)}]
    ),
)
def test_numbers_read_as_such_are_those_read_as_texts(
    tmp_path_factory: pytest.TempPathFactory,
    decimal: str,
    delimiter: str,
    late: list[tuple[str, str]],
    options: dict[str, Any],
) -> None:
    """Whatever comes after the first cells, which all are numbers."""
    rows = [("x", "y"), *[(str(k), str(k % 7)) for k in range(30)], *late, ("2", "3")]
    path = tmp_path_factory.mktemp("numbers") / "people.csv"
    path.write_text("\n".join(map(delimiter.join, rows)), encoding="utf-8", newline="")
    request = TableRequest(path, ("y",), decimal=decimal, delimiter=delimiter, **options)

    def answer() -> object:
        try:
            data = load_table(request)
        except NNError as error:
            return [str(mistake) for mistake in error.mistakes()]
        cells = {name: repr(values(column)) for name, column in by_name(data).items()}
        facts = replace(data, features=(), targets=(), row_numbers=())  # type: ignore[arg-type]
        return cells, data.row_numbers.tolist(), facts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveys, "FIRST_ROWS", 30)
        quick = answer()
        patch.setattr(tables._Loading, "_read_quickly", lambda *_: None)
        assert quick == answer()


def test_numbers_are_read_as_such(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a column that is compared as text is not taken for numbers."""
    trusted: list[object] = []
    trusting = TableScan.trusting

    def noted(scan: TableScan, numbers: Collection[str]) -> TableScan:
        trusted.append(set(numbers))
        return trusting(scan, numbers)

    monkeypatch.setattr(TableScan, "trusting", noted)
    text = "a,b,w,y\n" + "1,2,u,3\n4,,v,6\nNA,2,u,4\n" * 20
    data = load(text, filters=("a != x", "b == 2"), missing="mean")
    assert trusted == [{"b", "y"}]
    assert values(data.features[0])[:3] == [1, 1, 1]
    assert values(data.features[1])[:2] == [2, 2]


WEIGHED = "x,w,y\n1,2,3\n2,0.5,4\n3,0,5\n"


def test_a_column_of_weights_is_numbers_and_no_feature(load: Load) -> None:
    for weight in ("w", 1):
        data = load(WEIGHED, weight=weight)
        assert [column.name for column in data.features] == ["x"]
        (column,) = data.weights
        assert values(column) == [2, 0.5, 0]
    assert load(WEIGHED).weights == ()


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_cells_that_are_no_weights_are_told_with_their_rows(load: Load, missing: str) -> None:
    text = WEIGHED + "4,-1,6\n5,-0.25,7\n"
    assert mistakes(load, text, weight="w", missing=missing) == [
        "people.csv:5: column 'w': -1 is no weight: it is below 0",
        "people.csv:6: column 'w': -0.25 is no weight: it is below 0",
    ]
    (error,) = mistakes(load, WEIGHED + "4,heavy,6\n", weight="w", missing=missing)
    assert error == "people.csv:5: column 'w': 'heavy' is not a number"
    (error,) = mistakes(load, WEIGHED + "4,,6\n", weight="w", missing=missing)
    assert error == "people.csv:5: column 'w': 1 cell is missing, here"


def test_a_weight_that_a_filter_leaves_out_is_no_mistake(load: Load) -> None:
    data = load(WEIGHED + "4,-1,6\n", weight="w", filters=("x < 4",))
    assert values(data.weights[0]) == [2, 0.5, 0]


def test_a_column_has_one_role_only(load: Load) -> None:
    for role, words in (({}, "'y' is the target"), ({"keep": ("w",)}, "'w' is the group")):
        weight = "y" if not role else "w"
        (error,) = mistakes(load, WEIGHED, weight=weight, **role)
        assert words in error
        assert "cannot be the weight too" in error
    (error,) = mistakes(load, WEIGHED, weight="w", features=("x", "w"))
    assert "'w' is the weight of its row and cannot be a feature too" in error
    (error,) = mistakes(load, WEIGHED, weight="ww")
    assert "unknown column 'ww'; did you mean 'w'?" in error
