"""Digests of files, against those of their bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nnfs_cli.data.file_digest import BLOCK, file_digest, state_of


@pytest.mark.parametrize("size", [0, 1, 300, BLOCK - 1, BLOCK, 2 * BLOCK + 7])
def test_the_digest_is_that_of_all_bytes(tmp_path: Path, size: int) -> None:
    content = (b"0123456789abcde" * (size // 15 + 1))[:size]
    (tmp_path / "file").write_bytes(content)
    assert file_digest(str(tmp_path / "file")) == hashlib.sha256(content).digest()


def test_a_write_changes_the_state(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    os.utime(path, ns=(5, 5))
    before = state_of(str(path))
    assert before == (3, 5)
    path.write_bytes(b"two")
    assert state_of(str(path)) != before


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        file_digest(str(tmp_path / "file"))
