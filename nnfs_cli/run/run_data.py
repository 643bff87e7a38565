"""What a run learned from, told by its fingerprint: scores on that are no test."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import orjson

from nnfs_cli.run.environment import fingerprint
from nnfs_cli.run.run_files import RunFiles


def learned_from(model: Path, source: str) -> bool:
    """Whether `source` is the very data that the run of a model was trained on.

    False also where nobody knows: a model that lies in no run, standard input. Data that a config
    names apart for the test are none of it: only the first of a run's sources counts.
    """
    run = RunFiles(model if model.is_dir() else model.parent)
    with suppress(OSError, ValueError, LookupError, TypeError):
        first = orjson.loads(run.environment.read_bytes())["data"][0]["sha256"]
        return Path(source).exists() and fingerprint(Path(source)) == first
    return False
