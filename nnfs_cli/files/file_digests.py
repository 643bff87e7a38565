"""SHA-256 of large files, found out once, and in the background while there is other work to do.

The name of a cache entry and the record of what a run learned from both need it. A digest is
believed again in the same process only as long as nothing says that the file was written to.
"""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

BLOCK = 1 << 22  # bytes; between blocks a thread waits for its turn among the others
SETTLED = 2_000_000_000
"""nanoseconds; another write so soon after the last one may leave the same time behind"""


class FileState(NamedTuple):
    """What changes when a file is written to, or is another one."""

    path: str
    number: int
    size: int
    modified: int
    changed: int
    """unlike `modified`, nobody can set it back"""

    @classmethod
    def of(cls, path: Path) -> FileState:
        """Raises OSError."""
        about = path.stat()
        times = about.st_mtime_ns, about.st_ctime_ns
        return cls(str(path.resolve()), about.st_ino, about.st_size, *times)

    @property
    def settled(self) -> bool:
        return time.time_ns() - max(self.modified, self.changed) > SETTLED


_digests: dict[FileState, str] = {}
_under_way: dict[Path, threading.Thread] = {}


def sha256_of(path: Path) -> str:
    """In hexadecimal digits. Raises OSError."""
    if path in _under_way:
        _under_way.pop(path).join()
    known = _digests.get(FileState.of(path))
    return _hashed(path) if known is None else known


def begin_sha256(path: Path) -> None:
    """Hash a file in the background, for whoever asks for it later."""
    if path not in _under_way:
        thread = threading.Thread(target=_hashed_quietly, args=(path,), daemon=True)
        _under_way[path] = thread
        thread.start()


def _hashed_quietly(path: Path) -> None:
    with suppress(OSError):  # whoever asks for it is told
        _hashed(path)


def _hashed(path: Path) -> str:
    before = FileState.of(path)
    believed = before.settled
    content, block = hashlib.sha256(), bytearray(max(1, min(BLOCK, before.size)))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            content.update(memoryview(block)[:count])
    digest = content.hexdigest()
    if believed and FileState.of(path) == before:
        _digests[before] = digest
    return digest
