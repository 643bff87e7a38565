"""One file from an address to its place: resumed where it was cut, there only once it is right.

What has come lies in ``NAME.part``, and beside it in ``NAME.part.json`` which version of which
address it is. A later call goes on from there. The file takes its name after its checksum agrees.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from nnfs_cli.download.catalogue import PublishedFile
from nnfs_cli.download.connection import Answer, Cut, Unreachable, opened
from nnfs_cli.errors import DataError, ExitCode, NNError

BLOCK = 1 << 16
TRIES = 3
"""at each address, without getting any further"""

Progress = Callable[[int], object]
"""is told how many bytes of the file are there"""


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class DownloadError(NNError):
    """Nothing was fetched, though the command was right: no network, or other files there."""

    exit_code = ExitCode.FAILED


def is_there(file: PublishedFile, folder: Path) -> bool:
    """Whether the file is in the folder. Raises DataError where another one has its name."""
    path = folder / file.name
    if not path.exists():
        return False
    if path.is_file() and path.stat().st_size == file.size and _sha256(path) == file.sha256:
        return True
    raise DataError(
        "there is another file of this name, which is left as it is",
        str(path),
        "Move it away, or name another folder with -o.",
    )


def fetch(file: PublishedFile, folder: Path, progress: Progress) -> Path:
    """Fetch the file from the first address that has it.

    Raises DownloadError, in a sentence, where none has; what has come stays for the next time.
    """
    told: list[str] = []
    offline = True
    for address in file.addresses:
        try:
            return _fetched(file, address, folder, progress)
        except Unreachable as error:
            told.append(f"{urlsplit(address).netloc if error.offline else address} {error}")
            offline = offline and error.offline
    if offline:
        hint = "Is there a network? The same command goes on where this one ended."
        raise DownloadError(f"{file.name} cannot be fetched: {told[0]}", hint=hint)
    raise DownloadError(
        f"{file.name} cannot be fetched: {'; '.join(told)}",
        hint="The same command tries again, and goes on where this one ended.",
    )


def _fetched(file: PublishedFile, address: str, folder: Path, progress: Progress) -> Path:
    """From one address, in as many pieces as it takes."""
    part = _Part(folder / f"{file.name}.part")
    tries, farthest = 0, part.size
    while True:
        begun_anew = part.size == 0
        try:
            if part.size < file.size:
                with opened(address, part.size, part.mark_at(address)) as answer:
                    part.receive(answer, address, file, progress)
            if part.sha256() == file.sha256:
                return part.becomes(folder / file.name)
            part.discard()
            if begun_anew:
                raise Unreachable("has another file: its checksum is not the published one")
        except Cut:
            tries = 0 if part.size > farthest else tries + 1
            farthest = max(farthest, part.size)
            if tries >= TRIES:
                raise Unreachable("breaks off again and again", offline=True) from None


class _Part:
    """What has come of a file so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.origin = path.with_name(f"{path.name}.json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def sha256(self) -> str:
        return _sha256(self.path)

    def mark_at(self, address: str) -> str:
        """The version that these bytes are of, if they came from that address."""
        try:
            origin: Any = json.loads(self.origin.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        same = isinstance(origin, dict) and origin.get("address") == address
        return str(origin.get("mark", "")) if same else ""

    def receive(
        self, answer: Answer, address: str, file: PublishedFile, progress: Progress
    ) -> None:
        """Append what comes. Raises Cut where that is too little, Unreachable where too much."""
        if answer.total not in (None, file.size):
            raise Unreachable(f"has another file, of {answer.total:,} bytes")
        origin = json.dumps({"address": address, "mark": answer.mark})
        self.origin.write_text(origin, encoding="utf-8")
        with self.path.open("ab" if answer.start else "wb") as part:
            size = answer.start
            while block := answer.read(BLOCK):
                size += len(block)
                if size > file.size:
                    break
                part.write(block)
                progress(size)
        if size > file.size:
            self.discard()
            raise Unreachable(f"has another file, of more than {file.size:,} bytes")
        if size < file.size:
            raise Cut

    def becomes(self, path: Path) -> Path:
        """Give the whole file its name, once it is on the disk."""
        with self.path.open("rb+") as part:
            os.fsync(part.fileno())
        self.path.replace(path)
        self.origin.unlink(missing_ok=True)
        return path

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.origin.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    digest: _Hash = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
