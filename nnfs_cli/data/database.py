"""DuckDB, with Ctrl-C held back while it works.

An exception that breaks into it, or into its import, ends the process with a crash or comes out
as an error of another name. So the signal waits until DuckDB is done, and is sent again then.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["duckdb", "uninterrupted"]


@contextmanager
def uninterrupted(hurry: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Within this, Ctrl-C does no more than call `hurry`; it has its usual effect at the end."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield
        return
    pressed = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        hurry()

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if pressed:
            signal.raise_signal(signal.SIGINT)


with uninterrupted():
    import duckdb
