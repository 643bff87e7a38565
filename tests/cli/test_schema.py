from __future__ import annotations

import json

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
