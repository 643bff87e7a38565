"""Feeds a data set to the network batch by batch, in a new order every epoch.

Indices are shuffled, never the data. A few hundred rows at a time are gathered into one reused
buffer, and pixels become numbers there; a batch is a slice of that buffer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.pixels import scale_into
from nnfs_cli.data.raw_columns import Indices

Floats: TypeAlias = npt.NDArray[np.float32]
Batch: TypeAlias = tuple[Floats, Floats]

ROWS_AT_A_TIME = 512
"""Rows gathered together: enough to spread the cost of a call, few enough to stay in cache."""


class Batches:
    """The rows `rows` of a data set, cut into batches of `batch_size`; the last may be smaller.

    The order of an epoch follows from the seed and the epoch's number alone, so that any epoch
    can be repeated and entered at any batch. A batch size beyond the data means all of it.
    """

    def __init__(
        self, dataset: Dataset, rows: Indices, batch_size: int, seed: int, shuffle: bool
    ) -> None:
        self.rows = len(rows)
        self.batch_size = max(1, min(batch_size, self.rows))
        self.per_epoch = -(-self.rows // self.batch_size)
        self._dataset = dataset
        self._indices = rows
        self._seed = seed
        self._shuffle = shuffle and self.per_epoch > 1
        self._chunk_rows = max(1, ROWS_AT_A_TIME // self.batch_size) * self.batch_size
        self._reserve(min(self._chunk_rows, self.rows))

    def epoch(self, number: int, start_batch: int = 0) -> Iterator[Batch]:
        """The batches of one epoch: x float32 (n, features + 1), its last column all ones, and
        t float32 (n, outputs). Both are borrowed: going on overwrites them.
        """
        order = self._order(number)[start_batch * self.batch_size :]
        for start in range(0, len(order), self._chunk_rows):
            x, t = self._gather(order[start : start + self._chunk_rows])
            for first in range(0, len(x), self.batch_size):
                batch = slice(first, first + self.batch_size)
                yield x[batch], t[batch]

    def _order(self, number: int) -> Indices:
        if not self._shuffle:
            return self._indices
        return np.random.default_rng([self._seed, number]).permutation(self._indices)

    def _reserve(self, rows: int) -> None:
        """Make the buffers that every chunk is gathered into."""
        dataset = self._dataset
        self._x = np.ones((rows, dataset.features + 1), np.float32)
        self._t = np.empty((rows, dataset.outputs), np.float32)
        if dataset.scale:
            self._pixels = np.empty((rows, dataset.features), np.uint8)
            self._factor, self._shift = dataset.scale.coefficients(dataset.features)

    def _gather(self, rows: Indices) -> Batch:
        x, t = self._x[: len(rows)], self._t[: len(rows)]
        t[...] = np.take(self._dataset.t, rows, axis=0)
        if not self._dataset.scale:
            # mode="clip": the default checks every index and takes three times as long
            return np.take(self._dataset.x, rows, axis=0, out=x, mode="clip"), t
        pixels = self._pixels[: len(rows)]
        np.take(self._dataset.x, rows, axis=0, out=pixels, mode="clip")
        # the ones in the last column stay from batch to batch
        scale_into(pixels, self._factor, self._shift, x[:, :-1])
        return x, t


def in_order(dataset: Dataset, rows: Indices, chunk: int = 1024) -> Iterator[Batch]:
    """Rows as they come, `chunk` at a time, for answers rather than learning. Borrowed too."""
    return Batches(dataset, rows, chunk, seed=0, shuffle=False).epoch(0)
