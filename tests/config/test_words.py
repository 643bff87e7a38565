"""Types and values in words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Le
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.config.words import LONGEST_SHOWN, Words, choices, in_words, item_kind, shown
from nnfs_cli.option_types import (
    Fraction,
    NonNegativeInteger,
    PositiveInteger,
    PositiveNumber,
    Sides,
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (int, "a whole number"),
        (float, "a number"),
        (bool, "true or false"),
        (PositiveInteger, "a whole number of at least 1"),
        (NonNegativeInteger, "a whole number of at least 0"),
        (PositiveNumber, "a number above 0"),
        (Fraction, "a number of at least 0 and below 1"),
        (Annotated[float, Ge(0), Le(1)], "a number of at least 0 and of at most 1"),
        (Literal["a"], "a"),
        (Literal["a", "b", "c"], "a, b or c"),
        (Literal["a", "b"] | None, "a, b or null"),
        (Literal["auto"] | bool, "auto, true or false"),
        (Literal["auto"] | PositiveInteger, "auto, or a whole number of at least 1"),
        (PositiveNumber | None, "a number above 0, or null"),
        (Literal["auto"] | int | None, "auto, or a whole number, or null"),
        (tuple[str, ...], "a list, each item text"),
        (int | tuple[int, int], "a whole number, or a list of 2, each item a whole number"),
        (Annotated[tuple[int, int], Words("two numbers")], "two numbers"),
        (dict[str, int], "keys, each with a whole number"),
    ],
)
def test_in_words(kind: Any, words: str) -> None:
    assert in_words(kind) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        (None, "null"),
        (True, "true"),
        (1e-8, "1e-08"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        ({"a": [1, None], "b": {}}, "{a: [1, null], b: {}}"),
        ("a\nb\x1b[31m", "'a b [31m'"),
    ],
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text


@given(st.recursive(st.text() | st.integers() | st.floats(), st.lists))
def test_shown_fits_into_a_line(value: object) -> None:
    assert len(shown(value)) <= LONGEST_SHOWN
    assert "\n" not in shown(value)


def test_choices() -> None:
    kind = Literal["none"] | Annotated[tuple[Literal["a", "b"], ...], Words("x")] | None
    assert [*choices(kind)] == ["none", "a", "b"]


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        (tuple[str, ...], str),
        (Literal["all"] | tuple[int, ...], int),
        (Annotated[tuple[int, int], Words("x")] | None, int),
        (Annotated[Sides, "x"] | None, PositiveInteger),
        (dict[str, bool], bool),
        (str | None, str | None),
    ],
)
def test_item_kind(kind: Any, item: Any) -> None:
    assert item_kind(kind) == item
