from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.registry import documentation

EVERY = [(registry, name) for registry in REGISTRIES for name in registry]
runner = CliRunner()


def words(text: str) -> str:
    return " ".join(text.split())


def test_list_shows_every_component_of_every_kind() -> None:
    shown = runner.invoke(app, ["list"])
    assert shown.exit_code == 0
    for registry, name in EVERY:
        assert name in shown.stdout
        assert registry.plural.capitalize() in shown.stdout
    assert "Next: nn explain" in shown.stderr
    assert "Next" not in shown.stdout


@pytest.mark.parametrize("kind", ["layers", "layer", "Layers"])
def test_list_one_kind_in_singular_or_plural(kind: str) -> None:
    shown = runner.invoke(app, ["list", kind])
    assert "dropout" in shown.stdout
    assert "adam" not in shown.stdout


def test_list_as_json() -> None:
    shown = json.loads(runner.invoke(app, ["list", "optimizers", "--json"]).stdout)
    assert [entry["name"] for entry in shown["optimizers"]][:2] == ["sgd", "adagrad"]


@pytest.mark.parametrize(("registry", "name"), EVERY, ids=str)
def test_every_component_explains_itself_in_full(registry: object, name: str) -> None:
    shown = runner.invoke(app, ["explain", name], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    about = documentation(registry[name])  # type: ignore[index]
    for part in (about.summary, about.description, about.source, *about.options.values()):
        assert words(part) in words(shown.stdout)
    for line in about.formula.splitlines():
        assert line in shown.stdout
    assert registry[name].example in shown.stdout  # type: ignore[index]


def test_explain_tells_limits_and_defaults() -> None:
    shown = runner.invoke(app, ["explain", "dropout"]).stdout
    assert "a number of at least 0 and below 1; default 0.5" in shown
    shown = runner.invoke(app, ["explain", "dense"]).stdout
    assert "a whole number of at least 1; required" in shown
    assert "default glorot_uniform" in shown
    assert "true or false; default false" in runner.invoke(app, ["explain", "sgd"]).stdout


def test_explain_shows_all_that_share_a_name() -> None:
    shown = json.loads(runner.invoke(app, ["explain", "mae", "--json"]).stdout)
    assert {component["kind"] for component in shown["components"]} == {"loss", "metric"}


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["explain", "relo"], "nothing is called 'relo'; did you mean 'relu'?"),
        (["explain", "identity"], "nothing is called 'identity'; here that is"),
        (["explain", "logistic"], "the activation 'sigmoid'"),
        (["list", "loses"], "unknown kind 'loses'; did you mean 'losses'?"),
    ],
)
def test_unknown_names_get_a_suggestion(arguments: list[str], answer: str) -> None:
    shown = runner.invoke(app, arguments)
    assert shown.exit_code == 2
    assert answer in shown.stderr
    assert shown.stdout == ""
