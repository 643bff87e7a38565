"""A folder for one process at a time, by a lock that the process's death gives back."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

HELD_BY_ANOTHER = {errno.EWOULDBLOCK, errno.EACCES}
_ours: set[Path] = set()


@contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Hold `folder` while the block runs; False where another process holds it already.

    Within one process claims nest. Where there are no such locks (Windows, some network drives)
    everybody gets the folder. Raises OSError where it cannot be opened.
    """
    path = folder.resolve()
    if sys.platform == "win32" or path in _ours:
        yield True
        return
    descriptor = os.open(path, os.O_RDONLY)
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


def _locked(descriptor: int) -> bool:
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in HELD_BY_ANOTHER
    return True
