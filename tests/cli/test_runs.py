"""`nn runs` on folders of runs that ended in every way there is."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app


def nn(*arguments: object, columns: int = 120) -> SimpleNamespace:
    environment = {"COLUMNS": str(columns)}
    done = CliRunner(env=environment).invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def make_run(path: Path, summary: dict[str, Any] | str | None, begun: str = "") -> Path:
    path.mkdir(parents=True)
    (path / "config.resolved.yaml").write_text("version: 1\n", encoding="utf-8")
    if begun:
        (path / "log.txt").write_text(f"{begun} began at epoch 1\n", encoding="utf-8")
    if summary is not None:
        text = summary if isinstance(summary, str) else json.dumps(summary)
        (path / "summary.json").write_text(text, encoding="utf-8")
    return path


def finished(accuracy: float | None, **facts: object) -> dict[str, Any]:
    return {
        "status": "finished",
        "task": "multiclass",
        "judged": "test",
        "test": {"loss": 0.1, "accuracy": accuracy, "f1": 0.5},
        "baseline": {"accuracy": 0.3, "f1": 0.2},
        "epochs": 20,
        "seconds": 1.5,
        "parameters": 2499,
    } | facts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    runs = tmp_path / "runs"
    make_run(runs / "a-001", finished(0.9), "2026-01-03T10:00:00+00:00")
    make_run(runs / "a-002", finished(0.95, epochs=5), "2026-01-01T10:00:00+00:00")
    make_run(runs / "b-001", {"status": "failed", "error": "diverged"}, "2026-01-02T10:00:00+00:00")
    (runs / "a-001" / "environment.json").write_text('{"data": [{"name": "iris.csv"}]}')
    (runs / "notes").mkdir()
    return runs


def names(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines()[2:]]


def test_runs_stand_in_the_order_in_which_they_began(folder: Path) -> None:
    done = nn("runs", folder)
    assert done.code == 0
    assert names(done.out) == ["a-002", "b-001", "a-001"]
    header, _, *lines = done.out.splitlines()
    assert header.split() == [
        "Run",
        "Status",
        "Task",
        "Data",
        "accuracy",
        "Epochs",
        "Time",
        "When",
        "Parameters",
    ]
    assert lines[2].split()[:5] == ["a-001", "finished", "multiclass", "iris.csv", "0.9000"]


def test_they_are_sorted_by_a_metric_and_backwards(folder: Path) -> None:
    assert names(nn("runs", folder, "--sort", "accuracy").out) == ["a-001", "a-002", "b-001"]
    backwards = nn("runs", folder, "--sort", "accuracy", "--reverse").out
    assert names(backwards) == ["a-002", "a-001", "b-001"]  # who has none stays last
    assert names(nn("runs", folder, "--sort", "epochs").out)[0] == "a-002"
    assert "f1" in nn("runs", folder, "--sort", "f1").out
    wrong = nn("runs", folder, "--sort", "acuracy")
    assert wrong.code == 2
    assert "did you mean 'accuracy'?" in wrong.err


def test_they_are_chosen_by_name_and_status(folder: Path) -> None:
    assert names(nn("runs", folder, "--name", "a-*", "--sort", "name").out) == ["a-001", "a-002"]
    assert names(nn("runs", folder, "--status", "failed").out) == ["b-001"]
    assert "no such runs" in nn("runs", folder, "--status", "stopped").err


@pytest.mark.parametrize(
    ("summary", "status"),
    [
        (None, "unfinished"),
        ("{half", "damaged"),
        ("[]", "damaged"),
        ("\x00\xff", "damaged"),
        ({"status": 3}, "damaged"),
        ({"status": "finished", "test": 7, "judged": "test", "epochs": "many"}, "finished"),
        (
            {"status": "finished", "judged": "test", "test": {"f1": "x"}, "seconds": None},
            "finished",
        ),
    ],
)
def test_damaged_runs_are_shown_as_such(folder: Path, summary: Any, status: str) -> None:
    make_run(folder / "bad-001", summary)
    (folder / "bad-001" / "environment.json").write_bytes(b'{"data": [3')
    (folder / "bad-001" / "log.txt").write_bytes(b"\xff\xff nonsense")
    done = nn("runs", folder, "--json")
    assert done.code == 0
    (bad,) = (run for run in json.loads(done.out)["runs"] if run["name"] == "bad-001")
    assert (bad["status"], bad["epochs"], bad["data"]) == (status, None, None)
    assert "bad-001" in nn("runs", folder).out


def test_of_an_unfinished_run_the_epochs_are_counted(folder: Path) -> None:
    run = make_run(folder / "killed-001", None)
    (run / "metrics.csv").write_text("epoch,loss\n1,0.5\n2,0.4\n")
    runs = json.loads(nn("runs", folder, "--json").out)["runs"]
    assert [run["epochs"] for run in runs if run["name"] == "killed-001"] == [2]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_a_run_that_is_being_trained_says_so(folder: Path) -> None:
    run = make_run(folder / "busy-001", None)
    code = (
        "import sys; from pathlib import Path; from nnfs_cli.files.folder_claim import claimed\n"
        "with claimed(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(run)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline()
        assert names(nn("runs", folder, "--status", "training").out) == ["busy-001"]
        holder.stdin.close()


def test_a_narrow_terminal_leaves_columns_out_and_no_line_breaks(folder: Path) -> None:
    for columns in (40, 60, 80, 120):
        lines = nn("runs", folder, columns=columns).out.splitlines()
        assert len(lines) == 5
        assert max(map(len, lines)) <= columns
        assert all(word in lines[0] for word in ("Run", "Status", "accuracy"))


def test_as_csv_every_metric_has_a_column(folder: Path) -> None:
    done = nn("runs", folder, "--csv", "--sort", "name")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["accuracy"] for row in rows] == ["0.9", "0.95", ""]
    assert rows[2]["problem"] == "diverged"
    assert nn("runs", folder, "--csv", "--json").code == 2


def test_names_from_the_disk_are_no_formulas(folder: Path) -> None:
    make_run(folder / "=1+1", finished(0.5))
    rows = list(csv.DictReader(io.StringIO(nn("runs", folder, "--csv").out)))
    assert "=1+1" not in [row["name"] for row in rows]


def test_names_from_the_disk_cannot_steer_the_terminal(folder: Path) -> None:
    make_run(folder / "evil\x1b[31m", finished(0.5))
    assert "evil\\x1b[31m" in nn("runs", folder).out


def test_folders_that_are_none_of_runs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not a folder of runs" in nn("runs", folder / "a-001").err
    assert nn("runs", tmp_path / "absent").code == 2
    assert nn("runs", folder / "a-001" / "summary.json").code == 2
    monkeypatch.chdir(folder / "notes")
    empty = nn("runs")
    assert (empty.code, empty.out) == (0, "")
    assert "There are no runs here yet." in empty.err


def test_the_next_step_compares_runs_on_the_same_data(folder: Path) -> None:
    make_run(folder / "c-001", finished(0.9), "2026-01-04T10:00:00+00:00")
    (folder / "c-001" / "environment.json").write_text('{"data": [{"name": "iris.csv"}]}')
    assert f"Next: nn compare {folder}/a-001 {folder}/c-001" in nn("runs", folder).err


def test_it_needs_neither_numpy_nor_pydantic(folder: Path) -> None:
    code = (
        "import sys; from nnfs_cli.__main__ import main; sys.argv[1:] = ['runs', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pydantic', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
