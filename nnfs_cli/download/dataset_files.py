"""All files of a published data set, in a folder."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nnfs_cli.download.catalogue import CATALOGUE, PublishedDataset, PublishedFile
from nnfs_cli.download.transfer import fetch, is_there
from nnfs_cli.errors import ConfigError
from nnfs_cli.suggestions import did_you_mean, listed

FOLDER = Path("datasets")
"""of the data that configs name, as those of `configs/` do"""

OnProgress = Callable[[PublishedFile, int], object]
"""is told how many bytes of a file are there"""


@dataclass(frozen=True)
class Fetched:
    """What came of it."""

    folder: Path
    fetched: tuple[str, ...]
    there_already: tuple[str, ...]
    next_command: str


def published(name: str) -> PublishedDataset:
    """The data set of that name. Raises ConfigError with the closest one."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    raise ConfigError(
        f"no data set is called '{name}'{did_you_mean(name, CATALOGUE)}",
        hint=f"There are: {listed(CATALOGUE)}. Small ones come with nn: nn init --list",
    )


def nobody(_file: PublishedFile, _size: int) -> None:
    """Looks on."""


def download(
    dataset: PublishedDataset, folder: Path | None = None, on_progress: OnProgress = nobody
) -> Fetched:
    """Fetch the files that are not in the folder yet, by default ``datasets/NAME``.

    Raises DataError where other files have their names, DownloadError where nothing came, and
    OSError where they cannot be written.
    """
    folder = folder or FOLDER / dataset.name
    if folder.exists() and not folder.is_dir():
        raise ConfigError("this is a file, not a folder", str(folder), "Name another with -o.")
    there = [file for file in dataset.files if is_there(file, folder)]
    missing = [file for file in dataset.files if file not in there]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
    for file in there:
        on_progress(file, file.size)
    for file in missing:
        fetch(file, folder, partial(on_progress, file))
    return Fetched(
        folder,
        tuple(file.name for file in missing),
        tuple(file.name for file in there),
        next_command(dataset, folder),
    )


def next_command(dataset: PublishedDataset, folder: Path) -> str:
    """A config for these data."""
    if not dataset.target:
        return shlex.join(["nn", "init", str(folder)])
    table = str(folder / dataset.files[0].name)
    return shlex.join(["nn", "init", table, "--target", dataset.target])
