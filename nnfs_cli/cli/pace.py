"""How long it will take, said once it can be known: after the first seconds of the training itself.

To measure before would make everybody wait to tell some what the clock tells all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType

from nnfs_cli.cli.progress_line import Clock

KNOWN_AFTER = 2.0
"""seconds"""
WORTH_TELLING = 10.0
"""seconds that training will take in all"""


class Pace:
    """Calls `tell` with the seconds that training takes in all, if that is long enough to care.

    `share` says how much of it lies behind, `epochs` how many there are, 0 for various. `tell` is
    called from another thread, once.
    """

    def __init__(
        self, share: Callable[[], float], tell: Callable[[float], None], epochs: int
    ) -> None:
        self.share = share
        self.tell = tell
        self.epochs = epochs
        self.seconds: float | None = None
        """all epochs at the pace of the first seconds; None while that is not known"""
        self._over = Event()

    @property
    def seconds_per_epoch(self) -> float | None:
        """At that pace, with its validation."""
        return None if self.seconds is None or not self.epochs else self.seconds / self.epochs

    def __enter__(self) -> Pace:
        Thread(target=self._look, name="pace", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()

    def _look(self) -> None:
        """Measure from the first step on: before it, processes may have to be started."""
        before = self.share()
        while self.share() == before:
            if self._over.wait(KNOWN_AFTER / 20):
                return
        clock = Clock(self.share())
        while self.seconds is None and not self._over.wait(KNOWN_AFTER):
            done = self.share() - clock.first
            if done > 0:  # otherwise there was not one step more
                self.seconds = clock.seconds / done
        if self.seconds is not None and self.seconds >= WORTH_TELLING and not self._over.is_set():
            self.tell(self.seconds)
