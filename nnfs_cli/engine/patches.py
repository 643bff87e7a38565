"""What each window of a convolution sees, as the columns of a matrix that is never written out.

Written out, every pixel would stand in the matrix as often as it is in a window: nine times for
3 x 3. Here it is copied once for every column of the kernel, three times. The rows of the kernel
cost nothing: where the picture's rows lie one behind the other, all rows that a window covers are
one stretch of memory, and windows one below the other are stretches that overlap.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.windows import Windows


def overlapping(rows: Array, first: int, size: int, stride: int, count: int) -> Array:
    """`count` stretches of `size` rows each, as matrices: shape (count, size * lines, length).

    rows: (any, lines, length), contiguous. The first stretch begins at row `first`, each further
    one `stride` rows after the one before.
    """
    _, lines, length = rows.shape
    row, line, item = rows.strides
    shape, strides = (count, size * lines, length), (stride * row, line, item)
    return as_strided(rows[first:], shape, strides)


class Patches:
    """The windows of n pictures. `matrix` has shape (rows of windows, height * lines, width * n).

    Line by line, a kernel's row sees: for each of its columns all channels, and then a 1, to which
    the bias belongs (it needs only one of these ones; the others are there for regularity).
    """

    def __init__(
        self, rows: Windows, columns: Windows, channels: int, n: int, dtype: npt.DTypeLike
    ) -> None:
        lines = columns.size * channels + 1
        seen = np.zeros((rows.reach, lines, columns.count, n), dtype)  # padding stays 0
        seen[:, -1] = 1
        self._height = min(rows.side, rows.reach - rows.before)
        inside = seen[rows.before : rows.before + self._height]
        self._places = []
        for offset in range(columns.size):
            windows, places = columns.meeting(offset)
            of_offset = slice(offset * channels, (offset + 1) * channels)
            self._places.append((inside[:, of_offset, windows], places))
        as_rows = seen.reshape(rows.reach, lines, -1)
        self.matrix = overlapping(as_rows, 0, rows.size, rows.stride, rows.count)

    def fill(self, x: Array) -> None:
        """Look at x (height, width, channels, n)."""
        by_row = x[: self._height].transpose(0, 2, 1, 3)
        for seen, places in self._places:
            np.copyto(seen, by_row[:, :, places])
