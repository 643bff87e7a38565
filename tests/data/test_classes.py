"""Columns as classes: names as the file writes them, codes by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.classes import classes_of, codes_among, written
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn
from nnfs_cli.errors import DataError, ManyErrors

NAN = float("nan")


def words(*names: str) -> CategoricalColumn:
    vocabulary = tuple(sorted(set(names)))
    return CategoricalColumn(
        "kind", np.array([*map(vocabulary.index, names)], np.int32), vocabulary
    )


def numbers(*values: float) -> NumericColumn:
    return NumericColumn("kind", np.array(values, float))


def yes_or_no(*values: float) -> NumericColumn:
    return NumericColumn("kind", np.array(values, float), ("no", "yes"))


def test_classes_of_each_type_of_column() -> None:
    for column, names, codes in (
        (words("b", "a", "b"), ("a", "b"), [1, 0, 1]),
        (numbers(2, 10, 2), ("2", "10"), [0, 1, 0]),
        (numbers(0.5, NAN, -1), ("-1", "0.5"), [1, -1, 0]),
        (yes_or_no(1, 0, NAN), ("no", "yes"), [1, 0, -1]),
        (numbers(NAN, NAN), (), [-1, -1]),
    ):
        found = classes_of(column)
        assert found.names == names
        assert found.codes.tolist() == codes


@given(st.lists(st.sampled_from(["red", "green", "blue"]), min_size=1, max_size=20))
def test_codes_follow_the_order_of_the_names_asked_for(rows: list[str]) -> None:
    names = ("red", "green", "blue")
    assert codes_among(names, words(*rows)).tolist() == [names.index(row) for row in rows]


def test_numbers_are_the_same_class_however_they_are_written() -> None:
    assert codes_among(("0", "1"), words("0.0", "1", "1.0")).tolist() == [0, 1, 1]
    assert codes_among(("0", "1"), numbers(1, 0)).tolist() == [1, 0]
    assert codes_among(("01", "1"), words("01", "1")).tolist() == [0, 1]


def test_a_class_that_no_row_has_is_no_mistake() -> None:
    column = CategoricalColumn("kind", np.array([1, 1], np.int32), ("other", "red"))
    assert codes_among(("red",), column).tolist() == [0, 0]


def test_unknown_classes_are_named_all_at_once_with_the_closest() -> None:
    with pytest.raises(ManyErrors) as raised:
        codes_among(("setosa", "virginica"), words("setosa", "virgnica", "rose"))
    rose, virginica = raised.value.mistakes()
    assert "'rose'" in str(rose)
    assert "did you mean 'virginica'?" in str(virginica)
    assert virginica.hint == "Known classes: setosa, virginica."


@pytest.mark.parametrize("column", [numbers(1, NAN), yes_or_no(NAN, 0)])
def test_rows_without_a_class_are_refused(column: NumericColumn) -> None:
    with pytest.raises(DataError, match="missing in 1 row"):
        codes_among(("0", "1", "no"), column)


@pytest.mark.parametrize(
    ("number", "text"), [(3.0, "3"), (-0.0, "0"), (0.1, "0.1"), (1e20, "1" + 20 * "0")]
)
def test_numbers_are_written_as_people_do(number: float, text: str) -> None:
    assert written(number) == text
