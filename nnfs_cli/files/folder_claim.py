"""A folder for one process at a time, by a lock that the process's death gives back."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HELD_BY_ANOTHER = {errno.EWOULDBLOCK, errno.EACCES}
LOCK_FILE = ".lock"
"""on Windows, where folders cannot be locked; elsewhere the folder itself is"""
_ours: set[Path] = set()


@contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Hold `folder` while the block runs; False where another process holds it already.

    Within one process claims nest. On drives that know no locks everybody gets the folder.
    Raises OSError where it cannot be opened.
    """
    path = folder.resolve()
    if path in _ours:
        yield True
        return
    descriptor = _opened(path)
    try:
        if not _locked(descriptor):
            yield False
            return
        _ours.add(path)
        try:
            yield True
        finally:
            _ours.remove(path)
    finally:
        os.close(descriptor)
        if sys.platform == "win32":
            with suppress(OSError):  # another waits for it already
                (path / LOCK_FILE).unlink()


def _opened(folder: Path) -> int:
    if sys.platform == "win32":
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT)
    else:  # noqa: RET505 -- for whoever checks types on another system
        return os.open(folder, os.O_RDONLY)


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in HELD_BY_ANOTHER
    return True
