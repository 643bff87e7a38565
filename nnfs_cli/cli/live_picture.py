"""A picture at the end of the terminal that is drawn over and over, without flicker.

Each time, the lines that changed are written over the old ones in a single write; nothing is
wiped first. Where the window has become narrower, terminals break the lines that no longer fit, so
the picture has become higher: that is reckoned with. Whatever is said meanwhile goes above it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from time import thread_time

from rich.console import Console, RenderableType
from rich.text import Text

REFRESHES_PER_SECOND = 8
SHARE_OF_TIME = 0.01
"""at most so much of a processor's time goes into drawing"""
LONGEST_WAIT = 1.0
"""seconds"""
FIRST_AFTER = 0.4
"""seconds: what is over sooner does not flash up"""
UP, WIPE_LINE, WIPE_BELOW = "\x1b[{}A", "\x1b[K", "\x1b[J"
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class LivePicture:
    """Draws what `picture(width, height)` gives, as lines for a terminal of that size."""

    def __init__(self, console: Console, picture: Callable[[int, int], Sequence[Text]]) -> None:
        self.console = console
        self.picture = picture
        self._shown: list[str] = []
        """the lines on the screen, without their colours; the cursor is below them"""
        self._over = Event()
        self._lock = Lock()
        self._thread = Thread(target=self._run, name="live picture", daemon=True)

    def start(self) -> None:
        """Draw from now on, in a thread of its own."""
        self._thread.start()

    def _run(self) -> None:
        wait = FIRST_AFTER
        while not self._over.wait(wait):
            begun = thread_time()
            with self._lock:
                if not self._over.is_set():
                    self._draw()
            spent = thread_time() - begun
            wait = min(LONGEST_WAIT, max(1 / REFRESHES_PER_SECOND, spent / SHARE_OF_TIME))

    def say(self, *parts: RenderableType) -> None:
        """Print above the picture."""
        with self._lock:
            was_shown = bool(self._shown)
            self._write(self._printed(parts))
            self._shown = []
            if was_shown:
                self._draw()

    def stop(self, *last: RenderableType) -> None:
        """Draw no more; in the place of the picture stays what is given."""
        self._over.set()
        with self._lock:
            if self._shown or last:
                self._write(self._printed(last))
            self._shown = []
        if self._thread.is_alive():
            self._thread.join()

    def _draw(self) -> None:
        width, height = self.console.size
        lines = list(self.picture(width - 1, height - 1))[: height - 1]
        self._write(self._printed(lines))
        self._shown = [line.plain for line in lines]

    def _printed(self, parts: Sequence[RenderableType]) -> str:
        with self.console.capture() as captured:
            for part in parts:
                self.console.print(part)
        return captured.get()

    def _write(self, text: str) -> None:
        """Put text in the place of the picture."""
        width = self.console.width
        rows = sum(max(1, -(-Text(line).cell_len // width)) for line in self._shown)
        up = UP.format(rows) if rows else ""
        lines = text.replace("\n", f"{WIPE_LINE}\n")
        self.console.file.write(f"{HIDE_CURSOR}\r{up}{lines}{WIPE_BELOW}{SHOW_CURSOR}")
        self.console.file.flush()
