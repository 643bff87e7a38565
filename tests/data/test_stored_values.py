"""Columns in a file answer as the arrays that went into them would."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_cli.data import stored_values
from nnfs_cli.data.stored_values import (
    BLOCK_ROWS,
    GrowingColumns,
    StoredValues,
    filled_by_block,
    looked_up,
)

DTYPES = (np.int64, np.float64, np.int32)
edges = st.none() | st.integers(-70, 70)


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_values, "GROUP_ROWS", 10)


def grown(columns: list[Any], lengths: list[int]) -> list[Any]:
    growing = GrowingColumns(DTYPES)
    start = 0
    for length in lengths:
        growing.extend([column[start : start + length] for column in columns])
        start += length
    return growing.finish()


def columns_of(rows: int) -> list[Any]:
    numbers = np.arange(rows)
    return [numbers * 10**12, np.where(numbers % 7 == 3, np.nan, numbers / 3), numbers % 5 - 1]


@settings(deadline=None)
@given(lengths=st.lists(st.integers(0, 23), max_size=6), start=edges, stop=edges, step=edges)
def test_slices_and_the_whole_are_those_of_an_array(
    lengths: list[int], start: int | None, stop: int | None, step: int | None
) -> None:
    columns = columns_of(sum(lengths))
    rows = slice(start, stop, step or None)
    for column, dtype, kept in zip(columns, DTYPES, grown(columns, lengths), strict=True):
        assert len(kept) == len(column)
        assert kept.dtype == dtype
        assert np.array_equal(kept[:], column, equal_nan=True)
        assert np.array_equal(kept[rows], column[rows], equal_nan=True)


def test_only_long_columns_go_to_a_file() -> None:
    assert {type(column) for column in grown(columns_of(9), [9])} == {np.ndarray}
    assert {type(column) for column in grown(columns_of(10), [10])} == {StoredValues}


def test_it_takes_part_in_calculations() -> None:
    columns = columns_of(25)
    numbers, halves, codes = grown(columns, [25])
    assert (numbers + 1)[24] == 24 * 10**12 + 1
    assert (codes < 0).sum() == 5
    assert np.isnan(halves).sum() == 4
    assert np.unique(codes).tolist() == [-1, 0, 1, 2, 3]
    assert np.concatenate([codes, codes]).tolist() == columns[2].tolist() * 2
    assert halves[np.array([1, 21])].tolist() == [1 / 3, 7]
    assert numbers[2] == 2 * 10**12
    assert list(codes) == columns[2].tolist()
    assert halves.nbytes == 200
    assert codes.shape == (25,)


def test_positions_become_what_they_stand_for() -> None:
    """-1 stands for the last."""
    columns = columns_of(25)
    *_, codes = grown(columns, [25])
    lookup = np.array([0.5, 1.5, 2.5, 3.5, np.nan])
    for positions in (codes, columns[2]):
        found = looked_up(lookup, positions)
        assert found.dtype == np.float64
        assert np.array_equal(found[3:24], lookup[columns[2]][3:24], equal_nan=True)


def no_file(**_: object) -> Any:
    raise OSError("read-only")


class FullAfterTwoGroups:
    """A disk on which six arrays of ten rows find room, and no more."""

    def __init__(self, **_: object) -> None:
        self._file, self._left = io.BytesIO(), 6
        self.seek, self.close = self._file.seek, self._file.close
        self.readinto = self._file.readinto

    def __enter__(self) -> FullAfterTwoGroups:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: memoryview) -> int:
        self._left -= 1
        return self._file.write(data) if self._left >= 0 else 3


@pytest.mark.parametrize("make", [no_file, FullAfterTwoGroups])
def test_memory_has_to_do_where_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, make: Callable[..., Any]
) -> None:
    monkeypatch.setattr(stored_values.tempfile, "TemporaryFile", make)
    columns = columns_of(57)
    for column, kept in zip(columns, grown(columns, [20, 30, 7]), strict=True):
        assert np.array_equal(kept[:], column, equal_nan=True)
        assert np.array_equal(kept[15:45], column[15:45], equal_nan=True)


def test_a_file_that_was_cut_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryFile(buffering=0) as file:
        monkeypatch.setattr(stored_values.tempfile, "TemporaryFile", lambda **_: file)
        column, *_ = grown(columns_of(25), [25])
        file.truncate(100)
        with pytest.raises(OSError, match="shorter"):
            column[:]


@pytest.mark.parametrize("make", [None, no_file, FullAfterTwoGroups])
def test_a_large_matrix_is_the_same_in_a_file_and_in_memory(
    monkeypatch: pytest.MonkeyPatch, make: Callable[..., Any] | None
) -> None:
    if make:
        monkeypatch.setattr(stored_values.tempfile, "TemporaryFile", make)
    rows = 7 * BLOCK_ROWS + 5
    expected = np.arange(rows * 3, dtype=np.float32).reshape(rows, 3)
    for large in (1, rows * 3 * 4 + 1):
        monkeypatch.setattr(stored_values, "LARGE_MATRIX", large)
        x = filled_by_block(rows, 3, lambda block, out: np.copyto(out, expected[block]))
        assert np.array_equal(x, expected)
        assert x.dtype == np.float32
        assert x.flags.c_contiguous


def test_a_matrix_without_rows() -> None:
    assert filled_by_block(0, 3, lambda _, __: None).shape == (0, 3)
