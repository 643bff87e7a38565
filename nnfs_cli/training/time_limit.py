"""A clock beside the training loop, so that the loop itself need not look at one."""

from __future__ import annotations

from collections.abc import Callable
from threading import TIMEOUT_MAX, Timer
from types import TracebackType


class TimeLimit:
    """Within this, `ring` is called once, from another thread, when the time is up.

    It is called at once where no time is left, and never where `seconds` is None.
    """

    def __init__(self, seconds: float | None, ring: Callable[[], None]) -> None:
        self.seconds = seconds
        self.ring = ring
        self.timer: Timer | None = None

    def __enter__(self) -> None:
        if self.seconds is None:
            return
        if self.seconds <= 0:
            self.ring()
            return
        self.timer = Timer(min(self.seconds, TIMEOUT_MAX), self.ring)
        self.timer.daemon = True
        self.timer.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.timer is not None:
            self.timer.cancel()
