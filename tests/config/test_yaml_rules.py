"""Plain words by YAML 1.2, against a hand-made table, Python's own numbers, and JSON."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.config.yaml_source import read_yaml

WORDS = {
    "~": None,
    "null": None,
    "Null": None,
    "nULL": "nULL",
    "true": True,
    "FALSE": False,
    "tRUE": "tRUE",
    "yes": "yes",
    "no": "no",
    "on": "on",
    "off": "off",
    "y": "y",
    "12": 12,
    "+12": 12,
    "-12": -12,
    "012": 12,
    "0o17": 15,
    "0x1F": 31,
    "0b11": "0b11",
    "1_000": "1_000",
    "12:30": "12:30",
    "190:20:30.15": "190:20:30.15",
    "2024-05-01": "2024-05-01",
    "1e3": 1000.0,
    "1e-3": 0.001,
    "-1E+3": -1000.0,
    "1.": 1.0,
    ".5": 0.5,
    "+.5": 0.5,
    ".inf": math.inf,
    "-.INF": -math.inf,
    "inf": "inf",
    "nan": "nan",
    ".": ".",
    "1e": "1e",
    "e3": "e3",
    "=": "=",
    "9223372036854775807": 2**63 - 1,
}


@pytest.mark.parametrize(("word", "value"), WORDS.items())
def test_plain_words(word: str, value: object) -> None:
    read = read_yaml(f"key: {word}", "c.yaml").value["key"]
    assert read == value
    assert type(read) is type(value)


def test_not_a_number() -> None:
    assert math.isnan(read_yaml("key: .nan", "c.yaml").value["key"])


@pytest.mark.parametrize("word", WORDS)
def test_quoted_words_are_text(word: str) -> None:
    assert read_yaml(f"key: '{word}'", "c.yaml").value == {"key": word}


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_integers(number: int) -> None:
    assert read_yaml(f"[{number}, {number:+}]", "c.yaml").value == [number, number]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_python_writes_them(number: float) -> None:
    assert read_yaml(f"[{number!r}, {number:e}]", "c.yaml").value == [number, float(f"{number:e}")]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc: #"), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(JSON)
def test_json_is_yaml(value: object) -> None:
    """JSON written with ASCII escapes only; NUL and pairs of escapes are not characters to YAML."""
    text = json.dumps(value)
    if "\\u0000" not in text and "\\ud" not in text:
        assert read_yaml(text, "c.json").value == value


@pytest.mark.parametrize("digits", ["9223372036854775808", "-9223372036854775808", "9" * 50_000])
def test_integers_beyond_64_bits_are_mistakes(digits: str) -> None:
    (_, error), *rest = read_yaml(f"seed: {digits}", "c.yaml").mistakes
    assert str(error).startswith("c.yaml:1:7: seed: this whole number is too large")
    assert not rest
