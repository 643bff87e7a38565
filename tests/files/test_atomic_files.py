"""Whole or absent: writes that end, writes that fail, writes that are killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nnfs_cli.files.atomic_files import (
    TEMPORARY_PREFIX,
    open_atomically,
    sweep_temporaries,
    write_atomically,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_becomes_utf8_and_bytes_stay_bytes(tmp_path: Path) -> None:
    write_atomically(tmp_path / "text", "São\r\nPaulo\n")
    write_atomically(tmp_path / "bytes", b"\x00\xff")
    assert (tmp_path / "text").read_bytes() == "São\r\nPaulo\n".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\x00\xff"
    assert names(tmp_path) == ["bytes", "text"]


def test_new_files_get_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "ours", "")
    (tmp_path / "usual").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_streamed_text_keeps_its_line_ends(tmp_path: Path) -> None:
    with open_atomically(tmp_path / "rows.csv") as file:
        file.write("a,b\n")
        file.write("1,2\r\n")
        assert not (tmp_path / "rows.csv").exists()
    assert (tmp_path / "rows.csv").read_bytes() == b"a,b\n1,2\r\n"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failed_block_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def write_and_fail() -> None:
        with open_atomically(path) as file:
            file.write("new")
            raise error

    with pytest.raises(error):
        write_and_fail()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("owner", "failing", "nth"), [(os, "fsync", 1), (Path, "replace", 1), (os, "fsync", 2)]
)
def test_a_full_disk_leaves_a_whole_file_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, failing: str, nth: int
) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    calls = 0
    real = getattr(owner, failing)

    def fail(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(owner, failing, fail)
    with pytest.raises(OSError, match="No space left") as caught:
        write_atomically(path, "new")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert path.read_text() in ("old", "new")
    assert names(tmp_path) == ["file"]


def test_a_missing_folder_is_reported_by_the_name_the_user_gave(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "out.csv"
    with pytest.raises(FileNotFoundError) as caught:
        write_atomically(path, "")
    assert caught.value.filename == str(path)


def test_errors_about_other_files_keep_their_names(tmp_path: Path) -> None:
    def read_while_writing() -> None:
        with open_atomically(tmp_path / "out.csv"):
            (tmp_path / "input.csv").open()

    with pytest.raises(FileNotFoundError) as caught:
        read_while_writing()
    assert caught.value.filename == str(tmp_path / "input.csv")


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", "content")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "content"


def test_a_device_is_written_to_and_never_replaced() -> None:
    write_atomically(Path(os.devnull), "gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path, "content")


def test_sweeping_takes_what_the_dead_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    abandoned = tmp_path / f"{TEMPORARY_PREFIX}0"
    abandoned.touch()
    with open_atomically(tmp_path / "growing") as file:
        assert sweep_temporaries(tmp_path) == [abandoned]
        file.write("whole")
    assert names(tmp_path) == ["growing", "kept"]
    assert (tmp_path / "growing").read_text() == "whole"


def test_a_killed_writer_leaves_the_old_file_and_a_temporary_to_sweep(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    program = (
        "import sys, pathlib, time\n"
        "from nnfs_cli.files.atomic_files import open_atomically\n"
        "with open_atomically(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write('half'); file.flush(); print('ready', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        assert sweep_temporaries(tmp_path) == []
        writer.send_signal(signal.SIGKILL)
    assert path.read_text() == "old"
    assert len(sweep_temporaries(tmp_path)) == 1
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("durable", [True, False])
def test_only_what_is_durable_waits_for_the_disk(
    tmp_path: Path, durable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[int] = []
    monkeypatch.setattr(os, "fsync", pushed.append)
    with open_atomically(tmp_path / "f", durable=durable) as file:
        file.write("content")
    assert (tmp_path / "f").read_text() == "content"
    assert bool(pushed) == durable
