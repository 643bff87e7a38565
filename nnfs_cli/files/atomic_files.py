"""Files that are whole or absent, whatever happens while they are written.

Content goes into a temporary file in the same folder, is pushed to the disk, and takes the
file's name in one step. A reader sees the old file or the new one, never half of either. What a
killed process leaves behind is a temporary file with a recognisable name, which the next start
sweeps away.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, TextIO, overload

if sys.platform != "win32":
    import fcntl

TEMPORARY_PREFIX = ".nn-temporary-"
CANNOT_SYNC_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def write_atomically(path: Path, content: bytes | str, *, durable: bool = True) -> None:
    """Make `path` hold exactly `content` (text as UTF-8). Raises OSError naming `path`."""
    with open_atomically(path, "wb", durable=durable) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@overload
def open_atomically(
    path: Path, mode: Literal["w"] = "w", *, durable: bool = True
) -> AbstractContextManager[TextIO]: ...
@overload
def open_atomically(
    path: Path, mode: Literal["wb"], *, durable: bool = True
) -> AbstractContextManager[BinaryIO]: ...
@contextmanager
def open_atomically(
    path: Path, mode: Literal["w", "wb"] = "w", *, durable: bool = True
) -> Iterator[Any]:
    """A file to write to that becomes `path` when the block ends, and vanishes when it fails.

    Text is UTF-8 and line ends are written as given. A link is followed. What is no ordinary
    file (``/dev/stdout``, a pipe) cannot be replaced and is written to directly. What is not
    `durable` is not pushed to the disk: a failure of the power, unlike one of the program, can
    tear it, so its reader has to notice. Raises OSError naming `path`.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with _named(path, target), _open(target, mode) as file:
            yield file
        return
    temporary = target.with_name(TEMPORARY_PREFIX + secrets.token_hex(8))
    with _named(path, temporary), _claimed(temporary):
        with _open(temporary, mode) as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(target)
        if durable:
            _sync_folder(target.parent)


def push_to_disk(paths: Sequence[Path]) -> None:
    """Make durable what was written without being so. Raises OSError naming the file."""
    for path in paths:
        with _named(path, path), path.open("rb+") as file:
            os.fsync(file.fileno())
    for folder in dict.fromkeys(path.resolve().parent for path in paths):
        _sync_folder(folder)


def sweep_temporaries(folder: Path) -> list[Path]:
    """Delete what killed writers left in `folder`; files still being written stay."""
    abandoned = [path for path in sorted(folder.glob(TEMPORARY_PREFIX + "*")) if _is_free(path)]
    for path in abandoned:
        with suppress(OSError):
            path.unlink()
    return abandoned


def _open(path: Path, mode: str) -> IO[Any]:
    return path.open(mode) if "b" in mode else path.open(mode, encoding="utf-8", newline="")


@contextmanager
def _named(path: Path, written: Path) -> Iterator[None]:
    """Errors of the file actually written, and nameless ones, name the file the user asked for."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename not in (None, str(written)):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def _claimed(temporary: Path) -> Iterator[None]:
    """Create the file; while the block runs, a lock tells a sweep that its writer is alive."""
    try:
        with temporary.open("xb") as claim:
            if sys.platform == "win32":  # there an open file can be neither replaced nor swept
                claim.close()
            else:
                _lock(claim)
            yield
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _is_free(temporary: Path) -> bool:
    """Whether nobody is writing this temporary file."""
    try:
        with temporary.open("rb") as file:
            return _lock(file)
    except OSError:
        return False


def _lock(file: IO[Any]) -> bool:
    """Take the lock that its process's death gives back. False: another holds it."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # held, or a network drive that knows no locks
            return False
    return True


def _sync_folder(folder: Path) -> None:
    """Push the new name to the disk as well, where folders can be pushed."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in CANNOT_SYNC_FOLDERS:
                raise
        finally:
            os.close(descriptor)
