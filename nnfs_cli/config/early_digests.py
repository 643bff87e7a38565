"""The large tables of a config, hashed while everything else is still being imported.

A cache entry of a table is found by the hash of the file, and the run writes it down too.
"""

from __future__ import annotations

from contextlib import suppress

from nnfs_cli.config.dataset_section import TableDataset
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.data.cache_entries import LARGE_FILE
from nnfs_cli.files.file_digests import begin_sha256


def begin_digests(loaded: LoadedConfig) -> None:
    """Hash each large table in the background; who needs a digest waits for it."""
    section, split = loaded.config.dataset, loaded.config.split
    if not isinstance(section, TableDataset):
        return
    for place in (section.path, split.test, split.validation):
        if isinstance(place, str):
            path = loaded.resolve(place)
            with suppress(OSError):  # what is wrong with a path is told where it is read
                if path.is_file() and path.stat().st_size >= LARGE_FILE:
                    begin_sha256(path)
