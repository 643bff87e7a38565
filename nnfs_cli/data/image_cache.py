"""Pixels that were decoded before, kept so that the next training on them begins at once.

An entry is named after the bytes of all files, what was asked of them, and the versions that read
them; hashing the files takes a tenth of the time that decoding them does. The pixels go to the
entry as they are decoded and are mapped from there, so that memory does not have to hold them.
"""

from __future__ import annotations

import errno
import hashlib
import math
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL

from nnfs_cli import __version__
from nnfs_cli.data.cache_entries import entry_name, new_entry, read_entry
from nnfs_cli.data.image_decoding import Pixels, Shape
from nnfs_cli.data.pixel_rows import allocate
from nnfs_cli.data.pixel_sources import PixelSource
from nnfs_cli.errors import DataError

SMALLEST_DECODED = 4_000_000
"""bytes of pixels; fewer are decoded in a tenth of a second"""
SMALLEST_COPIED = 1_000_000_000
"""bytes of pixels that need no decoding: reading them beats hashing them, unless memory is short"""
ENTRY_FORMAT = 1
MAGIC = b"nn-image"
BLOCK = 1 << 20

State = list[tuple[int, int]]


@dataclass(frozen=True)
class KeptPixels:
    """Pixels, and what the cache had to do with them."""

    pixels: Pixels
    """shape (images, height * width * channels)"""
    notes: tuple[str, ...] = ()


def cached_pixels(sources: Sequence[PixelSource], shape: Shape, folder: Path | None) -> KeptPixels:
    """The rows of all sources, from an entry in `folder` wherever one is worth it and possible.

    Raises DataError, also where neither memory nor disk has room.
    """
    rows = sum(source.rows for source in sources)
    size = rows * math.prod(shape)
    if folder is None or not _worth_an_entry(sources, size):
        return KeptPixels(pixels_in_memory(sources, shape))
    try:
        name, before = _name_and_state(sources)
        entry = folder / f"{name}.images"
        with suppress(OSError, ValueError):
            note = f"decoded before: the pixels come from {folder}/"
            return KeptPixels(_read(entry, rows, shape), (note,))
        _write(entry, sources, rows, shape)
        if _state(sources) != before:
            entry.unlink()
            raise OSError(errno.EAGAIN, "the images changed while they were read")
        note = f"the decoded pixels are kept for the next time in {folder}/"
        return KeptPixels(_read(entry, rows, shape), (note,))
    except (OSError, ValueError) as error:
        if size > (memory := memory_size()):
            raise _no_room(size, memory, folder, error) from error
    return KeptPixels(pixels_in_memory(sources, shape))


def pixels_in_memory(sources: Sequence[PixelSource], shape: Shape) -> Pixels:
    """The rows of all sources, one below the other. Raises DataError."""
    pixels = allocate(sum(source.rows for source in sources), shape)
    start = 0
    for block in (block for source in sources for block in source.blocks()):
        pixels[start : start + len(block)] = block
        start += len(block)
    return pixels


def memory_size() -> float:
    """Bytes of memory that the machine has; infinite where it does not tell."""
    with suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return math.inf


def _worth_an_entry(sources: Sequence[PixelSource], size: int) -> bool:
    decodes = any(source.decodes for source in sources)
    return size >= (SMALLEST_DECODED if decodes else SMALLEST_COPIED)


def _name_and_state(sources: Sequence[PixelSource]) -> tuple[str, State]:
    """A name for all that the pixels follow from, and the `_state` of the files meanwhile."""
    content = hashlib.sha256()
    state = [_add(path, content) for source in sources for path in source.paths]
    asked = [(source.asked, len(source.paths)) for source in sources]
    readers = (ENTRY_FORMAT, __version__, PIL.__version__)
    return entry_name(content.hexdigest(), asked, readers), state


def _add(path: Path, content: hashlib._Hash) -> tuple[int, int]:
    """Let a file's length and bytes enter a hash; its `_state`. Raises OSError."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))  # half the time of open()
    try:
        about = os.fstat(file)
        left = about.st_size
        content.update(b"%d " % left)
        while left > 0 and (block := os.read(file, min(left, BLOCK))):
            content.update(block)
            left -= len(block)
    finally:
        os.close(file)
    return about.st_size, about.st_mtime_ns


def _state(sources: Sequence[PixelSource]) -> State:
    """What changes when a file is written to."""
    abouts = (path.stat() for source in sources for path in source.paths)
    return [(about.st_size, about.st_mtime_ns) for about in abouts]


def _read(path: Path, rows: int, shape: Shape) -> Pixels:
    """The pixels of an entry, mapped into memory. Raises ValueError if it is damaged."""
    entry = read_entry(path, MAGIC)
    numbers = np.asarray(entry.content)[entry.start :]
    return numbers.reshape(rows, math.prod(shape))


def _write(path: Path, sources: Sequence[PixelSource], rows: int, shape: Shape) -> None:
    """Add an entry. Raises OSError where there is no room for it, DataError for wrong images."""
    with new_entry(path, MAGIC, {"rows": rows, "shape": shape}, rows * math.prod(shape)) as append:
        for source in sources:
            for block in source.blocks():
                append(block)


def _no_room(size: int, memory: float, folder: Path, error: Exception) -> DataError:
    free = shutil.disk_usage(folder if folder.is_dir() else Path()).free
    return DataError(
        f"the pixels take {_gigabytes(size)}, memory has {_gigabytes(memory)}, and the disk with "
        f"{folder}/ has {_gigabytes(free)} free: {getattr(error, 'strerror', None) or error}",
        hint="Make room on that disk, or set a smaller `size: [height, width]` in the config's "
        "dataset.",
    )


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
