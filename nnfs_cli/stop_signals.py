"""Ctrl-C once: stop in good order. Twice: stop at once.

The handlers only leave a request behind. Whoever trains finishes the step, writes the checkpoint
and ends by itself.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
SIGNALS: list[signal.Signals] = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


@contextmanager
def stopping_in_good_order(request_stop: Callable[[], None]) -> Iterator[None]:
    """Within this, the first signal to stop calls `request_stop`; a second one ends the process
    the way it does by default. Signals reach the main thread only, so elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[signal.Signals, Any] = {number: signal.getsignal(number) for number in SIGNALS}
    before = {number: old for number, old in before.items() if old is not signal.SIG_IGN}  # nohup

    def first_time(_number: int, _frame: FrameType | None) -> None:
        restore(before)
        request_stop()

    try:
        for number in before:
            signal.signal(number, first_time)
        yield
    finally:
        restore(before)


def restore(handlers: dict[signal.Signals, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
