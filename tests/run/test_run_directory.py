"""Run directories: counted up, never shared, every file by its contract's name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.files.atomic_files import TEMPORARY_PREFIX
from nnfs_cli.run.run_directory import RunDirectory, model_path


def test_runs_of_a_name_are_counted_up(tmp_path: Path) -> None:
    runs = tmp_path / "deep" / "runs"
    names = [RunDirectory.create(runs, name).path.name for name in ("iris", "iris", "wine", "iris")]
    assert names == ["iris-001", "iris-002", "wine-001", "iris-003"]


def test_a_number_is_not_given_again(tmp_path: Path) -> None:
    for taken in ("iris-001", "iris-007", "iris-x-009", "iris-12", "iris-1000"):
        (tmp_path / taken).mkdir()
    assert RunDirectory.create(tmp_path, "iris").path.name == "iris-1001"
    assert RunDirectory.create(tmp_path, "iris-x").path.name == "iris-x-010"
    assert RunDirectory.create(tmp_path, "a[b]*").path.name == "a[b]*-001"


def test_runs_that_start_at_once_get_folders_of_their_own(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from nnfs_cli.run.run_directory import RunDirectory\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "runs = pathlib.Path(sys.argv[1])\n"
        "for _ in range(20): print(RunDirectory.create(runs, 'iris').path.name)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    starters = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for starter in starters:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "ready\n"
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("go\n")
        starter.stdin.flush()
    made = "".join(starter.communicate()[0] for starter in starters).split()
    assert sorted(made) == [f"iris-{number:03d}" for number in range(1, 81)]


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "/", "a/"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be the name of a folder"):
        RunDirectory.create(tmp_path / "runs", name)
    assert not (tmp_path / "runs").exists()


def test_the_files_have_the_names_of_the_contract() -> None:
    run = RunDirectory(Path("runs/iris-001"))
    files = [run.config, run.resolved_config, run.metrics, run.summary, run.model, run.checkpoints]
    files += [
        run.split,
        run.predictions,
        run.environment,
        run.log,
        run.plots,
    ]
    assert [str(file.relative_to(run.path)) for file in files] == [
        "config.yaml",
        "config.resolved.yaml",
        "metrics.csv",
        "summary.json",
        "model.json",
        "checkpoints",
        "split.csv",
        "predictions.csv",
        "environment.json",
        "log.txt",
        "plots",
    ]


def test_opening_finds_the_run_or_says_which_was_meant(tmp_path: Path) -> None:
    run = RunDirectory.create(tmp_path, "iris")
    with pytest.raises(ModelFileError, match="this folder is not a run directory"):
        RunDirectory.open(run.path)
    run.resolved_config.touch()
    assert RunDirectory.open(run.path) == run
    with pytest.raises(ModelFileError, match=r"no such run directory; did you mean 'iris-001'\?"):
        RunDirectory.open(tmp_path / "iris-01")
    with pytest.raises(ModelFileError) as caught:
        RunDirectory.open(tmp_path)
    assert caught.value.hint == "It holds runs, however: iris-001."


def test_the_model_of_a_run_is_found(tmp_path: Path) -> None:
    run = RunDirectory.create(tmp_path, "iris")
    run.resolved_config.touch()
    assert model_path(tmp_path / "any.json") == tmp_path / "any.json"
    for folder in (run.path, tmp_path):
        with pytest.raises(ModelFileError, match=r"this folder holds no model\.json"):
            model_path(folder)
    run.model.touch()
    assert model_path(run.path) == run.model


def test_a_summary_is_strict_json(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    test = {"r2": float("nan"), "accuracy": np.float64("inf"), "table": [[1, float("-inf")]]}
    run.write_summary("finished", {"task": "binary", "test": test})
    assert json.loads(run.summary.read_text()) == {
        "status": "finished",
        "task": "binary",
        "test": {"r2": None, "accuracy": None, "table": [[1, None]]},
    }
    assert run.read_summary()["status"] == "finished"
    run.summary.write_text("[]")
    with pytest.raises(ModelFileError, match="a summary is an object"):
        run.read_summary()


def test_a_split_says_for_every_row_where_it_went(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    parts = {"training": np.array([0, 3]), "test": np.array([1])}
    run.write_split(np.array([11, 12, 13, 14]), parts)
    assert run.split.read_text() == "row,part\n11,training\n12,test\n14,training\n"
    run.write_split(["cats/a,b.png"], {"validation": np.array([0])})
    assert run.split.read_text() == 'row,part\n"cats/a,b.png",validation\n'


def test_the_log_grows_by_lines(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.append_log("São Paulo")
    run.append_log("two")
    assert run.log.read_text(encoding="utf-8") == "São Paulo\ntwo\n"


def test_sweeping_reaches_every_folder_that_is_written_to(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.sweep()  # folders may not be there yet
    folders = [run.path, run.checkpoints, run.plots]
    for folder in folders:
        folder.mkdir(exist_ok=True)
        (folder / f"{TEMPORARY_PREFIX}1").touch()
    run.model.touch()
    run.sweep()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "checkpoints",
        "model.json",
        "plots",
    ]
