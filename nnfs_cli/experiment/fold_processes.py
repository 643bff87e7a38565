"""Folds side by side: a process for each, as many at a time as there are cores for.

A child reads the run's own resolved config and trains its fold in the fold's folder, as the run
itself would; so folds come out the same however many work at once. It tells its epochs through
a pipe, and when the run is told to stop it finishes its step and writes its checkpoint. When the
run's process is gone, killed without a word, the child ends at once: whoever resumes the run finds
nobody at work in its folders.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from nnfs_cli.errors import NNError, TrainingError
from nnfs_cli.experiment.events import FoldEpoch
from nnfs_cli.stop_signals import stopping_in_good_order

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

LOOK_EVERY = 0.2
"""seconds between looks at whether to stop"""


class FoldProcesses:
    """The processes that train some folds of the run in a directory."""

    def __init__(self, directory: Path, jobs: int) -> None:
        self.directory = directory
        self.jobs = jobs
        self.context = multiprocessing.get_context("spawn")  # safe beside threads, unlike fork
        self.working: dict[Connection, tuple[int, BaseProcess]] = {}
        self.stop_requested = False

    def request_stop(self) -> None:
        """Let every process end after its step; safe to call from a signal handler."""
        self.stop_requested = True

    def run(self, numbers: Sequence[int]) -> Iterator[FoldEpoch | int]:
        """Train these folds; tells every epoch, and the number of every fold that ended.

        Raises what went wrong in a fold, and ends the others.
        """
        waiting = deque(numbers)
        told = False
        try:
            while self.working or (waiting and not self.stop_requested):
                while waiting and len(self.working) < self.jobs and not self.stop_requested:
                    self._begin(waiting.popleft())
                if self.stop_requested and not told:
                    told = True
                    self._each_process(BaseProcess.terminate)
                for connection in wait(list(self.working), LOOK_EVERY):
                    assert isinstance(connection, Connection)
                    yield from self._heard(connection)
        finally:
            self._each_process(BaseProcess.kill)
            self.working.clear()

    def _begin(self, number: int) -> None:
        reader, writer = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=train_fold, args=(str(self.directory), number, writer), daemon=True
        )
        with ignored(signal.SIGINT):  # Ctrl-C reaches children too, but it is for us to tell them
            process.start()
        writer.close()
        self.working[reader] = number, process

    def _heard(self, connection: Connection) -> Iterator[FoldEpoch | int]:
        number, process = self.working[connection]
        try:
            message = connection.recv()
        except EOFError:
            del self.working[connection]
            process.join()
            if process.exitcode and not self.stop_requested:
                killed = process.exitcode < 0
                raise TrainingError(
                    f"fold {number} ended with exit code {process.exitcode}",
                    hint="Its memory may have run out: try --jobs 1." if killed else "",
                ) from None
            yield number
            return
        if isinstance(message, Exception):
            raise message
        yield message

    def _each_process(self, do: Callable[[BaseProcess], None]) -> None:
        for _, process in self.working.values():
            do(process)


def train_fold(directory: str, number: int, told: Connection) -> None:
    """What a child does: train one fold to its end, or until it is told to stop."""
    from nnfs_cli.experiment.beginning import fold_of

    end_with_parent()
    try:
        experiment = fold_of(Path(directory), number)
        with stopping_in_good_order(experiment.request_stop):
            experiment.start()
            for epoch in experiment.train():
                told.send(FoldEpoch(number, experiment.epochs, epoch))
            experiment.finish()
    except BrokenPipeError:  # whoever asked for this fold is gone
        return
    except NNError as error:
        (first, *_) = error.mistakes()
        told.send(type(first)(f"fold {number}: {first.message}", first.where, first.hint))
    except MemoryError:
        hint = "Fewer folds at a time take less: --jobs 1."
        told.send(TrainingError(f"fold {number}: out of memory", hint=hint))
    except OSError as error:  # a full disk, for one
        told.send(OSError(error.errno, error.strerror, error.filename))
    except Exception as error:  # a bug; whoever started this process says so, in its own way
        told.send(RuntimeError(f"fold {number}: {type(error).__name__}: {error}"))


def end_with_parent() -> None:
    """From now on this process ends when the one that started it does, in whatever way."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)  # as if killed: all that is on disk is whole

    threading.Thread(target=watch, name="end with parent", daemon=True).start()


@contextmanager
def ignored(number: signal.Signals) -> Iterator[None]:
    """Within this, a signal does nothing, also to processes that are started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(number, before)
