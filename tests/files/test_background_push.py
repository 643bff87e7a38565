"""Files that are pushed to the disk behind their writer's back."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest

from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.files.background_push import BackgroundPush


def test_who_waits_knows_that_every_file_and_folder_was_pushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, pushed = Event(), set()

    def fsync(descriptor: int) -> None:
        assert gate.wait(timeout=30)
        pushed.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", fsync)
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        write_atomically(path, "text", durable=False)
    push = BackgroundPush(paths)  # comes back although the disk is busy
    gate.set()
    push.wait()
    assert pushed >= {path.stat().st_ino for path in paths}
    assert os.name == "nt" or tmp_path.stat().st_ino in pushed
    assert paths[0].read_text(encoding="utf-8") == "text"


def test_a_disk_that_refuses_is_told_to_who_waits(tmp_path: Path) -> None:
    push = BackgroundPush([tmp_path / "gone"])
    with pytest.raises(OSError, match="gone"):
        push.wait()


def test_a_file_that_is_written_meanwhile_is_pushed_too(tmp_path: Path) -> None:
    gate, file = Event(), tmp_path / "late"

    def write() -> None:
        assert gate.wait(timeout=30)
        write_atomically(file, "text", durable=False)

    push = BackgroundPush([file], write)
    assert not file.exists()
    gate.set()
    push.wait()
    assert file.read_text(encoding="utf-8") == "text"


def test_a_mistake_in_writing_it_is_told_to_who_waits(tmp_path: Path) -> None:
    def write() -> None:
        raise ValueError("no such part")

    push = BackgroundPush([tmp_path / "late"], write)
    with pytest.raises(ValueError, match="no such part"):
        push.wait()
