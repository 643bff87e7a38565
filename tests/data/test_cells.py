"""What DuckDB makes of a cell, against the same rules written in Python."""

from __future__ import annotations

import math
from unicodedata import category

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data import cells

SPACES = "".join(filter(lambda letter: category(letter) == "Zs", map(chr, range(0x3001))))
WORDS = [
    "",
    "NA",
    "n/a",
    "NaN",
    "NULL",
    "?",
    "1",
    "-2.5",
    "1e400",
    "inf",
    "1e39",
    "x",
    " 7 ",
    "\xa0na\u3000",
    "\xa0",
]
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.floats().map(repr),
    st.integers().map(str),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5),
)


def ask(expression: str, cell: str | None) -> object:
    (row,) = duckdb.sql(f"SELECT {expression} FROM (SELECT ? AS c0)", params=[cell]).fetchall()
    return row[0]


def as_number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) < cells.LARGEST else None


PLAIN = st.one_of(
    st.sampled_from(WORDS), st.floats().map(repr), st.text("0123456789.-e", max_size=6)
)


@settings(max_examples=100, deadline=None)
@given(PLAIN)
def test_numbers_are_those_of_python(cell: str) -> None:
    number = as_number(cell)
    value = ask(cells.read_number("c0").value, cell)
    assert isinstance(value, float)
    assert (abs(value) < cells.LARGEST) is (number is not None)
    assert number is None or value == number


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_cell_is_a_number_missing_or_words(cell: str) -> None:
    value, quick = (ask(cells.read_number("c0", quick=way).value, cell) for way in (False, True))
    assert isinstance(value, float)
    missing = cell.strip(SPACES).lower() in cells.MISSING
    wrong = abs(value) >= cells.LARGEST
    assert [abs(value) < cells.LARGEST, missing, wrong].count(True) == 1
    assert ask(cells.is_missing("c0"), cell) is missing is math.isnan(value)
    assert ask(cells.read_number("c0").wrong, cell) is wrong
    assert quick == pytest.approx(value, nan_ok=True) or (missing and quick == math.inf)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,5", 1.5), ("-0,25", -0.25), ("3", 3), ("1.5", None), ("1.500,5", None)],
)
def test_decimal_comma(cell: str, number: float | None) -> None:
    assert ask(cells.number("c0", ","), cell) == number


def test_an_empty_cell_is_missing() -> None:
    assert ask(cells.is_missing("c0"), None) is True
    assert math.isnan(ask(cells.read_number("c0").value, None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "value", "wrong"),
    [("yes", 1, False), (" No", 0, False), ("NA", math.nan, False), ("maybe", math.inf, True)],
)
def test_boolean(cell: str, value: float, wrong: bool) -> None:
    reading = cells.read_boolean("c0", ("no", "Yes"))
    assert ask(reading.value, cell) == pytest.approx(value, nan_ok=True)
    assert ask(reading.wrong, cell) is wrong


@pytest.mark.parametrize(
    ("words", "spellings"),
    [
        (["no", "yes"], ("no", "yes")),
        (["TRUE", "False", "true"], ("False", "TRUE")),
        (["Y"], ("n", "Y")),
        (["no", "true"], None),
        (["no", "yes", "maybe"], None),
        (["0", "1"], None),
        ([], None),
    ],
)
def test_spellings(words: list[str], spellings: tuple[str, str] | None) -> None:
    assert cells.boolean_spellings(words) == spellings


def test_zero_and_one_are_boolean_only_when_asked_for() -> None:
    assert cells.boolean_spellings(["1", "0"], zero_and_one=True) == ("0", "1")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
@settings(max_examples=50, deadline=None)
def test_literal_is_safe(text: str) -> None:
    assert ask(cells.literal(text), "") == text
