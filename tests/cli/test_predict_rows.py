"""One case at the command line: a page on a terminal, CSV in a pipe, one object with --json."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.cli.row_view import bar, cell, two_sided_bar
from tests.written_models import KINDS, LABELS, NUMBER, YES_OR_NO, write_people_model

ROW = "age=31.7, income=2500, smoker=yes, city=Oslo"


def nn(*arguments: str | Path) -> SimpleNamespace:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_people_model(tmp_path / "model.json", KINDS)


def test_csv_in_a_pipe(model: Path) -> None:
    done = nn("predict", model, "--row", ROW, "--row", "age=70, city=Oslo")
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 2
    assert list(rows[0]) == ["predicted_kind", *(f"probability_{kind}" for kind in "uvw")]
    assert "left out, filled as in training: income (3000), smoker (no)" in done.err
    assert "Next: nn predict" in done.err
    assert done.err.rstrip().endswith("--explain")


def test_one_json_object(model: Path) -> None:
    done = nn("predict", model, "--row", ROW, "--explain", "--json")
    (answer,) = json.loads(done.out)["answers"]
    said = answer["predicted_kind"]
    assert answer["row"]["age"] == "31.7"
    why = answer[f"because_probability_{said}"]
    assert {effect["column"] for effect in why["effects"]} == {"age", "income", "smoker", "city"}
    total = why["typical_answer"] + sum(effect["effect"] for effect in why["effects"])
    assert total == pytest.approx(answer[f"probability_{said}"], rel=1e-6)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_into_a_file(model: Path, ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"answers{ending}"
    done = nn("predict", model, "--row", ROW, "-o", out, "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert out.stat().st_size > 0


def test_rows_of_a_table_in_json_lines(model: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("age,income,smoker,city\n1,2,no,Oslo\n,2,no,Oslo\n", encoding="utf-8")
    out = tmp_path / "answers.jsonl"
    done = nn("predict", model, table, "-o", out, "--with-inputs", "--explain")
    assert done.code == 0, done.err
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (first["age"], first["smoker"]) == (1.0, "no")
    assert isinstance(first["effect_1"], float)
    assert {second["predicted_kind"], second["effect_1"], second["age"]} == {None}
    assert "Shapley values, exact" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there is nothing to predict"),
        (["x.csv", "--row", ROW], "there is both INPUT (x.csv) and --row"),
        (["--row", ROW, "-o", "answers.json"], ".json files are not written"),
    ],
)
def test_what_cannot_be_asked(arguments: list[str], message: str, model: Path) -> None:
    done = nn("predict", model, *arguments)
    assert done.code == 2
    assert message in done.err
    assert "→" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no pty there")
@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (KINDS, ["kind: ", "What moved it", "probability of ", "Typical", "age", "31.7", "│"]),
        (YES_OR_NO, ["sick: ", "yes", "no", "probability of yes"]),
        (LABELS, ["red: ", "blue: "]),
        (NUMBER, ["price: ", "What moved it  price"]),
    ],
    ids=["kinds", "yes-or-no", "labels", "number"],
)
def test_a_page_on_a_terminal(targets: object, words: list[str], tmp_path: Path) -> None:
    import pty

    path = write_people_model(tmp_path / "model.json", targets)  # type: ignore[arg-type]
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "nnfs_cli", "predict", str(path), "--row", ROW, "--explain"]
    environment = {**os.environ, "COLUMNS": "90", "TERM": "xterm"}
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, env=environment)
    os.close(theirs)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(ours, 1 << 16).decode())
    os.close(ours)
    assert done.returncode == 0, done.stderr
    for word in words:
        assert word in shown
    assert max(map(len, shown.splitlines())) <= 90
    assert "predicted_kind," not in shown, "a page, not CSV"


def test_bars_say_how_much() -> None:
    assert bar(1.0) == "█" * 24
    assert bar(0.5) == "█" * 12
    assert bar(0.0) == ""
    assert bar(1.5 / 24) == "█▌"
    assert str(two_sided_bar(0.5)).rstrip() == " " * 14 + "│" + "█" * 7
    assert str(two_sided_bar(-1.0)).rstrip() == "█" * 14 + "│"


def test_values_are_short() -> None:
    assert cell(None) == "missing"
    assert cell(31.7) == "31.7"
    assert cell(123456.0) == "123,456"
    assert cell("x" * 30) == "x" * 23 + "…"
    assert cell("a\x1b") == "a\\x1b"
