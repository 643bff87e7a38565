"""Feeds a data set to the network batch by batch, in a new order every epoch.

Indices are shuffled, never the data. A few hundred rows at a time are gathered into one reused
buffer, and pixels become numbers there; a batch is a slice of that buffer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.aligned_arrays import aligned_zeros, in_rows, row_room
from nnfs_cli.data.augmentation import Augmentation, Augmenter, Draws
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.raw_columns import Indices
from nnfs_cli.data.read_ahead import ReadAhead

Floats: TypeAlias = npt.NDArray[np.float32]
Batch: TypeAlias = tuple[Floats, Floats, Floats | None]

NUMBERS_AT_A_TIME = 200_000
"""Inputs gathered together: enough to spread the cost of a call, few enough to stay in a core's
second-level cache beside the weights."""
MOST_ROWS_AT_A_TIME = 4096


class Batches:
    """The rows `rows` of a data set, cut into batches of `batch_size`; the last may be smaller.

    The order of an epoch follows from the seed and the epoch's number alone, so that any epoch
    can be repeated and entered at any batch. A batch size beyond the data means all of it.
    """

    def __init__(
        self,
        dataset: Dataset,
        rows: Indices,
        batch_size: int,
        seed: int,
        shuffle: bool,
        weights: Floats | None = None,
        augmentation: Augmentation | None = None,
    ) -> None:
        """`weights` are of all rows of the data set, shape (dataset.rows,). Images are changed as
        `augmentation` says, each in its own way in every epoch.
        """
        self.weighted = weights is not None
        self.rows = len(rows)
        self.batch_size = max(1, min(batch_size, self.rows))
        self.per_epoch = -(-self.rows // self.batch_size)
        self.factor = dataset.scale.factor if dataset.scale else 1.0
        self._dataset = dataset
        self._weights = weights
        self._augmenter = Augmenter(augmentation, dataset.input_shape) if augmentation else None
        self._read_ahead = ReadAhead(dataset.x)
        self._indices = rows
        self._seed = seed
        self._shuffle = shuffle and self.per_epoch > 1
        at_a_time = min(NUMBERS_AT_A_TIME // (dataset.features + 1), MOST_ROWS_AT_A_TIME)
        self._chunk_rows = max(1, at_a_time // self.batch_size) * self.batch_size
        self._reserve(min(self._chunk_rows, self.rows))

    def epoch(self, number: int, start_batch: int = 0) -> Iterator[Batch]:
        """The batches of one epoch: rows (n, features + 1), which times `factor` are [x, 1], of
        the data's type, pixels as float32; t float32 (outputs, n), and weights float32 (n,) or
        None. All are borrowed: going on overwrites them.
        """
        begun = start_batch * self.batch_size
        order = self._order(number)[begun:]
        draws = None
        if self._augmenter:
            draws = self._augmenter.draws(self._seed, number, self.rows)[begun:]
        for start in range(0, len(order), self._chunk_rows):
            rows = order[start : start + self._chunk_rows]
            self._read_ahead.expect(order[start + len(rows) : start + 2 * self._chunk_rows])
            self._gather(rows, None if draws is None else draws[start : start + len(rows)])
            whole, rest = divmod(len(rows), self.batch_size)
            yield from self._places[:whole]
            if rest:
                x, t, weights = self._places[whole]
                yield x[:rest], t[:, :rest], None if weights is None else weights[:rest]

    def _order(self, number: int) -> Indices:
        if not self._shuffle:
            return self._indices
        return np.random.default_rng([self._seed, number]).permutation(self._indices)

    def _reserve(self, rows: int) -> None:
        """Make the buffers that every chunk is gathered into, and the places of its batches."""
        dataset = self._dataset
        width = dataset.features + 1
        self._x: Floats
        if dataset.scale:
            self._x = in_rows(aligned_zeros(rows * row_room(width), np.float32), width)
        else:  # np.take writes into rows without gaps alone
            self._x = np.ones((rows, width), dataset.x.dtype)
        self._t = np.empty((dataset.outputs, rows), np.float32)
        if dataset.scale:
            self._pixels = np.empty((rows, dataset.features), np.uint8)
        self._w = None if self._weights is None else np.empty(rows, np.float32)
        stretches = [slice(at, at + self.batch_size) for at in range(0, rows, self.batch_size)]
        self._places: list[Batch] = [
            (self._x[part], self._t[:, part], None if self._w is None else self._w[part])
            for part in stretches
        ]

    def _gather(self, rows: Indices, draws: Draws | None) -> None:
        x, t = self._x[: len(rows)], self._t[:, : len(rows)]
        np.copyto(t, np.take(self._dataset.t, rows, axis=0).T)
        if self._weights is not None and self._w is not None:
            np.take(self._weights, rows, out=self._w[: len(rows)], mode="clip")
        if not self._dataset.scale:
            # mode="clip": the default checks every index and takes three times as long
            np.take(self._dataset.x, rows, axis=0, out=x, mode="clip")
            return
        pixels = self._pixels[: len(rows)]
        np.take(self._dataset.x, rows, axis=0, out=pixels, mode="clip")
        if self._augmenter and draws is not None:
            self._augmenter.apply(pixels, draws)
        self._dataset.scale.fill(pixels, x)


def in_order(dataset: Dataset, rows: Indices, chunk: int = 1024) -> Batches:
    """Rows as they come, `chunk` at a time, for answers rather than learning."""
    return Batches(dataset, rows, chunk, seed=0, shuffle=False)
