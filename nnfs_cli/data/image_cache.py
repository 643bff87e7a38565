"""Pixels that were decoded before, kept so that the next training on them begins at once.

An entry is named after where the images lie, what was asked of them, and the versions that read
them. It ends with a digest of all their bytes, which counts: hashing the files takes a tenth of
the time that decoding them does, and the first time both are done at once. The pixels go to the
entry as they are decoded and are mapped from there, so that memory does not have to hold them.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL

from nnfs_cli import __version__
from nnfs_cli.data.cache_entries import entry_name, new_entry, read_entry
from nnfs_cli.data.file_digest import file_digest
from nnfs_cli.data.image_decoding import Pixels
from nnfs_cli.data.image_reading import Shape
from nnfs_cli.data.pixel_rows import allocate
from nnfs_cli.data.pixel_sources import PixelSource
from nnfs_cli.errors import DataError

SMALLEST_DECODED = 4_000_000
"""bytes of pixels; fewer are decoded in a tenth of a second"""
SMALLEST_COPIED = 1_000_000_000
"""bytes of pixels that need no decoding: reading them beats hashing them, unless memory is short"""
ENTRY_FORMAT = 2
MAGIC = b"nn-image"


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
    entry = folder / f"{_name(sources)}.images"
    try:
        if entry.exists():
            content = _together(file_digest(path) for source in sources for path in source.paths)
            with suppress(OSError, ValueError):
                note = f"decoded before: the pixels come from {folder}/"
                return KeptPixels(_read(entry, content, rows, shape), (note,))
        content = _write(entry, sources, rows, shape)
        note = f"the decoded pixels are kept for the next time in {folder}/"
        return KeptPixels(_read(entry, content, rows, shape, trusted=True), (note,))
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
    if sys.platform != "win32":
        with suppress(ValueError, OSError):
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return math.inf


def _worth_an_entry(sources: Sequence[PixelSource], size: int) -> bool:
    decodes = any(source.decodes for source in sources)
    return size >= (SMALLEST_DECODED if decodes else SMALLEST_COPIED)


def _name(sources: Sequence[PixelSource]) -> str:
    """For all that the pixels follow from but the bytes of the files."""
    asked = [(str(source.place.resolve()), source.asked, source.rows) for source in sources]
    return entry_name(asked, ENTRY_FORMAT, __version__, PIL.__version__)


def _together(digests: Iterable[bytes]) -> bytes:
    """One digest for those of all files, in their order."""
    return hashlib.sha256(b"".join(digests)).digest()


def _read(path: Path, content: bytes, rows: int, shape: Shape, *, trusted: bool = False) -> Pixels:
    """The pixels of an entry, mapped into memory.

    Raises ValueError if it is damaged, or of other `content`.
    """
    entry = read_entry(path, MAGIC, trusted=trusted)
    numbers = np.asarray(entry.content)[entry.start :]
    size = rows * math.prod(shape)
    if numbers[size:].tobytes() != content:
        raise ValueError("the pixels of other images")
    return numbers[:size].reshape(rows, math.prod(shape))


def _write(path: Path, sources: Sequence[PixelSource], rows: int, shape: Shape) -> bytes:
    """Add an entry; the digest of its images.

    Raises OSError where there is no room for it, DataError for wrong images.
    """
    digests: list[bytes] = []
    facts = {"rows": rows, "shape": shape}
    with new_entry(path, MAGIC, facts, rows * math.prod(shape)) as append:
        for source in sources:
            for block in source.blocks(digests):
                append(block)
        content = _together(digests)
        append(np.frombuffer(content, np.uint8))
    return content


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
