"""environment.json: what a run stood on, for whoever wants the same numbers again.

The same seed and data give the same model on the same machine with the same NumPy and the same
number of threads; this file says which those were.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

from nnfs_cli import __version__
from nnfs_cli.files.file_digests import sha256_of
from nnfs_cli.files.json_files import JsonObject

RECORDED_PACKAGES = ("numpy", "duckdb", "pillow", "orjson")
BYTES_AT_A_TIME = 2**20
READ_ONLY = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def describe_environment(command: str, seed: int, data: Sequence[Path]) -> JsonObject:
    """The content of environment.json.

    `command` is what was typed; `data` the files and folders that the run read.
    """
    return {
        "command": command,
        "seed": seed,
        "data": [{"name": path.resolve().name, "sha256": fingerprint(path)} for path in data],
        "versions": {
            "nnfs_cli": __version__,
            "python": platform.python_version(),
            **{name: _version(name) for name in RECORDED_PACKAGES},
        },
        "platform": {
            "system": platform.platform(),
            "machine": platform.machine(),
            "byte_order": sys.byteorder,
        },
        "blas": _matrix_libraries(),
    }


def fingerprint(path: Path) -> str:
    """SHA-256 of a file; of a folder, that of the names and contents of everything in it.

    The same files give the same fingerprint wherever the folder lies and in whatever order the
    system lists them.
    """
    if path.is_file():
        return sha256_of(path)
    digest = hashlib.sha256()
    for name, inside in _files_below(path):
        file = os.open(inside, READ_ONLY)  # half the time of open()
        try:
            size = os.fstat(file).st_size
            digest.update(f"{name}\0{size}\0".encode("utf-8", "surrogateescape"))
            while piece := os.read(file, min(size + 1, BYTES_AT_A_TIME)):
                digest.update(piece)
        finally:
            os.close(file)
    return digest.hexdigest()


def _files_below(folder: Path) -> list[tuple[str, str]]:
    """Relative names and paths; strings, since thousands of `Path`s take longer than hashing."""
    found: list[tuple[str, str]] = []
    for directory, _, names in os.walk(folder):
        inside = Path(directory).relative_to(folder).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        found.extend((prefix + name, os.path.join(directory, name)) for name in names)  # noqa: PTH118
    return sorted(file for file in found if os.path.isfile(file[1]))  # noqa: PTH113


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _matrix_libraries() -> list[JsonObject]:
    """The libraries that multiply matrices, with the kernels and threads they use."""
    return [
        {
            "library": library["internal_api"],
            "version": library["version"],
            "kernel": library.get("architecture"),
            "threads": library["num_threads"],
        }
        for library in threadpool_info()
        if library["user_api"] == "blas"
    ]
