"""Under `strace`: no malformed file starts a program, opens a socket or writes outside its place.

One process runs every command of the index, so that the whole corpus takes seconds.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STRACE = shutil.which("strace")
CALLS = "execve,execveat,socket,connect,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2"
CALLS += ",unlink,unlinkat,symlink,symlinkat,link,linkat,truncate,chmod,fchmodat,mknodat"
RUNNER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from command_runs import entries, nn
here = Path.cwd()
nn(["check", "valid/flowers.yaml"], here)
Path("begin-of-the-corpus").touch()
codes = {entry: nn(entry.words, here).code for entry in entries()}
print(sum(code == 2 for code in codes.values()), len(codes))
"""
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
PATHS = re.compile(r'(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
"""the folder that a descriptor stands for, and a path that may be below it"""


@pytest.mark.long
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_the_corpus_starts_nothing_connects_nowhere_and_writes_nothing(
    corpus: Path, tmp_path: Path
) -> None:
    assert STRACE is not None
    trace, temporary = tmp_path / "trace", tmp_path / "temporary"
    temporary.mkdir()
    strace = f"{STRACE} -f -y -qq -s 400 -e trace={CALLS} -o {trace}".split()
    done = subprocess.run(
        [*strace, sys.executable, "-B", "-c", RUNNER, str(Path(__file__).parent)],
        cwd=corpus,
        env=os.environ | {"TMPDIR": str(temporary), "HOME": str(tmp_path), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    refused, every = map(int, done.stdout.split())
    assert refused == every > 500, done.stderr
    _, _, calls = trace.read_text().rpartition("begin-of-the-corpus")
    suspicious = [line for line in calls.splitlines()[1:] if is_suspicious(line, temporary)]
    assert suspicious == []
    assert list(temporary.iterdir()) == []


def is_suspicious(line: str, temporary: Path) -> bool:
    """A new program, a socket, or a write anywhere but among temporary files."""
    call = line.split(None, 1)[1].partition("(")[0] if " " in line else ""
    if call.startswith("exec"):
        return sys.executable not in line
    if call in ("socket", "connect"):
        return True
    if call in ("open", "openat") and not WRITES.search(line):
        return False
    if call not in CALLS.split(","):
        return False
    paths = [os.path.join(folder, path) for folder, path in PATHS.findall(line)]  # noqa: PTH118
    return not all(path.startswith((str(temporary), "/dev/null", "/dev/tty")) for path in paths)
