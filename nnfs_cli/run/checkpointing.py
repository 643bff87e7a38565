"""When checkpoints are written: after every few epochs, but not a thousand times a second.

Epochs of a small network take a millisecond, a file that is safely on disk takes several. States
that come faster than one a second wait in memory; the newest and the best of them are written
then, or when training ends.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from nnfs_cli.run.checkpoint import NEWEST_KEPT, State, save_checkpoint

SECONDS_BETWEEN = 1.0


class Checkpointing:
    """Keeps the newest few states and the best one in a folder."""

    def __init__(
        self,
        folder: Path,
        every: int,
        wait_for: Callable[[], None] = lambda: None,
        step: int = 0,
    ) -> None:
        """`wait_for` returns once everything is on the disk that a checkpoint builds on; the state
        after `step` steps need not be kept: training begins there.
        """
        self.folder = folder
        self.every = every
        self._wait_for = wait_for
        self._waiting: list[tuple[int, State, bool]] = []
        self._newest = step
        self._written_at = monotonic()

    def is_due(self, epoch: int) -> bool:
        return epoch % self.every == 0

    def offer(self, step: int, state: State, *, best: bool) -> None:
        """Take the state after `step` steps, and write what waits if it is time."""
        older = self._waiting[-NEWEST_KEPT + 1 :]
        older_best = [waiting for waiting in self._waiting if waiting[2] and not best][-1:]
        kept = {waiting[0]: waiting for waiting in (*older_best, *older)}
        self._waiting = [*(kept[step] for step in sorted(kept)), (step, state, best)]
        self._newest = step
        if monotonic() - self._written_at >= SECONDS_BETWEEN:
            self.flush()

    def finish(self, step: int, state: Callable[[], State]) -> None:
        """Keep the state that training ended with too, and write all."""
        if step > self._newest:
            self.offer(step, state(), best=False)
        self.flush()

    def flush(self) -> None:
        """Write all that waits."""
        if self._waiting:
            self._wait_for()
        for step, state, best in self._waiting:
            save_checkpoint(self.folder, step, state, best=best)
        self._waiting.clear()
        self._written_at = monotonic()
