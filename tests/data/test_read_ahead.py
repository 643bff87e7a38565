"""Which pages are asked for, and when. What the system makes of it, the benchmark tells."""

from __future__ import annotations

import mmap
import sys
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.data import read_ahead
from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.read_ahead import FEW_WAITS, ReadAhead, mapping_of
from nnfs_cli.task import Task

pytestmark = pytest.mark.skipif(not hasattr(mmap, "MADV_WILLNEED"), reason="nobody to ask")
PAGE = mmap.PAGESIZE


class Watched(mmap.mmap):
    """Remembers the advice it was given."""

    advice: list[tuple[int, ...]]

    def madvise(self, *advice: int) -> None:
        self.advice.append(advice)
        super().madvise(*advice)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    path = tmp_path / "rows"
    path.write_bytes(bytes(8 * PAGE))
    with path.open("rb") as file:
        mapping = Watched(file.fileno(), 0, access=mmap.ACCESS_READ)
    mapping.advice = []
    return mapping


def test_the_mapping_behind_an_array(watched: Watched, tmp_path: Path) -> None:
    rows = np.frombuffer(watched, np.uint8)[6:].reshape(-1, 2)
    assert mapping_of(rows[3:]) is watched
    assert mapping_of(np.asarray(np.memmap(tmp_path / "rows", mode="r"))) is not None
    assert mapping_of(np.zeros(3)) is None


def test_nothing_is_asked_before_it_had_to_be_waited_for(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = iter([7, 7, 7 + FEW_WAITS, 8 + FEW_WAITS])
    monkeypatch.setattr(read_ahead, "waits", lambda: next(waited))
    ahead = ReadAhead(np.frombuffer(watched, np.uint8).reshape(-1, 8))
    for _ in range(2):
        ahead.expect(np.array([0, 1]))
        assert watched.advice == []
    for _ in range(2):
        ahead.expect(np.array([0]))
    asked = (mmap.MADV_WILLNEED, 0, 8)
    assert watched.advice == [(mmap.MADV_RANDOM,), asked, asked]


def test_whole_pages_around_each_row(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = count(0, FEW_WAITS + 1)
    monkeypatch.setattr(read_ahead, "waits", lambda: next(counts))
    rows = np.frombuffer(watched, np.uint8, offset=40)[: 100 * 300].reshape(100, 300)
    ahead = ReadAhead(rows)
    chosen = np.array([99, 0, 13])
    ahead.expect(chosen)
    assert watched.advice[0] == (mmap.MADV_RANDOM,)
    for row, (advice, start, length) in zip(chosen.tolist(), watched.advice[1:], strict=True):
        assert advice == mmap.MADV_WILLNEED
        assert start % PAGE == 0
        assert start <= 40 + row * 300 < start + PAGE
        assert start + length == 40 + (row + 1) * 300


def test_rows_in_memory_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = count(0, FEW_WAITS + 1)
    monkeypatch.setattr(read_ahead, "waits", lambda: next(counts))
    ReadAhead(np.zeros((4, 2))).expect(np.array([3]))


def test_batches_expect_the_chunk_after_the_next(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each chunk is asked for while the one before is gathered; its numbers are the same."""
    counts = count(0, FEW_WAITS + 1)
    monkeypatch.setattr(read_ahead, "waits", lambda: next(counts))
    monkeypatch.setattr("nnfs_cli.data.batches.MOST_ROWS_AT_A_TIME", 2)
    x = np.frombuffer(watched, np.uint8)[: 6 * PAGE].reshape(6, PAGE)
    t = np.zeros((6, 1), np.uint8)
    dataset = Dataset(x, t, (PAGE, 1, 1), Task.BINARY, PixelScale.fixed("unit"))
    batches = Batches(dataset, np.array([5, 0, 3, 1, 4]), 2, seed=0, shuffle=False)
    asked = []
    for _ in batches.epoch(1):
        asked.append([start // PAGE for kind, start, _ in watched.advice[1:]])
    assert asked == [[3, 1], [3, 1, 4], [3, 1, 4]]


@pytest.mark.skipif(sys.platform == "win32", reason="does not count")
def test_waits_are_counted() -> None:
    assert read_ahead.waits() >= 0
