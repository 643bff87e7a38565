"""Lines that begin with a number and go on with one of a few texts, millions of them at once.

Python writes some million such lines in a second; here it is ten times as many. Four characters
at a time are looked up, and those that are not there (zeros in front of a number, the rest of a
shorter text) are NULs, which are left out in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

LINES_AT_A_TIME = 2**15
GROUP = 4  # characters that are looked up together
GROUPS = 10**GROUP

Integers: TypeAlias = npt.NDArray[np.integer[Any]]
Characters: TypeAlias = npt.NDArray[np.uint32]
"""four in each element"""


def numbered_lines(numbers: Integers, codes: Integers, endings: Sequence[str]) -> Iterator[bytes]:
    """For each k the digits of ``numbers[k]``, at least 0, and ``endings[codes[k]]``, in pieces.

    Both arrays are (lines,). There is no NUL in an ending.
    """
    words = [ending.encode() for ending in endings]
    longest = -(-max(map(len, words)) // GROUP) * GROUP
    rows = b"".join(word.ljust(longest, b"\0") for word in words)
    table = np.frombuffer(rows, np.uint32).reshape(len(words), -1)
    for start in range(0, len(numbers), LINES_AT_A_TIME):
        block = slice(start, start + LINES_AT_A_TIME)
        ends = np.take(table, codes[block], axis=0)
        room = np.column_stack([*_digits(numbers[block]), ends])
        yield room.tobytes().translate(None, b"\0")


def _digits(numbers: Integers) -> list[Characters]:
    """The digits of each number, four to an array (lines,)."""
    groups: list[Characters] = []
    left, most = numbers, int(numbers.max())
    while not groups or most:
        rest = left // GROUPS
        place = left - rest * GROUPS + (rest > 0) * GROUPS
        groups.insert(0, np.take(_table(last=not groups), place))
        left, most = rest, most // GROUPS
    return groups


@cache
def _table(last: bool) -> Characters:
    """The characters of the numbers up to 9999: without zeros in front, and then with them.

    Of 0, the `last` four characters of a number have one zero, and those before them none.
    """
    short = [b"%d" % number for number in range(GROUPS)]
    short[0] = b"0" if last else b""
    long = [b"%04d" % number for number in range(GROUPS)]
    cells = [cell.ljust(GROUP, b"\0") for cell in (*short, *long)]
    return np.frombuffer(b"".join(cells), np.uint32)
