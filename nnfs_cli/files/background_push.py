"""Files pushed to the disk while their writer goes on: a busy disk can take a second for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from nnfs_cli.files.atomic_files import push_to_disk


class BackgroundPush:
    """Begins at once; whoever builds on the files waits for it first."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._error: OSError | None = None
        self._thread = Thread(target=self._push)
        self._thread.start()

    def _push(self) -> None:
        try:
            push_to_disk(self._paths)
        except OSError as error:
            self._error = error

    def wait(self) -> None:
        """Return once all files are on the disk. Raises the OSError that kept one from it."""
        self._thread.join()
        if self._error is not None:
            raise self._error
