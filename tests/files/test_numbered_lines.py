"""The lines are those that Python writes, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs_cli.files.numbered_lines import LINES_AT_A_TIME, numbered_lines

ENDINGS = [",training\n", ",é\n", "\n", ""]


def one_by_one(numbers: list[int], codes: list[int]) -> bytes:
    return "".join(f"{n}{ENDINGS[c]}" for n, c in zip(numbers, codes, strict=True)).encode()


@given(arrays(np.int64, st.integers(1, 9), elements=st.integers(0, 2**63 - 1)), st.data())
def test_as_python_writes_them(numbers: np.ndarray, data: st.DataObject) -> None:  # type: ignore[type-arg]
    codes = data.draw(arrays(np.int8, len(numbers), elements=st.integers(0, len(ENDINGS) - 1)))
    expected = one_by_one(numbers.tolist(), codes.tolist())
    assert b"".join(numbered_lines(numbers, codes, ENDINGS)) == expected


@pytest.mark.parametrize("first", [0, 1, 9_999_990, 10**9 - 5, 10**18])
def test_over_several_pieces(first: int) -> None:
    numbers = np.arange(first, first + LINES_AT_A_TIME + 20)
    codes = np.arange(len(numbers)) % len(ENDINGS)
    expected = one_by_one(numbers.tolist(), codes.tolist())
    assert b"".join(numbered_lines(numbers, codes, ENDINGS)) == expected


def test_no_lines_at_all() -> None:
    assert list(numbered_lines(np.empty(0, np.int64), np.empty(0, np.int8), ENDINGS)) == []
