"""Batches: every row once an epoch, in an order that follows from seed and epoch alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs_cli.data.batches import Batches, in_order
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.task import Task


def table(rows: int, features: int = 2) -> Dataset:
    """x is the row's number in every feature, t its negative."""
    x = np.ones((rows, features + 1), np.float32)
    x[:, :-1] = np.arange(rows)[:, None]
    return Dataset(x, -x[:, :1], (features,), Task.REGRESSION)


def images(rows: int, scale: PixelScale, shape: tuple[int, int, int] = (3, 2, 2)) -> Dataset:
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (rows, int(np.prod(shape))), dtype=np.uint8)
    t = np.eye(3, dtype=np.uint8)[generator.integers(0, 3, rows)]
    return Dataset(pixels, t, shape, Task.MULTICLASS, scale)


def rows_of_epoch(batches: Batches, number: int, start_batch: int = 0) -> list[list[int]]:
    return [x[:, 0].astype(int).tolist() for x, _, _ in batches.epoch(number, start_batch)]


@given(
    st.integers(1, 60), st.integers(1, 70), st.integers(0, 2**32), st.booleans(), st.integers(0, 3)
)
def test_an_epoch_is_every_row_once_in_batches_of_the_size_asked_for(
    rows: int, batch_size: int, seed: int, shuffle: bool, number: int
) -> None:
    some = np.arange(3, 3 + 2 * rows, 2)
    batches = Batches(table(150), some, batch_size, seed, shuffle)
    epoch = rows_of_epoch(batches, number)
    assert sorted(row for batch in epoch for row in batch) == some.tolist()
    assert len(epoch) == batches.per_epoch
    assert all(len(batch) == min(batch_size, rows) for batch in epoch[:-1])
    assert len(epoch[-1]) == (rows - 1) % min(batch_size, rows) + 1
    if not shuffle:
        assert [row for batch in epoch for row in batch] == some.tolist()


@given(st.integers(2, 40), st.integers(1, 9), st.integers(0, 99), st.data())
def test_an_epoch_can_be_repeated_and_entered_at_any_batch(
    rows: int, batch_size: int, seed: int, data: st.DataObject
) -> None:
    batches = Batches(table(rows), np.arange(rows), batch_size, seed, shuffle=True)
    whole = rows_of_epoch(batches, 4)
    start = data.draw(st.integers(0, batches.per_epoch))
    again = Batches(table(rows), np.arange(rows), batch_size, seed, shuffle=True)
    assert rows_of_epoch(again, 4, start) == whole[start:]


def test_the_order_is_the_generator_s_own_permutation() -> None:
    batches = Batches(table(100), np.arange(100), 7, seed=3, shuffle=True)
    expected = np.random.default_rng([3, 5]).permutation(100)
    assert [row for batch in rows_of_epoch(batches, 5) for row in batch] == expected.tolist()


def test_epochs_and_seeds_differ() -> None:
    orders = {
        str(rows_of_epoch(Batches(table(50), np.arange(50), 5, seed, True), number))
        for seed in range(4)
        for number in range(4)
    }
    assert len(orders) == 16


@pytest.mark.parametrize("batch_size", [1, 10, 32, 300, 512, 700, 1500])
def test_more_rows_than_are_gathered_at_a_time(
    batch_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnfs_cli.data.batches.NUMBERS_AT_A_TIME", 3 * 512)
    batches = Batches(table(1300), np.arange(1300), batch_size, seed=1, shuffle=True)
    epoch = rows_of_epoch(batches, 0)
    assert sorted(row for batch in epoch for row in batch) == list(range(1300))
    assert {len(batch) for batch in epoch[:-1]} <= {min(batch_size, 1300)}


def test_a_batch_beyond_the_data_is_the_data_in_its_own_order() -> None:
    batches = Batches(table(10), np.arange(10), 32, seed=0, shuffle=True)
    assert batches.batch_size == 10
    assert batches.per_epoch == 1
    assert rows_of_epoch(batches, 3) == [list(range(10))]


def test_no_rows_make_no_batches() -> None:
    batches = Batches(table(5), np.arange(0), 32, seed=0, shuffle=True)
    assert batches.per_epoch == 0
    assert list(batches.epoch(0)) == []


def test_batches_are_float32_with_ones_last_and_the_targets_of_their_rows() -> None:
    for x, t, _ in Batches(table(20, features=3), np.arange(20), 6, 0, True).epoch(0):
        assert x.dtype == t.dtype == np.float32
        assert x.shape[1] == 4
        assert (x[:, -1] == 1).all()
        np.testing.assert_array_equal(t[0], -x[:, 0])


@pytest.mark.parametrize(
    "scale",
    [
        PixelScale.fixed("none"),
        PixelScale.fixed("unit"),
        PixelScale.fixed("minmax"),
        PixelScale("standardize", (10.0, 200.0), (3.5, 60.0)),
    ],
    ids=lambda scale: scale.type,
)
def test_pixels_are_scaled_as_the_scale_says(scale: PixelScale) -> None:
    data = images(1100, scale)
    pixels = data.x.astype(np.float64).reshape(1100, -1, len(scale.mean))
    expected = ((pixels - scale.mean) / scale.std).reshape(1100, -1)
    start = 0
    batches = in_order(data, np.arange(1100), chunk=400)
    for x, t, _ in batches.epoch(0):
        rows = slice(start, start + len(x))
        design = x * batches.factor
        np.testing.assert_allclose(design[:, :-1], expected[rows], rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(design[:, -1], 1, rtol=1e-7)
        np.testing.assert_array_equal(t.T, data.t[rows])
        start += len(x)
    assert start == 1100


def test_unit_pixels_reach_exactly_one() -> None:
    data = Dataset(np.full((2, 4), 255, np.uint8), np.zeros((2, 1), np.uint8), (2, 2, 1),
                   Task.BINARY, PixelScale.fixed("unit"))  # fmt: skip
    batches = in_order(data, np.arange(2))
    ((x, _, _),) = batches.epoch(0)
    assert (x * np.float32(batches.factor) == 1).all()


def test_the_data_themselves_stay_as_they_are() -> None:
    data = images(50, PixelScale.fixed("unit"))
    before = data.x.copy(), data.t.copy()
    for x, t, _ in Batches(data, np.arange(50), 8, 0, True).epoch(0):
        x *= 2
        t += 1
    assert np.array_equal(data.x, before[0])
    assert np.array_equal(data.t, before[1])


def test_the_buffer_is_reused() -> None:
    batches = Batches(table(2000), np.arange(2000), 32, seed=0, shuffle=True)
    owners = {id(x.base) for number in range(3) for x, _, _ in batches.epoch(number)}
    assert len(owners) == 1


def test_some_rows_of_a_data_set() -> None:
    data = table(10)
    some = data.take(np.array([7, 2]))
    assert some.rows == 2
    assert some.x[:, 0].tolist() == [7, 2]
    assert some.t[:, 0].tolist() == [-7, -2]
    assert (data.features, data.outputs) == (2, 1)


@pytest.mark.parametrize("batch_size", [7, 32, 500])
def test_weights_go_with_their_rows(batch_size: int) -> None:
    rows = np.arange(0, 1300, 3)
    weights = np.arange(1300, dtype=np.float32) / 10
    batches = Batches(table(1300), rows, batch_size, seed=1, shuffle=True, weights=weights)
    assert batches.weighted
    seen = 0
    for x, _, w in batches.epoch(2):
        assert w is not None
        np.testing.assert_array_equal(w, weights[x[:, 0].astype(int)])
        seen += len(w)
    assert seen == len(rows)
    assert all(w is None for _, _, w in Batches(table(20), np.arange(20), 6, 0, True).epoch(1))


def test_long_rows_of_pixels_begin_at_cache_lines() -> None:
    dataset = images(40, PixelScale.fixed("unit"), (7, 5, 3))
    for x, _, _ in Batches(dataset, np.arange(40), 7, 0, True).epoch(1):
        assert all(row.__array_interface__["data"][0] % 64 == 0 for row in x)
