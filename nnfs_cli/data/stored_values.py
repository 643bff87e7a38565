"""Columns that are longer than memory should hold: they lie in a file and are read part by part.

A table of millions of rows is needed column by column, to learn statistics, or block by block, to
be encoded, and never whole.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[Any]
Fill: TypeAlias = Callable[[slice, npt.NDArray[np.float32]], None]
"""writes some rows of a matrix to where it is told"""
Room: TypeAlias = Callable[[int, int, Fill, npt.DTypeLike], npt.NDArray[np.float32]]
"""makes a matrix of so many rows and columns, filled, of a type"""

GROUP_ROWS = 65_536  # shorter columns stay in memory
BLOCK_ROWS = 8192  # of a matrix, filled while they are in the processor's cache
BLOCK_NUMBERS = 4_000_000  # of a wide one
LARGE_MATRIX = 32_000_000  # bytes; smaller ones stay in memory


class ColumnFile:
    """A file of numbers, open as long as somebody needs it."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` has no buffer of its own."""
        self._file = file
        weakref.finalize(self, file.close)

    @classmethod
    def temporary(cls) -> ColumnFile:
        """A new file without a name, gone when the process ends. Raises OSError."""
        return cls(cast(IO[bytes], tempfile.TemporaryFile(prefix="nn-columns-", buffering=0)))

    @classmethod
    def existing(cls, path: Path) -> ColumnFile:
        """Raises OSError."""
        return cls(path.open("rb", buffering=0))

    def write(self, place: int, values: Values) -> None:
        """Write values from this byte on. Raises OSError."""
        self._file.seek(place)
        if self._file.write(values.data) != values.nbytes:
            raise OSError("no space is left for columns")

    def read(self, place: int, values: Values) -> None:
        """Fill `values` with what begins at this byte. Raises OSError."""
        self._file.seek(place)
        if self._file.readinto(values.data.cast("B")) != values.nbytes:  # type: ignore[attr-defined]
            raise OSError("a file of columns has become shorter")


class StoredValues(np.lib.mixins.NDArrayOperatorsMixin):
    """The values of a column (rows,), an array in all but where they lie.

    A slice reads its own rows; anything else reads all of them, into an array that is gone when
    nobody needs it any more. Raises OSError where the file cannot be read.
    """

    def __init__(
        self,
        file: ColumnFile,
        places: Sequence[int],
        group_rows: int,
        tail: Values,
        lookup: Values | None = None,
    ) -> None:
        """`places` are where in the file, in bytes, each group of `group_rows` rows begins; the
        `tail` are the rows after them. With a `lookup`, the values are what it says at the
        positions that are stored.
        """
        self._file, self._places, self._group_rows = file, places, group_rows
        self._tail, self._lookup = tail, lookup
        self.dtype: np.dtype[Any] = tail.dtype if lookup is None else lookup.dtype

    def looked_up(self, lookup: Values) -> StoredValues:
        """The column of what `lookup` says at these positions, negative ones from its end."""
        assert self._lookup is None
        return StoredValues(self._file, self._places, self._group_rows, self._tail, lookup)

    def __len__(self) -> int:
        return len(self._places) * self._group_rows + len(self._tail)

    @property
    def shape(self) -> tuple[int]:
        return (len(self),)

    @property
    def nbytes(self) -> int:
        return len(self) * self.dtype.itemsize

    def __getitem__(self, rows: Any) -> Any:
        if not isinstance(rows, slice):
            return self[:][rows]
        start, stop, step = rows.indices(len(self))
        return self._read(start, max(start, stop)) if step == 1 else self[:][rows]

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Values:
        return np.asarray(self[:], dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        arrays = (x[:] if isinstance(x, StoredValues) else x for x in inputs)
        return getattr(ufunc, method)(*arrays, **options)

    def _read(self, start: int, stop: int) -> Values:
        values = np.empty(stop - start, self._tail.dtype)
        in_file = len(self) - len(self._tail)
        in_groups, done = max(0, min(stop, in_file) - start), 0
        while done < in_groups:
            group, row = divmod(start + done, self._group_rows)
            part = values[done : min(done + self._group_rows - row, in_groups)]
            self._file.read(self._places[group] + row * values.itemsize, part)
            done += len(part)
        first = max(0, start - in_file)
        values[done:] = self._tail[first : first + len(values) - done]
        return values if self._lookup is None else self._lookup[values]


def stored_values(file: ColumnFile, place: int, rows: int, dtype: npt.DTypeLike) -> Values:
    """The values (rows,) that begin at this byte of a file. Raises OSError."""
    stored = StoredValues(file, [place], rows, np.empty(0, dtype))
    return cast(Values, stored) if rows >= GROUP_ROWS else cast(Values, stored[:])


def looked_up(lookup: Values, positions: Values) -> Values:
    """``lookup[positions]``; of a stored column, without reading it now."""
    column = cast("Values | StoredValues", positions)
    if isinstance(column, StoredValues):
        return cast(Values, column.looked_up(lookup))
    return lookup[column]


class GrowingColumns:
    """Columns that get longer together, in memory at first, and from some length on in a file.

    Where none can be written, memory has to do.
    """

    def __init__(self, dtypes: Sequence[npt.DTypeLike]) -> None:
        self._room: list[Values] = [np.empty(GROUP_ROWS, dtype) for dtype in dtypes]
        self._filled = 0
        self._file: ColumnFile | None = None
        self._groups_in_file = 0
        self._groups_in_memory: list[list[Values]] = []

    def extend(self, columns: Sequence[Values]) -> None:
        """Append an array (rows,) to each column, all of the same length."""
        rows, done = len(columns[0]), 0
        while done < rows:
            count = min(GROUP_ROWS - self._filled, rows - done)
            for room, values in zip(self._room, columns, strict=True):
                room[self._filled : self._filled + count] = values[done : done + count]
            self._filled += count
            done += count
            if self._filled == GROUP_ROWS:
                self._put_away()

    def finish(self) -> list[Values]:
        """The columns; nothing can be added to them any more."""
        groups = [*self._groups_in_memory, [room[: self._filled] for room in self._room]]
        tails = [np.concatenate(pieces) for pieces in zip(*groups, strict=True)]
        if self._file is None:
            return tails
        columns, start = [], 0
        for tail in tails:
            end = start + self._groups_in_file * self._group_bytes
            places = range(start, end, self._group_bytes)
            stored = StoredValues(self._file, places, GROUP_ROWS, tail)
            columns.append(cast(Values, stored))
            start += tail.itemsize * GROUP_ROWS
        return columns

    @property
    def _group_bytes(self) -> int:
        return sum(room.nbytes for room in self._room)

    def _put_away(self) -> None:
        """Keep the full room: in the file, in which each group has its columns one by one."""
        self._filled = 0
        if not self._groups_in_memory:
            with suppress(OSError):
                self._write()
                return
        self._groups_in_memory.append([room.copy() for room in self._room])

    def _write(self) -> None:
        if self._file is None:
            self._file = ColumnFile.temporary()
        place = self._groups_in_file * self._group_bytes
        for room in self._room:
            self._file.write(place, room)
            place += room.nbytes
        self._groups_in_file += 1


def filled_by_block(
    rows: int, width: int, fill: Fill, dtype: npt.DTypeLike = np.float32
) -> npt.NDArray[np.float32]:
    """A matrix (rows, width) that `fill` is called for with some rows, and where to write them.

    A large one is mapped from a file without a name: the system keeps of it in memory what there
    is room for.
    """
    if rows * width * 4 >= LARGE_MATRIX:
        with suppress(OSError):
            return _filled_file(rows, width, fill, dtype)
    x: npt.NDArray[np.float32] = np.empty((rows, width), dtype)
    for block in _blocks(rows, width):
        fill(block, x[block])
    return x


def filled_blocks(
    rows: int, width: int, fill: Fill, dtype: npt.DTypeLike
) -> Iterator[npt.NDArray[np.float32]]:
    """The same matrix in pieces, from the first row to the last; each is there until the next."""
    blocks = _blocks(rows, width)
    room = np.empty((blocks[0].stop, width), dtype)
    for block in blocks:
        x = room[: block.stop - block.start]
        fill(block, x)
        yield x


def _blocks(rows: int, width: int) -> list[slice]:
    step = min(BLOCK_ROWS, max(1, BLOCK_NUMBERS // width))
    return [slice(at, min(at + step, rows)) for at in range(0, rows, step)]


def _filled_file(
    rows: int, width: int, fill: Fill, dtype: npt.DTypeLike
) -> npt.NDArray[np.float32]:
    with tempfile.TemporaryFile(prefix="nn-matrix-", buffering=0) as file:
        for x in filled_blocks(rows, width, fill, dtype):
            if file.write(x.data) != x.nbytes:
                raise OSError("no space is left for a matrix")
        return np.asarray(np.memmap(file, dtype, "r", shape=(rows, width)))
