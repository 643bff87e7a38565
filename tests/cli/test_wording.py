from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.cli.wording import clock, count, duration, number, printable, shape, some


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0.0000"),
        (1.0, "1.0000"),
        (0.96666, "0.9667"),
        (-2.302585, "-2.3026"),
        (12.3456, "12.35"),
        (123.456, "123.5"),
        (48211.4, "48,211"),
        (1234567.0, "1,234,567"),
        (999_999_999_999.0, "999,999,999,999"),
        (1e12, "1.000e+12"),
        (-4.71496e34, "-4.715e+34"),
        (3.14e-7, "3.1e-07"),
        (-0.0001, "-1.0e-04"),
    ],
)
def test_numbers_show_the_digits_that_matter(value: float | None, text: str) -> None:
    assert number(value) == text


@given(st.floats(-1e300, 1e300))
def test_a_number_reads_back_to_within_a_thousandth(value: float) -> None:
    shown = float(number(value).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.06 if abs(value) < 0.0005 else 2e-3, abs=5e-5)


def test_counts_are_grouped_and_agree_with_their_noun() -> None:
    assert count(1540) == "1,540"
    assert count(1, "row") == "1 row"
    assert count(1540, "row") == "1,540 rows"
    assert count(2, "class", "classes") == "2 classes"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2384, "0.24 s"),
        (12.34, "12.3 s"),
        (59.97, "1 min 00 s"),
        (185, "3 min 05 s"),
        (4320, "1 h 12 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1, "0:00"), (7, "0:07"), (750, "12:30"), (3730, "1:02:10")]
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_shapes_and_lists() -> None:
    assert shape((28, 28, 1)) == "28 × 28 × 1"
    assert some(["a", "b"]) == "a, b"
    assert some([f"x{place}" for place in range(2000)], most=2) == "x0, x1 … 1,998 more"


def test_names_cannot_steer_a_terminal() -> None:
    assert printable("a\x1b[31mb") == r"a\x1b[31mb"
    assert printable("two\nlines") == r"two\nlines"
    assert printable("right\u202eleft") == r"right\u202eleft"
    assert printable("São Paulo 東京") == "São Paulo 東京"


@given(st.text())
def test_what_is_printable_has_no_control_characters(text: str) -> None:
    assert not any(unicodedata.category(letter).startswith("C") for letter in printable(text))
