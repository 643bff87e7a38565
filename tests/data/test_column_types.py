"""The order in which the words of a column are numbered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.column_types import in_order


@given(st.lists(st.integers(-99, 99).map(str) | st.text(max_size=3)))
def test_vocabularies_are_in_order(words: list[str]) -> None:
    ordered = in_order(words)
    assert sorted(ordered) == sorted(words)
    try:
        numbers = [float(word) for word in words if word.isascii()]
    except ValueError:
        numbers = []
    if len(numbers) == len(words):
        assert [float(word) for word in ordered] == sorted(numbers)
