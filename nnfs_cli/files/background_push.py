"""Files pushed to the disk while their writer goes on: a busy disk can take a second for it.

A long one can be written meanwhile as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

from nnfs_cli.files.atomic_files import push_to_disk


class BackgroundPush:
    """Begins at once; whoever builds on the files waits for it first."""

    def __init__(self, paths: Sequence[Path], write: Callable[[], None] = lambda: None) -> None:
        """`write` makes those of the files that are not there yet."""
        self._paths, self._write = paths, write
        self._error: Exception | None = None
        self._thread = Thread(target=self._push)
        self._thread.start()

    def _push(self) -> None:
        try:
            self._write()
            push_to_disk(self._paths)
        except Exception as error:
            self._error = error

    def wait(self) -> None:
        """Return once all files are on the disk. Raises the error that kept one from it."""
        self._thread.join()
        if self._error is not None:
            raise self._error
