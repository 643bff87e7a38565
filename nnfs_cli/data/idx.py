"""IDX files, the format MNIST is published in, plain or gzipped.

A header (two zero bytes, a type, the number of dimensions, each dimension as four bytes) and then
the numbers, most significant byte first. The header is believed only when the file's size agrees
with it, so that a few wrong bytes can never ask for more memory than the file could fill.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from nnfs_cli.errors import DataError
from nnfs_cli.limits import DEFLATE_RATIO

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
FETCH_AGAIN = "It is cut short or damaged; fetch it again."
MOST_DIMENSIONS = 4
"""images of several channels"""
LARGEST_ARRAY = 2**48
"""numbers; NumPy fails on more even where a dimension of 0 leaves none of them"""
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class IdxFile:
    """The header of an IDX file that agrees with the file's size."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]
    offset: int
    """where the numbers begin, in bytes"""

    @classmethod
    def open(cls, path: Path) -> IdxFile:
        """Read and check the header. Raises DataError."""
        with uncompressed(path) as file:
            start = file.read(4)
            if not _is_start(start):
                raise DataError("is not an IDX file", str(path), FETCH_AGAIN)
            dimensions = file.read(4 * start[3])
            if len(dimensions) < 4 * start[3]:
                raise DataError("ends within its header", str(path), FETCH_AGAIN)
        shape = struct.unpack(f">{start[3]}I", dimensions)
        header = cls(path, shape, np.dtype(TYPES[start[2]]), 4 + 4 * start[3])
        header._check_size()
        return header

    @property
    def rows(self) -> int:
        return self.shape[0]

    @property
    def size(self) -> int:
        """Bytes that the header promises, itself included."""
        return self.offset + math.prod(self.shape) * self.dtype.itemsize

    @property
    def zipped(self) -> bool:
        return is_gzipped(self.path)

    def _check_size(self) -> None:
        present = self.path.stat().st_size
        wrong = self.size > present * DEFLATE_RATIO if self.zipped else self.size != present
        if wrong or math.prod(length or 1 for length in self.shape) > LARGEST_ARRAY:
            dimensions = " x ".join(map(str, self.shape))
            raise DataError(
                f"promises {dimensions} numbers ({self.size:,} bytes), but has {present:,} bytes",
                str(self.path),
                FETCH_AGAIN,
            )

    def read(self) -> npt.NDArray[np.generic]:
        """All numbers, in the shape the header gives. Raises DataError."""
        blocks = list(self.blocks(max(1, self.rows)))
        return blocks[0] if blocks else np.empty(self.shape, self.dtype)

    def blocks(self, rows: int) -> Iterator[npt.NDArray[np.generic]]:
        """The numbers, `rows` rows at a time. Raises DataError."""
        with uncompressed(self.path) as file:
            file.seek(self.offset)
            for start in range(0, self.rows, rows):
                count = min(rows, self.rows - start)
                block = np.empty((count, *self.shape[1:]), self.dtype)
                self._fill(file, block.reshape(-1).view(np.uint8).data)
                yield block
            if file.read(1):
                raise DataError("is longer than its header says", str(self.path), FETCH_AGAIN)

    def _fill(self, file: BinaryIO, rest: memoryview) -> None:
        while rest:
            count = file.readinto(rest)  # type: ignore[attr-defined]
            if not count:
                message = "ends before the numbers its header promises"
                raise DataError(message, str(self.path), FETCH_AGAIN)
            rest = rest[count:]


def is_gzipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == GZIP


def is_idx(path: Path) -> bool:
    """Whether a file begins like an IDX file, plain or gzipped."""
    try:
        with uncompressed(path) as file:
            start = file.read(4)
    except (DataError, OSError):
        return False
    return _is_start(start)


def _is_start(start: bytes) -> bool:
    """Two zero bytes, a type, and one to `MOST_DIMENSIONS`."""
    known = len(start) == 4 and start[:2] == b"\0\0" and start[2] in TYPES
    return known and 1 <= start[3] <= MOST_DIMENSIONS


@contextmanager
def uncompressed(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unzipped where it is zipped. Raises DataError for damaged ones."""
    try:
        with gzip.open(path) if is_gzipped(path) else path.open("rb") as file:
            yield file  # type: ignore[misc]
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError("is a damaged gzip file", str(path), FETCH_AGAIN) from error
