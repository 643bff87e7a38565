"""The Tab key, through the protocol that the shells speak."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.cli.completion import (
    columns_of_model,
    columns_of_table,
    complete_column,
    complete_component,
    complete_kind,
    complete_row,
)
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.registry import documentation


def tab(*words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last of the words, which is not finished."""
    line = ["nn", *words]
    asked = {
        "bash": {"COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(words))},
        "zsh": {"_TYPER_COMPLETE_ARGS": " ".join(line)},
        "fish": {
            "_TYPER_COMPLETE_ARGS": " ".join(line),
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
    }
    done = CliRunner().invoke(app, [], env={**asked[shell], "_NN_COMPLETE": f"complete_{shell}"})
    assert done.exit_code == 0, done.output
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with configs, a run and a table."""
    (tmp_path / "configs").mkdir()
    for name in ("iris.yaml", "wine.yml", ".hidden.yaml", "notes.txt"):
        (tmp_path / "configs" / name).touch()
    (tmp_path / "own.yaml").touch()
    for run in ("iris-001", "iris-002"):
        (tmp_path / "runs" / run).mkdir(parents=True)
        (tmp_path / "runs" / run / "config.resolved.yaml").touch()
    (tmp_path / "runs" / "empty").mkdir()
    columns = [{"name": name} for name in ("age", "mean radius", "Größe")]
    model = {"format": "nn-model", "inputs": {"kind": "table", "columns": columns}, "outputs": {}}
    (tmp_path / "runs" / "iris-001" / "model.json").write_text(json.dumps(model), encoding="utf-8")
    (tmp_path / "data.csv").write_text("age;mean radius;Größe\n1;2;3\n", encoding="utf-8-sig")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_and_options() -> None:
    assert tab("sch") == ["schema"]
    assert {"train", "predict", "check"} <= {*tab("")}
    assert "--quiet" in tab("check", "--qu")


@pytest.mark.usefixtures("folder")
def test_configs_runs_and_components() -> None:
    assert tab("check", "") == ["configs/iris.yaml", "configs/wine.yml", "own.yaml"]
    assert tab("check", "configs/i") == ["configs/iris.yaml"]
    assert tab("evaluate", "") == ["runs/iris-001", "runs/iris-002"]
    assert tab("evaluate", "runs/iris-002") == ["runs/iris-002"]
    assert tab("show", "r") == ["runs/iris-001", "runs/iris-002"]
    assert tab("show", "o") == ["own.yaml"]
    assert tab("schema", "--write", "configs/w") == ["configs/wine.yml"]
    assert tab("explain", "re") == ["relu", "recall", "reduce_on_plateau"]
    assert tab("list", "lo") == ["losses"]
    assert tab("evaluate", "elsewhere/") == []


@pytest.mark.usefixtures("folder")
def test_columns_where_a_command_asks_for_them() -> None:
    assert tab("init", "data.csv", "--target", "") == ["age", "mean\\ radius", "Größe"]
    assert tab("init", "data.csv", "--target", "mean\\ ra") == ["mean\\ radius"]
    assert tab("init", "data.csv", "--target", "'mean ra") == ["mean radius"]
    assert tab("predict", "runs/iris-001", "--row", '"age=50, m') == ["age=50, mean radius="]


@pytest.mark.usefixtures("folder")
def test_other_shells_are_told_more() -> None:
    assert "relu" in "\n".join(tab("explain", "rel", shell="zsh"))
    assert tab("explain", "rel", shell="fish")[0].startswith("relu\t")
    assert tab("check", "configs/n", shell="fish") == ["configs/notes.txt"]
    assert tab("predict", "runs/iris-001", "da", shell="fish") == ["data.csv"]
    assert tab("predict", "runs/iris-001", "da") == []


def test_names_are_those_of_the_registries() -> None:
    """They are read out of the files, so a way to register that is not seen there shows here."""
    offered = dict(complete_component(""))
    known = {
        name: documentation(registry[name]).summary for registry in REGISTRIES for name in registry
    }
    assert offered.keys() == known.keys()
    for name, line in offered.items():
        every = [
            documentation(registry[name]).summary for registry in REGISTRIES if name in registry
        ]
        assert any(summary.startswith(line.removesuffix('"""')) for summary in every)
    assert {kind for kind, _ in complete_kind("")} == {registry.plural for registry in REGISTRIES}


def context(**params: object) -> typer.Context:
    made = typer.Context(typer.main.get_command(app))
    made.params.update(params)
    return made


def test_columns_of_a_table_or_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, run = folder / "data.csv", folder / "runs" / "iris-001"
    names = ["age", "mean radius", "Größe"]
    assert columns_of_table(table) == names
    (folder / "data.tsv.gz").write_bytes(gzip.compress(b'a\t"b c"\td\n1\t2\t3\n'))
    assert columns_of_table(folder / "data.tsv.gz") == ["a", "b c", "d"]
    assert columns_of_model(run) == columns_of_model(run / "model.json") == names
    for nothing in (folder, folder / "nowhere", folder / "own.yaml"):
        assert columns_of_table(nothing) == columns_of_model(nothing) == []
    assert complete_column(context(data=table), "m") == [("mean radius", "")]
    assert complete_column(context(model=run), "a") == [("age", "")]
    assert complete_column(context(model=run / "model.json"), "a") == [("age", "")]
    assert complete_column(context(), "") == []
    assert complete_row(context(model=run), "a") == [("age=", "")]
    assert complete_row(context(model=run), "age=50, G") == [("age=50, Größe=", "")]
    assert complete_row(context(model=run), "age=50, a") == []
    monkeypatch.setenv("_NN_COMPLETE", "complete_bash")
    ((word, _),) = complete_column(context(data=table), "mean ")
    assert f"{word}" == "mean\\ radius"


def test_the_scripts_of_the_shells_are_there() -> None:
    for shell in ("bash", "zsh", "fish", "powershell"):
        done = CliRunner().invoke(app, ["--show-completion", shell])
        if done.exit_code:  # Typer asks the shell above us where it can
            pytest.skip("Typer shows the script of the running shell only")
        assert "_NN_COMPLETE" in done.stdout


def test_a_tab_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from nnfs_cli.cli.app import app\n"
        "try:\n    app()\n"
        "except SystemExit:\n    pass\n"
        "print({'numpy', 'duckdb', 'pydantic', 'rich.console', 'yaml'} & {*sys.modules})"
    )
    environment = {
        **os.environ,
        "_NN_COMPLETE": "complete_bash",
        "COMP_WORDS": "nn\nexplain\nrel",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["relu", "set()"]
