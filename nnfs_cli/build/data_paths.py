"""The paths of data in a config, looked at before anything is read.

Reading stops at the first file that is not there. Here all of them come to light at once, each
with its place in the config.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nnfs_cli.config.dataset_section import ImageDataset
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.paths import LABEL_SOURCES
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import did_you_mean, did_you_mean_path


def wrong_paths(loaded: LoadedConfig) -> Iterator[DataError]:
    """An error for each path that leads nowhere, or to the data to learn from again."""
    seen: dict[Path, str] = {}
    for key, written in _paths(loaded):
        path = loaded.resolve(written)
        if not path.exists():
            word = did_you_mean(written, LABEL_SOURCES if key == "dataset.labels" else ())
            suggestion = word or did_you_mean_path(path)
            message = f"there is no file or folder '{path}'{suggestion}"
            yield DataError(message, key, "Paths are relative to the folder of the config.")
            continue
        if key == "model.init_from":  # no data; if it is no model either, its reader says so
            continue
        first = seen.setdefault(path.resolve(), key)
        if first != key:
            yield DataError(f"{path} is {first} already", key, "Name other data, or a fraction.")


def _paths(loaded: LoadedConfig) -> Iterator[tuple[str, str]]:
    """Keys of the config that hold paths, and what is written there."""
    dataset, split = loaded.config.dataset, loaded.config.split
    if isinstance(dataset, ImageDataset):
        yield "dataset.images", dataset.images
        if dataset.labels not in LABEL_SOURCES:
            yield "dataset.labels", dataset.labels
    else:
        yield "dataset.path", dataset.path
    if loaded.config.model.init_from is not None:
        yield "model.init_from", loaded.config.model.init_from
    for key, part in (("split.test", split.test), ("split.validation", split.validation)):
        if isinstance(part, str):
            yield key, part
