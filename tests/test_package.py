"""`import nnfs_cli` costs nothing, and offers what it says."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nnfs_cli


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = (
        "import sys, nnfs_cli; dir(nnfs_cli); nnfs_cli.NNError;"
        "print({'numpy', 'duckdb', 'pydantic', 'typer', 'sklearn'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "set()"


def test_everything_that_is_offered_is_there() -> None:
    for name in nnfs_cli.__all__:
        assert getattr(nnfs_cli, name).__name__ == name
        assert name in dir(nnfs_cli)
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        nnfs_cli.trian  # noqa: B018  # type: ignore[attr-defined]
