"""Rows of a mapped file that memory does not hold, asked for before they are needed.

Shuffled rows lie anywhere. Left to itself, the system reads what surrounds each row and waits for
every one: with 4 GB of pixels and 1 GB of memory, 5 ms a row. Asked for single rows, a few hundred
at a time while the network learns from others, it takes a 400th of that.
"""

from __future__ import annotations

import mmap
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.raw_columns import Indices

if sys.platform != "win32":
    import resource

FEW_WAITS = 64
"""pages; libraries that are loaded late have to be waited for as well"""


class ReadAhead:
    """Does nothing for rows in memory, nor for mapped ones before some had to be waited for."""

    def __init__(self, rows: npt.NDArray[Any]) -> None:
        self._mapping = mapping_of(rows) if sys.platform != "win32" else None
        self._row_bytes = rows.strides[0]
        self._waits = waits()
        self._memory_is_short = False
        if self._mapping is not None:
            self._first = address(rows) - address(np.frombuffer(self._mapping, np.uint8))

    def expect(self, rows: Indices) -> None:
        """These rows will be needed soon."""
        if self._mapping is None or not self._short():
            return
        starts = self._first + rows * self._row_bytes
        pages = starts // mmap.PAGESIZE * mmap.PAGESIZE
        lengths = starts + self._row_bytes - pages
        if sys.platform != "win32":  # for type checkers: no rows are mapped there, as we see it
            for page, length in zip(pages.tolist(), lengths.tolist(), strict=True):
                self._mapping.madvise(mmap.MADV_WILLNEED, page, length)

    def _short(self) -> bool:
        if not self._memory_is_short and waits() > self._waits + FEW_WAITS:
            self._memory_is_short = True
            assert self._mapping is not None
            if sys.platform != "win32":
                self._mapping.madvise(mmap.MADV_RANDOM)
        return self._memory_is_short


def mapping_of(values: npt.NDArray[Any]) -> mmap.mmap | None:
    """The mapping that an array is a view of, if it is one."""
    owner: object = values
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, memoryview):
        owner = owner.obj
    return owner if isinstance(owner, mmap.mmap) else None


def address(values: npt.NDArray[Any]) -> int:
    return int(values.__array_interface__["data"][0])


def waits() -> int:
    """How often this process had to wait for a page from the disk."""
    if sys.platform == "win32":
        return 0
    else:  # noqa: RET505 -- for whoever checks types on another system
        return resource.getrusage(resource.RUSAGE_SELF).ru_majflt
