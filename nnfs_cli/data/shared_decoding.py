"""Many image files decoded by all processors, in the order of the files, from this process.

Threads would wait for each other: a thumbnail is mostly work of the interpreter. So other
processes decode shares of the files, and this one the rest. They start without NumPy and without
anything of the program that runs here, and are only ever a help: what they do not bring, because
they could not start, were killed, or met a damaged file, is decoded here as if they had not been.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from statistics import median
from threading import Condition, Thread
from time import perf_counter
from typing import TypeAlias

from nnfs_cli.data.image_reading import ImageBytes, pillow_warnings
from nnfs_cli.data.image_worker import READY, Task, understood
from nnfs_cli.errors import DataError
from nnfs_cli.matrix_threads import processors

TIMED = 8
"""images at first, of which the median counts: the very first one also loads a decoder"""
WORTH_A_PROCESS = 0.15
"""seconds of decoding; a process takes a third of that to start"""
MOST_PROCESSES = 8
"""besides this one, which could not take in what more of them bring"""
SHARE_SECONDS = 0.01
SHARE_IMAGES = 256
SHARE_BYTES = 1 << 20
WAITING_BYTES = 1 << 27
"""of pixels that are decoded before it is their turn"""
ASKED_AHEAD = 2
"""shares that a process has before it, so that it never waits for the next"""
HEARD = 0.1
"""seconds; how long Ctrl-C may wait, where waiting threads do not hear it"""
START = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = {path}; "
    "from nnfs_cli.data.image_worker import serve; serve()"
)
"""its parent answers to Ctrl-C, and ends it"""

Read: TypeAlias = ImageBytes | DataError | None
"""None: still to be read by whoever asks for it"""


def read_all(task: Task) -> Iterator[ImageBytes | DataError]:
    """Each image of a task in order, or what is wrong with it; the shape is not looked at."""
    seconds = []
    for number in range(min(TIMED, len(task.paths))):
        began = perf_counter()
        (image,) = _read_here(task, range(number, number + 1))
        seconds.append(perf_counter() - began)
        yield image
    if len(task.paths) > TIMED:
        yield from _read_rest(task, median(seconds))


def _read_rest(task: Task, seconds: float) -> Iterator[ImageBytes | DataError]:
    """The images after those that were timed, which take so many seconds each."""
    rest = len(task.paths) - TIMED
    most = min(processors() - 1, MOST_PROCESSES)
    helpers = max(0, min(most, int(seconds * rest / WORTH_A_PROCESS)))
    size = min(SHARE_IMAGES, int(SHARE_SECONDS / seconds), SHARE_BYTES // math.prod(task.shape))
    starts = range(TIMED, len(task.paths), max(1, size))
    shares = [range(start, min(start + starts.step, len(task.paths))) for start in starts]
    fitting = WAITING_BYTES // (shares[0].stop - TIMED) // math.prod(task.shape)
    board = _Board(shares, ahead=max(1, min((ASKED_AHEAD + 1) * (helpers + 1), fitting)))
    team: list[_Helper] = []
    try:
        for _ in range(helpers):
            with suppress(OSError):  # the system has no process to spare
                team.append(_Helper(task, board))
        for number, share in enumerate(shares):
            images = _wait_for(number, task, board)
            for place, image in zip(share, images, strict=True):
                yield image or _read_here(task, range(place, place + 1))[0]
    finally:
        board.close()
        for helper in team:
            helper.stop()


def _wait_for(number: int, task: Task, board: _Board) -> Sequence[Read]:
    """The images of a share, working on whatever nobody has taken in the meantime."""
    while not board.has(number):
        mine = board.take(wait=False)
        if mine is None:
            board.wait_for(number)
        elif mine == number:
            board.give(mine, None)
        else:
            board.give(mine, _read_here(task, board.shares[mine]))
    return board.fetch(number) or _read_here(task, board.shares[number])


def _read_here(task: Task, share: range) -> list[ImageBytes | DataError]:
    images: list[ImageBytes | DataError] = []
    with pillow_warnings():
        for number in share:
            try:
                images.append(task.read(number))
            except DataError as error:
                images.append(error)
    return images


class _Board:
    """Which shares are taken, and what has become of them; used by several threads."""

    def __init__(self, shares: Sequence[range], ahead: int) -> None:
        self.shares = shares
        self._ahead = ahead  # so that what waits to be fetched takes little memory
        self._done: dict[int, Sequence[Read] | None] = {}
        self._taken = self._fetched = 0
        self._closed = False
        self._changed = Condition()

    def take(self, *, wait: bool) -> int | None:
        """The next share, whose images the taker has to give; None where there is none now."""
        with self._changed:
            while not self._closed and self._taken < len(self.shares):
                if self._taken < self._fetched + self._ahead:
                    self._taken += 1
                    return self._taken - 1
                if not wait:
                    break
                self._changed.wait()
            return None

    def give(self, share: int, images: Sequence[Read] | None) -> None:
        """None: somebody else has to read them."""
        with self._changed:
            self._done[share] = images
            self._changed.notify_all()

    def has(self, share: int) -> bool:
        with self._changed:
            return share in self._done

    def fetch(self, share: int) -> Sequence[Read] | None:
        with self._changed:
            self._fetched = share + 1
            self._changed.notify_all()
            return self._done.pop(share)

    def wait_for(self, share: int) -> None:
        with self._changed:
            while share not in self._done:
                self._changed.wait(HEARD)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Helper:
    """Another process, and the thread that asks it. Raises OSError where none can start."""

    def __init__(self, task: Task, board: _Board) -> None:
        self._task, self._board = task, board
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it cannot do is done, and told, by its parent
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._thread = Thread(target=self._ask, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._process.kill()
        self._thread.join()
        with suppress(OSError):  # what was still to be sent
            self._process.communicate()

    def _ask(self) -> None:
        asked: deque[int] = deque()
        with suppress(OSError, EOFError):
            self._send(self._task.to_line())
            self._receive(len(READY))
            while self._take_more(asked):
                content = self._receive(self._task.answer_size(len(self._board.shares[asked[0]])))
                self._board.give(asked.popleft(), understood(self._task, content))
        for share in asked:
            self._board.give(share, None)

    def _take_more(self, asked: deque[int]) -> bool:
        """Whether anything is asked now; waits only where nothing would be."""
        while len(asked) < ASKED_AHEAD:
            number = self._board.take(wait=not asked)
            if number is None:
                break
            asked.append(number)
            share = self._board.shares[number]
            self._send(b"%d %d\n" % (share.start, share.stop))
        return bool(asked)

    def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _receive(self, size: int) -> bytes:
        assert self._process.stdout is not None
        content = self._process.stdout.read(size)
        if len(content) < size:
            raise EOFError
        return content


def _command() -> list[str]:
    """Raises OSError where the interpreter is not to be had by itself."""
    if getattr(sys, "frozen", False) or not sys.executable:
        raise OSError("this program has no interpreter of its own")
    path = ascii([place for place in sys.path if isinstance(place, str)])
    keep = ["-B"] if sys.dont_write_bytecode else []
    return [sys.executable, *keep, "-I", "-S", "-c", START.format(path=path)]
