from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from typer.testing import CliRunner

from nnfs_cli.cli.app import app


def test_the_schema_on_stdout_accepts_a_config_and_refuses_a_typo() -> None:
    shown = CliRunner().invoke(app, ["schema"])
    assert shown.exit_code == 0
    schema = json.loads(shown.stdout)
    dataset = {"path": "iris.csv", "target": "species"}
    jsonschema.validate({"dataset": dataset}, schema)
    problems = jsonschema.Draft202012Validator(schema).iter_errors(
        {"dataset": dataset, "trainig": {}}
    )
    assert [list(problem.path) for problem in problems] == [[]]


def test_the_schema_comes_to_lie_beside_the_config(tmp_path: Path) -> None:
    config = tmp_path / "a.yaml"
    config.write_text("dataset: {path: a.csv, target: b}\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["schema", "--write", str(config)])
    assert done.exit_code == 0
    assert done.stdout.strip() == str(tmp_path / "nn-config.schema.json")
    schema = json.loads((tmp_path / "nn-config.schema.json").read_bytes())
    assert schema == json.loads(CliRunner().invoke(app, ["schema"]).stdout)
    assert config.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=nn-config"
    )
    assert f"Next: nn check {config}" in done.stderr
    assert CliRunner().invoke(app, ["schema", "--write", str(tmp_path / "b.yaml")]).exit_code == 2
