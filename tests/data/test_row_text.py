"""A row as it is typed: what it says, what it cannot say, and the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.row_text import quoted, read_row
from nnfs_cli.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("age=50, sysBP=140", {"age": "50", "sysBP": "140"}),
        ('city="Rome, Italy",age= 5 ', {"city": "Rome, Italy", "age": "5"}),
        ("name='it''s', x=1", {"name": "it's", "x": "1"}),
        ('said="he said ""no"""', {"said": 'he said "no"'}),
        ("name=O'Neil, b=2", {"name": "O'Neil", "b": "2"}),
        ("age=, x=2", {"age": "", "x": "2"}),
        ("age=", {"age": ""}),
        ("a b = c d", {"a b": "c d"}),
        ("'a,b'=3", {"a,b": "3"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=1,", {"a": "1"}),
        ("f(x)=-3.5e2\n", {"f(x)": "-3.5e2"}),
        ('a=" 1 "', {"a": " 1 "}),
    ],
)
def test_what_a_row_says(text: str, values: dict[str, str]) -> None:
    assert read_row(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("50", "--row: '50' does not begin with NAME=VALUE"),
        ("a=3,5", "--row: '5' does not begin with NAME=VALUE"),
        ("=3", "--row: '=3' does not begin with NAME=VALUE"),
        ("a=1,,b=2", "--row: ',b=2' does not begin with NAME=VALUE"),
        ('a="open', "--row: 'a=\"open' does not begin with NAME=VALUE"),
        ("  ", "--row: the row is empty"),
        ("a=1, b=2, a=3", "--row: 'a' is there twice"),
    ],
)
def test_what_it_cannot_say(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_row(text)
    assert str(caught.value) == message


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=4))
def test_what_is_quoted_reads_back(values: dict[str, str]) -> None:
    text = ", ".join(f"{quoted(name)}={quoted(value)}" for name, value in values.items())
    assert read_row(text) == values


def test_a_long_row_of_nonsense_is_refused_at_once() -> None:
    """No pattern tries all ways to cut it."""
    with pytest.raises(ConfigError):
        read_row("a b " * 20_000)
