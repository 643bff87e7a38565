"""Is there room for the inputs of all rows? Asked before they are made, not when all is full.

A matrix of thousands of words by a million rows is more than most computers hold, and finding
that out half way through ends in a swapping machine or a killed process.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress

from nnfs_cli.data.stored_values import LARGE_MATRIX
from nnfs_cli.errors import DataError


def refuse_without_room(rows: int, width: int, bytes_each: int = 4) -> None:
    """Raise DataError for a matrix for which neither disk nor memory has room."""
    needed = rows * width * bytes_each
    if needed < LARGE_MATRIX:
        return
    room = max(_free_on_disk(), _free_memory())
    if needed > room:
        raise DataError(
            f"{rows:,} rows x {width:,} inputs need {gigabytes(needed)}, and there is room for "
            f"{gigabytes(room)}",
            hint="Lower max_words of a column of texts, exclude columns, or filter the rows.",
        )


def gigabytes(count: int) -> str:
    """``2.1 GB``"""
    return f"{count / 1e9:,.1f} GB"


def _free_on_disk() -> int:
    """Where files without a name lie."""
    with suppress(OSError):
        return shutil.disk_usage(tempfile.gettempdir()).free
    return 0


def _free_memory() -> int:
    """Of the machine, as far as the system tells."""
    if sys.platform != "win32":
        with suppress(ValueError, OSError):  # macOS does not know the first
            return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0
