"""Files in `.nn-cache/`: what took long to read, kept for the next time.

An entry is a description and numbers as they lie in memory, under a name that stands for all they
follow from, so it is right for ever or never found. It can be deleted at any time; a checksum
tells a damaged one.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from nnfs_cli.files.atomic_files import open_atomically, sweep_temporaries

CACHE_FOLDER = Path(".nn-cache")  # in the working directory, as runs are
KINDS = (".table", ".rows", ".images")
LARGE_FILE = 8_000_000
"""bytes of a table; a smaller one is read in no time"""
MOST_BYTES = 2_000_000_000
"""of all entries; those that were not used for longest make room"""

PREFIX = struct.Struct("<8sIQ")  # magic, checksum of what follows, length of the description
BLOCK = 1 << 20

Values: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True)
class Entry:
    """An entry, mapped into memory."""

    facts: dict[str, Any]
    """its description"""
    content: npt.NDArray[np.uint8]
    """the whole file"""
    start: int
    """where the numbers begin, in bytes: a multiple of 8"""


def entry_name(*causes: object) -> str:
    """A name for everything that an entry follows from, which must have a faithful `repr`."""
    return hashlib.sha256(repr(causes).encode()).hexdigest()[:40]


def read_entry(path: Path, magic: bytes, *, trusted: bool = False) -> Entry:
    """Raises ValueError for a damaged entry, OSError where there is none.

    One that was written just now may be `trusted` to be whole.
    """
    with open_entry(path) as file:
        return read_open_entry(file, path, magic, trusted=trusted)


def open_entry(path: Path) -> IO[bytes]:
    """The file, without a buffer; it counts as used just now. Raises OSError."""
    with suppress(OSError):
        os.utime(path)
    return path.open("rb", buffering=0)


def read_open_entry(file: IO[bytes], path: Path, magic: bytes, *, trusted: bool = False) -> Entry:
    """The same of an `open_entry`, whose name may be gone by now."""
    content = np.memmap(file, np.uint8, "r")
    if len(content) < PREFIX.size:
        raise ValueError("too short for an entry")
    found, checksum, length = PREFIX.unpack_from(content.data)
    if found != magic or not (trusted or checksum == _checksum(file)):
        raise ValueError("not an entry as it was written")
    name, facts = orjson.loads(content[PREFIX.size : PREFIX.size + length].tobytes())
    if name != path.name:
        raise ValueError("an entry of something else, under another name")
    return Entry(facts, content, aligned(PREFIX.size + length))


@contextmanager
def new_entry(
    path: Path, magic: bytes, facts: dict[str, Any], size: int
) -> Iterator[Callable[[Values], None]]:
    """A function that appends numbers to a new entry, for which others of `size` make room.

    The entry is there when the block ends, whole, and not at all when it fails. Raises OSError.
    """
    folder, description = path.parent, orjson.dumps([path.name, facts])
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    _make_room(folder, MOST_BYTES - size)
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    checksum = 0
    with open_atomically(path, "wb", durable=False) as file:  # the checksum sees to that

        def append(values: Values) -> None:
            nonlocal checksum
            file.write(values.data)
            checksum = zlib.crc32(values.data, checksum)

        file.write(bytes(PREFIX.size))
        gap = bytes(aligned(PREFIX.size + len(description)) - PREFIX.size - len(description))
        append(np.frombuffer(description + gap, np.uint8))
        yield append
        file.seek(0)
        file.write(PREFIX.pack(magic, checksum, len(description)))


def aligned(place: int) -> int:
    """The next multiple of eight bytes, where any number may begin."""
    return -(-place // 8) * 8


def _checksum(file: IO[bytes]) -> int:
    """Of what follows the prefix. Read rather than mapped: what is read takes up no memory."""
    checksum, block = 0, bytearray(BLOCK)
    file.seek(PREFIX.size)
    while count := file.readinto(block):  # type: ignore[attr-defined]
        checksum = zlib.crc32(memoryview(block)[:count], checksum)
    return checksum  # between the blocks, Ctrl-C is heard


def _make_room(folder: Path, left: int) -> None:
    """Delete the entries that were used longest ago, until the others fit into `left` bytes."""
    sweep_temporaries(folder)
    entries = [(path.stat(), path) for path in folder.iterdir() if path.suffix in KINDS]
    for about, path in sorted(entries, key=lambda entry: entry[0].st_mtime, reverse=True):
        left -= about.st_size
        if left < 0:
            with suppress(OSError):  # Windows keeps those that are mapped just now
                path.unlink()
