"""The paths in a config: relative to the file they stand in, wherever that file is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nnfs_cli.config.dataset_section import ImageDataset
from nnfs_cli.config.schema import Config

LABEL_SOURCES = ("auto", "folders")
"""What `labels` can be besides a path."""


def resolve(path: str, folder: Path) -> Path:
    """A path that stands in a config of this folder; `~/` is the user's own folder."""
    return folder / (Path(path).expanduser() if path.startswith("~/") else path)


def moved(config: Config, old: Path, new: Path) -> Config:
    """The config with its paths of data changed so that a copy in folder `new` finds them.

    `old` is the folder of the file that it was read from.
    """

    def seen_from_new(path: Any) -> Any:
        if not isinstance(path, str):
            return path
        target = resolve(path, old)
        if target.is_absolute():
            return str(target)
        return Path(os.path.relpath(target, new)).as_posix()

    dataset = config.dataset
    if isinstance(dataset, ImageDataset):
        labels = dataset.labels
        if labels not in LABEL_SOURCES:
            labels = seen_from_new(labels)
        changes = {"images": seen_from_new(dataset.images), "labels": labels}
    else:
        changes = {"path": seen_from_new(dataset.path)}
    split = config.split
    parts = {"test": seen_from_new(split.test), "validation": seen_from_new(split.validation)}
    return config.model_copy(
        update={
            "dataset": dataset.model_copy(update=changes),
            "split": split.model_copy(update=parts),
        }
    )
