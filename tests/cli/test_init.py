"""`nn init` and the warnings of `nn check`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app

DATASETS = Path(__file__).parent.parent.parent / "datasets"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def nn(*arguments: str | Path) -> SimpleNamespace:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def test_from_data_to_a_network_by_what_the_screen_says() -> None:
    asked = nn("init", DATASETS / "wine.csv")
    assert asked.code == 0
    assert "cultivar" in asked.out
    assert not Path("wine.yaml").exists()
    step = asked.err.strip().removeprefix("Next: nn ").split()
    assert step[-2:] == ["--target", "cultivar"]
    made = nn(*step)
    assert (made.code, Path("wine.yaml").exists()) == (0, True)
    steps = [line.split(": nn ")[1].split() for line in made.err.strip().splitlines()]
    assert steps == [["check", "wine.yaml"], ["train", "wine.yaml"]]
    assert nn(*steps[0]).out.rstrip().endswith("Nothing is wrong.")
    trained = nn(*steps[1], "--set", "training.epochs=30", "--set", "output.plots=false")
    assert trained.code == 0, trained.err
    summary = json.loads(Path("runs/wine-001/summary.json").read_bytes())
    assert summary["test"]["accuracy"] > summary["baseline"]["accuracy"] + 0.2


def test_the_config_can_go_to_stdout() -> None:
    done = nn("init", DATASETS / "iris.csv", "--target", "species", "-o", "-")
    assert done.code == 0
    assert done.out.startswith("# iris.csv: 150 rows, 5 columns")
    assert not list(Path().iterdir())


def test_programs_get_one_object() -> None:
    done = nn("init", DATASETS / "bikes.csv", "--target", "hires", "--json")
    found = json.loads(done.out)
    assert (found["config"], found["task"], found["rows"]) == ("bikes.yaml", "regression", 730)
    assert list(found["left_out"]) == ["day"]
    assert [column["name"] for column in found["columns"]][:2] == ["day", "station"]
    guessed = json.loads(nn("init", DATASETS / "iris.csv", "--json").out)
    assert guessed["config"] is None
    assert guessed["likely_targets"][0]["target"] == ["species"]
    images = json.loads(nn("init", DATASETS / "digits", "--json").out)
    assert (images["images"], images["input_shape"]) == (1797, [8, 8, 1])


def test_names_from_data_cannot_steer_the_terminal_or_the_config() -> None:
    rows = "\n".join(f"{n / 7:.3f},{n % 2}" for n in range(40))
    Path("bad.csv").write_text(f'"\x1b[31mred: #\n",y\n{rows}\n', encoding="utf-8")
    done = nn("init", "bad.csv", "--target", "y")
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + Path("bad.yaml").read_text(encoding="utf-8")
    assert nn("check", "bad.yaml").code == 0


def test_mistakes_are_told_in_a_line() -> None:
    Path("iris.yaml").write_text("mine", encoding="utf-8")
    there = nn("init", DATASETS / "iris.csv", "--target", "species")
    assert there.code != 0
    assert Path("iris.yaml").read_text(encoding="utf-8") == "mine"
    assert nn("init").code != 0
    assert nn("init", DATASETS / "iris.csv", "--target", "specie").code != 0


def test_examples_are_listed_and_copied() -> None:
    listed = json.loads(nn("init", "--list", "--json").out)["examples"]
    assert {"name", "teaches", "data", "fetched"} == set(listed[0])
    assert "spiral" in nn("init", "--list").out
    copied = nn("init", "--example", "spiral")
    assert copied.err.strip() == "Next: nn train spiral.yaml"
    assert nn("check", "spiral.yaml").code == 0


def test_check_warns_beside_its_result() -> None:
    rows = "\n".join(f"{n},{(n * 37) % 101},{n % 2},{'ab'[n % 2]}" for n in range(200))
    Path("t.csv").write_text(f"id,x,copy,y\n{rows}\n", encoding="utf-8")
    Path("t.yaml").write_text("dataset: {path: t.csv, target: y}\n", encoding="utf-8")
    done = nn("check", "t.yaml")
    assert done.code == 0
    assert done.out.rstrip().endswith("Nothing is wrong, but 2 warnings.")
    assert "Warning" not in done.out
    assert "Warning: 'copy' alone determines 'y': " in done.err
    assert "  → Leave it out: exclude: [id]." in done.err
    assert "Warning" not in nn("check", "t.yaml", "--quiet").err
    warnings = json.loads(nn("check", "t.yaml", "--json").out)["warnings"]
    assert [set(warning) for warning in warnings] == [{"what", "why", "change"}] * 2
