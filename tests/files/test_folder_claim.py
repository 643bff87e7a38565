"""A folder that one process holds is nobody else's, until that process is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nnfs_cli.files.folder_claim import claimed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks")

HOLD = """
import sys
from pathlib import Path
from nnfs_cli.files.folder_claim import claimed
with claimed(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process, and what it was told when it asked for the folder."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    process = holder(tmp_path)
    assert said(process) == "True"
    with claimed(tmp_path) as mine:
        assert not mine
    process.kill()
    process.communicate()
    with claimed(tmp_path) as mine:
        assert mine


def test_claims_of_one_process_nest(tmp_path: Path) -> None:
    with claimed(tmp_path):
        with claimed(tmp_path / ".." / tmp_path.name) as mine:
            assert mine
        process = holder(tmp_path)  # the inner claim's end gave nothing back
        assert said(process) == "False"
        process.communicate("")
