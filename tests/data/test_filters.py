"""Filters: their grammar, and which rows pass, against plain Python comparisons."""

from __future__ import annotations

import operator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnfs_cli.data.filters import OPERATORS, Filter, all_of, parse_filter, parse_filters
from nnfs_cli.data.table_scan import open_table
from nnfs_cli.errors import ConfigError, ManyErrors

PYTHON = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TABLE = "n,w,my col,t\n1,a,5,x\n-2.5,b,NA,\n,A,7,São\nx,?,-1,o'x\n1e1,ab,0,10\n"


@pytest.mark.parametrize(
    ("text", "filter"),
    [
        ("area_m2 > 0", Filter(("area_m2",), ">", 0.0)),
        ("price_brl, area_m2 < 5000000", Filter(("price_brl", "area_m2"), "<", 5e6)),
        ("state == 'São Paulo'", Filter(("state",), "==", "São Paulo")),
        ("state==São Paulo", Filter(("state",), "==", "São Paulo")),
        ('my col != "5"', Filter(("my col",), "!=", "5")),
        ("`a, b`,c<=-1.5e3", Filter(("a, b", "c"), "<=", -1500.0)),
        ('"a<b" >= .5', Filter(("a<b",), ">=", 0.5)),
        ("name == 'O''Neill'", Filter(("name",), "==", "O'Neill")),
        ("day >= 2020-01-31", Filter(("day",), ">=", "2020-01-31")),
        ("t == ''", Filter(("t",), "==", "")),
    ],
)
def test_grammar(text: str, filter: Filter) -> None:
    assert parse_filter(text) == filter


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("area", "'area' has no comparison"),
        ("area = 3", "did you mean '=='?"),
        ("area >", "'area >' compares with nothing"),
        ("> 3", "a column name is missing"),
        ("a,, b > 3", "a column name is missing"),
        ("", "a column name is missing"),
        ("a == 'x", "the quotes do not match"),
        ("a == 'x' or b == 'y'", "the quotes do not match"),
        ("`a > 3", "a column name is missing"),
    ],
)
def test_mistakes_say_the_form(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_filter(text, "dataset.filters.0")
    assert message in caught.value.message
    assert caught.value.where == "dataset.filters.0"
    assert "area_m2 > 0" in caught.value.hint


def test_all_mistakes_at_once() -> None:
    with pytest.raises(ManyErrors) as caught:
        parse_filters(["aera > 1", "area > 1", "area", "area, prize < 2"], ["area", "price"])
    assert [str(error) for error in caught.value.errors] == [
        "dataset.filters.0: unknown column 'aera'; did you mean 'area'?",
        "dataset.filters.2: 'area' has no comparison (== != <= >= < >) after its columns",
        "dataset.filters.3: unknown column 'prize'; did you mean 'price'?",
    ]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="`\x00"), min_size=1).filter(
    str.strip
)
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
)


@given(NAMES, st.sampled_from(OPERATORS), VALUES)
@example("a", "==", "it's")
def test_what_is_written_reads_back(name: str, sign: str, value: str | float) -> None:
    written = repr(value) if isinstance(value, float) else "'" + value.replace("'", "''") + "'"
    assert parse_filter(f"`{name}` {sign} {written}") == Filter((name.strip(),), sign, value)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filters") / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def passing(table: Path, *filters: str) -> list[int]:
    with open_table(table) as scan:
        rows = all_of([parse_filter(text) for text in filters], scan)
        passes = np.concatenate([batch[0] for batch in scan.doubles([], rows)])
    return list(np.flatnonzero(passes) + 1)


@pytest.mark.parametrize("sign", OPERATORS)
@pytest.mark.parametrize("value", [1.0, -2.5, 10.0, 3.0])
def test_numbers_compare_as_numbers(table: Path, sign: str, value: float) -> None:
    numbers = [1.0, -2.5, None, None, 10.0]
    expected = [row for row, n in enumerate(numbers, 1) if n is not None and PYTHON[sign](n, value)]
    assert passing(table, f"n {sign} {value}") == expected


@pytest.mark.parametrize("sign", OPERATORS)
@pytest.mark.parametrize("value", ["a", "A", "ab", "zz"])
def test_texts_compare_as_texts(table: Path, sign: str, value: str) -> None:
    texts = ["a", "b", "A", None, "ab"]
    expected = [row for row, t in enumerate(texts, 1) if t is not None and PYTHON[sign](t, value)]
    assert passing(table, f"w {sign} '{value}'") == expected


def test_every_column_and_every_filter_must_hold(table: Path) -> None:
    assert passing(table, "n, my col > 0") == [1]
    assert passing(table, "n >= 1", "my col == 0") == [5]
    assert passing(table) == [1, 2, 3, 4, 5]


def test_values_are_never_run_as_code(table: Path) -> None:
    assert passing(table, "t == 'o''x'") == [4]
    assert passing(table, "t == x' OR '1'='1") == []
    assert passing(table, "t == São") == [3]


def test_a_quoted_number_is_a_text(table: Path) -> None:
    assert passing(table, "n == 10") == [5]
    assert passing(table, "n == '10'") == []
    assert passing(table, "n == '1e1'") == [5]
