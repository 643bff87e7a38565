"""Inputs that fit nowhere are refused before they are made, with their size and a way out."""

from __future__ import annotations

from collections import namedtuple

import pytest

from nnfs_cli.data import matrix_room
from nnfs_cli.data.matrix_room import refuse_without_room
from nnfs_cli.errors import DataError

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 GB on disk and 2 GB in memory."""
    usage = Usage(10**12, 10**12 - 10**9, 10**9)
    monkeypatch.setattr(matrix_room.shutil, "disk_usage", lambda _: usage)
    pages = {"SC_AVPHYS_PAGES": 2 * 10**6, "SC_PAGE_SIZE": 1000}
    monkeypatch.setattr(matrix_room.os, "sysconf", pages.__getitem__)


@pytest.mark.usefixtures("room")
def test_the_larger_room_decides() -> None:
    refuse_without_room(100_000, 5_000)
    with pytest.raises(DataError) as caught:
        refuse_without_room(100_001, 5_000)
    assert caught.value.message == (
        "100,001 rows x 5,000 inputs need 2.0 GB, and there is room for 2.0 GB"
    )
    assert "max_words" in caught.value.hint


@pytest.mark.usefixtures("room")
def test_what_is_small_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(_: str) -> Usage:
        raise OSError

    monkeypatch.setattr(matrix_room.shutil, "disk_usage", no_answer)
    monkeypatch.setattr(matrix_room.os, "sysconf", {}.__getitem__)
    refuse_without_room(1000, 5000)
