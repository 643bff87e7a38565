"""`nn clean`: what goes, and above all what stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.cli.clean_view import size
from nnfs_cli.run.run_files import RunFiles


def nn(*arguments: object) -> SimpleNamespace:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def make_run(path: Path, summary: dict[str, Any] | str | None, data: str = "iris.csv") -> Path:
    """A run with all the files that one can have, a thousand bytes of checkpoint among them."""
    run = RunFiles(path)
    for folder in (run.checkpoints, run.plots, run.folds / "fold-1" / "checkpoints"):
        folder.mkdir(parents=True)
    for file in run.all:
        if not file.exists():
            file.write_text("{}")
    (run.checkpoints / "step-5.nn").write_bytes(bytes(1000))
    (run.plots / "loss.svg").write_text("<svg/>")
    run.environment.write_text(json.dumps({"data": [{"name": data}]}))
    run.summary.unlink()
    if summary is not None:
        run.summary.write_text(summary if isinstance(summary, str) else json.dumps(summary))
    return path


def scored(value: float, metric: str = "accuracy") -> dict[str, Any]:
    scores = {metric: value}
    return {"status": "finished", "judged": "test", "test": scores, "baseline": {metric: 0.1}}


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "runs"
    for number, value in enumerate((0.7, 0.9, 0.8), start=1):
        make_run(folder / f"iris-00{number}", scored(value))
    for number, value in enumerate((70.0, 50.0), start=1):
        make_run(folder / f"wine-00{number}", scored(value, "rmse"), "wine.csv")
    return folder


def left_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def everything_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_nothing_goes_before_it_is_told_to(runs: Path) -> None:
    before = everything_below(runs)
    done = nn("clean", "runs/iris-001", "--keep-best", 1)
    assert done.code == 0
    assert "Nothing is removed yet." in done.err
    assert "Next: nn clean runs/iris-001 --keep-best 1 --yes" in done.err
    assert everything_below(runs) == before


def test_a_named_run_goes_as_a_whole(runs: Path) -> None:
    assert nn("clean", "runs/iris-001", "--yes").code == 0
    assert left_in(runs) == {"iris-002", "iris-003", "wine-001", "wine-002"}


def test_the_best_are_kept_on_each_data_by_their_own_metric(runs: Path) -> None:
    done = nn("clean", "--keep-best", 1, "--yes", "--json")
    assert left_in(runs) == {"iris-002", "wine-002"}  # the highest accuracy, the lowest rmse
    items = {item["path"]: item["why"] for item in json.loads(done.out)["items"]}
    assert items[str(Path("runs/iris-001"))] == "accuracy 0.7 is number 3 of 3 on iris.csv"


def test_failed_runs_go_but_not_those_that_can_go_on(runs: Path) -> None:
    make_run(runs / "bad-001", {"status": "failed", "error": "diverged"})
    make_run(runs / "bad-002", "{half")
    make_run(runs / "killed-001", None)
    early = make_run(runs / "killed-002", None)
    (early / "checkpoints" / "step-5.nn").unlink()
    (early / "checkpoints").rmdir()
    make_run(runs / "interrupted-001", {"status": "interrupted"})
    nn("clean", "--failed", "--yes")
    assert {"killed-001", "interrupted-001", "iris-001"} <= left_in(runs)
    assert not {"bad-001", "bad-002", "killed-002"} & left_in(runs)


def test_checkpoints_alone_of_one_run_or_of_all(runs: Path) -> None:
    make_run(runs / "interrupted-001", {"status": "interrupted"})
    nn("clean", "runs/iris-001", "--checkpoints", "--yes")
    assert not (runs / "iris-001" / "checkpoints").exists()
    assert not (runs / "iris-001" / "folds" / "fold-1" / "checkpoints").exists()
    assert (runs / "iris-001" / "model.json").exists()
    assert (runs / "iris-002" / "checkpoints").exists()
    nn("clean", "--checkpoints", "--yes")
    assert not (runs / "iris-002" / "checkpoints").exists()
    assert (runs / "interrupted-001" / "checkpoints").exists()


def test_room_is_counted_once(runs: Path) -> None:
    done = nn("clean", "runs/iris-001", "--keep-best", 2, "--json")
    (item,) = json.loads(done.out)["items"]
    every = (runs / "iris-001").rglob("*")
    assert item["bytes"] == sum(file.stat().st_size for file in every if file.is_file())


def test_what_nn_did_not_write_stays(runs: Path) -> None:
    (runs / "iris-001" / "notes.txt").write_text("mine")
    (runs / "iris-001" / "mine").mkdir()
    done = nn("clean", "runs/iris-001", "--yes")
    assert left_in(runs / "iris-001") == {"notes.txt", "mine"}
    assert "Not written by nn, so it stays" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_not_followed(runs: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("mine")
    run = runs / "iris-001"
    (run / "plots" / "link").symlink_to(outside)
    (run / "checkpoints" / "step-5.nn").unlink()
    (run / "checkpoints").rmdir()
    (run / "checkpoints").symlink_to(outside)
    (runs / "alias").symlink_to(runs / "iris-002")
    assert "this is a link" in nn("clean", "runs/alias", "--yes").err
    assert nn("clean", "runs/iris-001", "--yes").code == 0
    assert (outside / "precious.txt").read_text() == "mine"
    assert (runs / "iris-002" / "model.json").exists()
    (tmp_path / ".nn-cache").symlink_to(outside)
    assert "nothing to remove" in nn("clean", "--cache", "--yes").err
    assert (outside / "precious.txt").exists()


@pytest.mark.parametrize("folder", ["runs", ".", "runs/iris-001/folds/fold-1", "absent", "/"])
def test_what_is_no_run_is_refused(runs: Path, folder: str) -> None:
    before = everything_below(runs)
    assert nn("clean", folder, "--yes").code == 2
    assert everything_below(runs) == before


def test_one_that_is_no_run_keeps_the_others_too(runs: Path) -> None:
    before = everything_below(runs)
    assert nn("clean", "runs/iris-001", "absent", "--yes").code == 2
    assert everything_below(runs) == before


def test_without_a_wish_it_says_what_can_be_wished() -> None:
    done = nn("clean")
    assert done.code == 2
    assert "--keep-best" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
@pytest.mark.parametrize("wish", [["runs/busy-001"], ["runs/busy-001", "--checkpoints"]])
def test_a_run_that_is_being_trained_is_left_alone(runs: Path, wish: list[str]) -> None:
    busy = make_run(runs / "busy-001", {"status": "interrupted"})
    code = (
        "import sys; from pathlib import Path; from nnfs_cli.files.folder_claim import claimed\n"
        "with claimed(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(busy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline()
        before = everything_below(runs)
        done = nn("clean", *wish, "--yes")
        assert done.code == 2
        assert "another process is training" in done.err
        assert nn("clean", "--failed", "--yes").code == 0
        assert everything_below(runs) == before
        holder.stdin.close()


def test_of_the_cache_only_entries_go(runs: Path) -> None:
    cache = runs.parent / ".nn-cache"
    cache.mkdir()
    (cache / ".gitignore").write_text("*\n")
    (cache / f"{'a1' * 20}.table").write_bytes(bytes(500))
    assert nn("clean", "--cache", "--yes").code == 0
    assert not cache.exists()
    cache.mkdir()
    (cache / f"{'b2' * 20}.images").write_bytes(bytes(500))
    (cache / "mine.table").write_text("mine")
    (cache / f"{'c3' * 20}.rows").mkdir()
    nn("clean", "--cache", "--yes")
    assert left_in(cache) == {"mine.table", f"{'c3' * 20}.rows"}


def test_sizes_as_a_person_reads_them() -> None:
    assert [size(n) for n in (812, 4_100, 999_499, 1_234_000_000)] == [
        "812 bytes",
        "4.1 kB",
        "999 kB",
        "1.2 GB",
    ]
