from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.config.loading import load_config

DATASETS = Path(__file__).parents[2] / "datasets"


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., Plan]:
    """The plan of a table that ships with the project, and overrides."""

    def plan(table: str, target: str, *overrides: str) -> Plan:
        path = tmp_path / "config.yaml"
        data = (DATASETS / table).as_posix()
        path.write_text(f"dataset: {{path: '{data}', target: {target}}}\n", encoding="utf-8")
        return make_plan(load_config(path, overrides))

    return plan
