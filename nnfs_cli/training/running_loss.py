"""The loss of an epoch, gathered from the predictions that training makes anyway.

A logarithm per batch would cost a small network a tenth of its time. So predictions and targets
are laid aside, and the loss is taken of some thousand of them at once: the same mean, summed
in another order.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.losses import Loss

ROOM = 4096
"""about how many predictions are laid aside before their loss is taken"""


class NotFiniteError(ArithmeticError):
    """The loss of a batch is infinite or no number at all; `batches_ago` counts from the last."""

    def __init__(self, batches_ago: int) -> None:
        super().__init__(f"the loss stopped being a number {batches_ago} batches ago")
        self.batches_ago = batches_ago


class RunningLoss:
    """Takes batches of predictions (outputs, n) and gives the mean loss over all of them.

    `weighted` says whether every batch comes with weights (n,).
    """

    def __init__(
        self,
        loss: Loss,
        outputs: int,
        batch_size: int,
        dtype: npt.DTypeLike,
        *,
        weighted: bool = False,
    ) -> None:
        self.loss = loss
        self.batch_size = batch_size
        self.room = max(1, ROOM // batch_size) * batch_size
        self._p: Array = np.empty((outputs, self.room), dtype)
        self._t: Array = np.empty((outputs, self.room), dtype)
        self._weights: Array | None = np.empty(self.room, dtype) if weighted else None
        self._places = [
            (self._p[:, start : start + batch_size], self._t[:, start : start + batch_size])
            for start in range(0, self.room, batch_size)
        ]
        self.total = 0.0
        self.counted = 0
        self.filled = 0

    @property
    def mean_so_far(self) -> float | None:
        """The mean of what has been summed up since the last finish; None if nothing has."""
        return self.total / self.counted if self.counted else None

    def add(self, p: Array, t: Array, weights: Array | None = None) -> None:
        """Lay a batch aside. Raises NotFiniteError once a loss is seen that is no number."""
        n = p.shape[1]
        room_for_p, room_for_t = self._places[self.filled // self.batch_size]
        if n < self.batch_size:
            room_for_p, room_for_t = room_for_p[:, :n], room_for_t[:, :n]
        np.copyto(room_for_p, p)
        np.copyto(room_for_t, t)
        if self._weights is not None:
            self._weights[self.filled : self.filled + n] = weights
        self.filled += n
        if self.filled == self.room:
            self._settle()

    def finish(self) -> float:
        """The mean loss since the last finish. Raises NotFiniteError as `add` does."""
        if self.filled:
            self._settle()
        mean = self.total / self.counted
        self.total, self.counted = 0.0, 0
        return mean

    def _settle(self) -> None:
        p, t, weights = self.pending()
        loss = self.loss.value(p, t, weights)
        if not math.isfinite(loss):
            raise NotFiniteError(self._batches_since_broken(p, t))
        self.total += loss * self.filled
        self.counted += self.filled
        self.filled = 0

    def _batches_since_broken(self, p: Array, t: Array) -> int:
        starts = range(0, self.filled, self.batch_size)
        for start in starts:
            batch = slice(start, start + self.batch_size)
            if not math.isfinite(self.loss.value(p[:, batch], t[:, batch])):
                return (starts[-1] - start) // self.batch_size
        return 0

    def pending(self) -> tuple[Array, Array, Array | None]:
        """Views of what is laid aside and not yet in `total`: p, t and weights."""
        weights = None if self._weights is None else self._weights[: self.filled]
        return self._p[:, : self.filled], self._t[:, : self.filled], weights

    def restore(self, total: float, counted: int, p: Array, t: Array, weights: Array) -> None:
        """Go on from a saved `total`, `counted` and `pending`; without weights theirs is empty."""
        self.total = total
        self.counted = counted
        self.filled = p.shape[1]
        self._p[:, : self.filled] = p
        self._t[:, : self.filled] = t
        if self._weights is not None:
            self._weights[: self.filled] = weights
