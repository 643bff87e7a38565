"""Runs of every kind, trained once for all tests of a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from runs_to_report import trained


@pytest.fixture(scope="session")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A run of a kind, trained once; for reading only."""
    made: dict[str, Path] = {}

    def one(kind: str) -> Path:
        if kind not in made:
            made[kind] = trained(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return one
