"""A digest is that of the bytes, however often, early or late it is asked for."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nnfs_cli.files import file_digests
from nnfs_cli.files.file_digests import BLOCK, SETTLED, begin_sha256, sha256_of


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were really read."""
    seen: list[Path] = []
    usual = file_digests._hashed

    def noted(path: Path) -> str:
        seen.append(path)
        return usual(path)

    monkeypatch.setattr(file_digests, "_hashed", noted)
    return seen


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file was written well before it is hashed."""
    now = file_digests.time.time_ns
    monkeypatch.setattr(file_digests.time, "time_ns", lambda: now() + 2 * SETTLED)


@pytest.mark.parametrize("size", [0, 1, BLOCK, BLOCK + 1])
@pytest.mark.parametrize("early", [False, True])
def test_it_is_that_of_the_bytes(tmp_path: Path, size: int, early: bool) -> None:
    file, content = tmp_path / "data", os.urandom(size)
    file.write_bytes(content)
    if early:
        begin_sha256(file)
    assert sha256_of(file) == hashlib.sha256(content).hexdigest()


@pytest.mark.usefixtures("long_ago")
def test_a_file_that_nobody_touches_is_read_once(tmp_path: Path, hashed: list[Path]) -> None:
    file = tmp_path / "data"
    file.write_bytes(b"content")
    begin_sha256(file)
    begin_sha256(file)
    assert sha256_of(file) == sha256_of(file) == hashlib.sha256(b"content").hexdigest()
    assert hashed == [file]


@pytest.mark.usefixtures("long_ago")
@pytest.mark.parametrize("early", [False, True])
def test_a_change_is_seen_though_size_and_time_stay(tmp_path: Path, early: bool) -> None:
    file = tmp_path / "data"
    file.write_bytes(b"one")
    os.utime(file, ns=(1, 1))
    if early:
        begin_sha256(file)
        file_digests._under_way[file].join()
    else:
        sha256_of(file)
    file.with_name("other").write_bytes(b"two")
    os.utime(file.with_name("other"), ns=(1, 1))
    file.with_name("other").replace(file)
    assert sha256_of(file) == hashlib.sha256(b"two").hexdigest()


def test_a_file_written_just_now_is_read_each_time(tmp_path: Path, hashed: list[Path]) -> None:
    """Two writes within a tick of the clock leave the same times behind."""
    file = tmp_path / "data"
    for content in (b"one", b"two"):
        file.write_bytes(content)
        assert sha256_of(file) == hashlib.sha256(content).hexdigest()
    assert hashed == [file, file]


def test_what_is_not_there_is_told_to_whoever_asks(tmp_path: Path) -> None:
    begin_sha256(tmp_path / "absent")
    with pytest.raises(FileNotFoundError):
        sha256_of(tmp_path / "absent")
