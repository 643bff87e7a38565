"""What a file holds, in 32 bytes, and how to notice that it is being written to."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0)
BLOCK = 1 << 20


def file_digest(path: str) -> bytes:
    """The SHA-256 of a file, of which never more than a block is in memory. Raises OSError."""
    content = hashlib.sha256()
    file = os.open(path, READ_ONLY)  # half the time of open()
    try:
        most = min(os.fstat(file).st_size + 1, BLOCK)  # room for a block takes long to make
        while block := os.read(file, most):
            content.update(block)
    finally:
        os.close(file)
    return content.digest()


def state_of(path: str) -> tuple[int, int]:
    """What changes when a file is written to. Raises OSError."""
    about = Path(path).stat()
    return about.st_size, about.st_mtime_ns
