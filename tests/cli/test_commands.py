"""The commands on a real, small run: trained once, then shown, evaluated, predicted with."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app

COLOURS = ("green", "blue", "[red]x\x1b[31m")
ROWS = [(place % 7, place % 11, COLOURS[place % 7 // 3]) for place in range(60)]


def nn(*arguments: str | Path, **options: str) -> SimpleNamespace:
    """One command line, in this process."""
    done = CliRunner().invoke(app, list(map(str, arguments)), **options)  # type: ignore[arg-type]
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def write_table(path: Path, rows: list[tuple[object, ...]], header: str = "a,b,colour") -> Path:
    lines = (",".join(map(str, row)) for row in rows)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def write_config(folder: Path, epochs: int = 3, extra: str = "") -> Path:
    """A config of its own for every folder, beside its data."""
    write_table(folder / "colours.csv", list(ROWS))
    config = folder / "colours.yaml"
    config.write_text(
        "dataset: {path: colours.csv, target: colour}\n"
        f"training: {{epochs: {epochs}, {extra}}}\n"
        f"output: {{plots: false, report: false, runs_dir: {json.dumps(str(folder / 'runs'))}}}\n",
        encoding="utf-8",
    )
    return config


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("colours")


@pytest.fixture(scope="module")
def training(folder: Path) -> SimpleNamespace:
    return nn("train", write_config(folder))


@pytest.fixture(scope="module")
def run(folder: Path, training: SimpleNamespace) -> Path:
    assert training.code == 0, training.err
    return folder / "runs" / "colours-001"


def test_training_says_what_it_does_on_stderr_and_what_came_of_it_on_stdout(
    training: SimpleNamespace, run: Path
) -> None:
    for word in ("Data", "42 training, 6 validation, 12 test", "Layer", "epoch 3/3", "Written"):
        assert word in training.err
        assert word not in training.out
    assert f"Next: nn predict {run}" in training.err
    for word in ("3 epochs in", "f1", "Baseline", "than guessing"):
        assert word in training.out
        assert word not in training.err
    assert "\x1b" not in training.err + training.out
    assert r"[red]x\x1b[31m" in training.err


def test_quiet_training_leaves_the_result(folder: Path) -> None:
    done = nn("train", write_config(folder), "--quiet", "--name", "quiet")
    assert done.err == ""
    assert "accuracy" in done.out
    assert (folder / "runs" / "quiet-001" / "model.json").exists()


def test_training_as_json_and_with_overrides(folder: Path, tmp_path: Path) -> None:
    config = write_config(folder)
    done = nn("train", config, "--json", "--set", "training.epochs=2", "--runs-dir", tmp_path)
    result = json.loads(done.out)
    assert result["status"] == "finished"
    assert result["epochs"] == 2
    assert result["run"] == str(tmp_path / "colours-001")
    assert result["test"]["accuracy"] == pytest.approx(result["test"]["accuracy"])
    assert set(result["baseline"]) < set(result["test"])


def test_a_name_on_the_command_line_is_the_name_of_the_run(folder: Path, tmp_path: Path) -> None:
    config = write_config(tmp_path)
    assert nn("train", config, "--name", "second-try", "-q").code == 0
    run = tmp_path / "runs" / "second-try-001"
    assert json.loads((run / "summary.json").read_text())["name"] == "second-try"
    assert "name: second-try\n" in (run / "config.resolved.yaml").read_text()
    for name in ("", "../x", "a b"):
        wrong = nn("train", config, "--name", name)
        assert wrong.code == 2
        assert "a name is made of letters" in wrong.err


def test_mistakes_in_the_config_end_before_anything_is_written(folder: Path) -> None:
    config = write_config(folder, extra="learning_rat: 1, batch_size: none")
    before = sorted((folder / "runs").iterdir()) if (folder / "runs").exists() else []
    done = nn("train", config)
    assert done.code == 2
    assert done.out == ""
    assert "colours.yaml:2:23: training.learning_rat: unknown key" in done.err
    assert "did you mean 'learning_rate'?" in done.err
    assert "training.batch_size: " in done.err
    after = sorted((folder / "runs").iterdir()) if (folder / "runs").exists() else []
    assert after == before


def test_training_that_diverges_is_a_failure(folder: Path) -> None:
    layers = "--set=model.layers=[{type: dense, units: 8, activation: linear}, {type: dense}]"
    config = write_config(folder, extra="optimizer: sgd, learning_rate: 1e30")
    done = nn("train", config, layers, "--set", "preprocessing.numeric=none", "--name", "diverged")
    assert done.code == 1
    assert "training diverged" in done.err
    assert "  → Try a learning_rate ten times smaller" in done.err


def test_train_without_a_config_tells_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "  → Make one from your data: nn init DATA" in nn("train").err
    (tmp_path / "my iris.yaml").write_text("")
    assert "  → nn train 'my iris.yaml'\n" in nn("train").err
    (tmp_path / "wine.yml").write_text("")
    assert "  → There are also: wine.yml." in nn("train").err


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ([], "no config is given"),
        (["a.yaml", "--resume", "runs/a-001"], "--resume goes on with a run as it was begun"),
        (["--resume", "runs/a-001", "--name", "b"], "only --set can come with it"),
        (["--resume", "runs/a-001"], "no such run directory"),
        (["a.yaml"], "no such config file"),
    ],
)
def test_wrong_uses_of_train(arguments: list[str], answer: str) -> None:
    done = nn("train", *arguments)
    assert done.code == 2
    assert answer in done.err


def test_check_shows_what_would_be_trained(folder: Path) -> None:
    config = write_config(folder)
    done = nn("check", config, "--set", "seed=3")
    assert done.code == 0
    assert "Nothing is wrong, but 1 warning." in done.out
    assert "leave it out: exclude: [a]" in done.err  # a tells all about the colour
    assert f"Next: nn train {config} --set seed=3" in done.err
    assert json.loads(nn("check", config, "--json").out)["data"]["rows"]["test"] == 12


def test_check_finds_what_is_wrong_with_the_data(folder: Path) -> None:
    done = nn("check", write_config(folder), "--set", "dataset.target=color")
    assert done.code == 2
    assert "did you mean 'colour'?" in done.err


def test_evaluate_on_own_test_rows_and_on_a_file(folder: Path, run: Path) -> None:
    own = nn("evaluate", run)
    assert own.code == 0
    assert "12 rows" in own.out
    assert r"[red]x\x1b[31m" in own.out
    given = json.loads(nn("evaluate", run / "model.json", folder / "colours.csv", "--json").out)
    assert given["rows"] == 60
    assert sum(map(sum, given["details"]["confusion_matrix"])) == 60


def test_predictions_go_to_stdout_as_csv(folder: Path, run: Path) -> None:
    done = nn("predict", run, folder / "colours.csv")
    rows = list(csv.DictReader(done.out.splitlines()))
    assert len(rows) == 60
    assert rows[0].keys() >= {"predicted_colour", "probability_green"}
    assert "60 rows predicted" in done.err
    assert "-o predictions.csv" in done.err


def test_predictions_from_stdin_and_rows_left_empty(run: Path) -> None:
    done = nn("predict", run, "-", "--with-inputs", input="b,a\n1,2\n,3\n4,5\n")
    assert [line.split(",")[:3] for line in done.out.splitlines()][2] == ["", "3", ""]
    assert "2 rows predicted" in done.err
    assert "1 row left empty" in done.err


def test_predictions_into_a_file(folder: Path, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = nn("predict", run, folder / "colours.csv", "-o", out, "--json")
    assert json.loads(done.out) == {
        "file": str(out),
        "rows": 60,
        "empty": 0,
        "unknown": {},
        "kind": "row",
        "problems": [],
        "advice": [],
        "meanings": {},
        "answers_known": True,
        "explained": "",
    }
    assert len(out.read_text(encoding="utf-8").splitlines()) == 61
    assert f"60 rows predicted, written to {out}" in done.err
    assert f"Next: nn evaluate {run}\n" in done.err  # its own test rows: it learned from the others


def test_data_that_were_learned_from_are_no_test(folder: Path, run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes((folder / "colours.csv").read_bytes())
    done = nn("evaluate", run, copy)
    assert done.code == 0
    assert f"By rows it never saw: nn evaluate {run}" in " ".join(done.err.split())
    lines = copy.read_text(encoding="utf-8").splitlines(keepends=True)
    copy.write_text("".join(lines[:-1]), encoding="utf-8")
    assert "never saw" not in nn("evaluate", run, copy).err
    done = nn("predict", run, copy, "-o", tmp_path / "out.csv")
    assert f"Next: nn evaluate {run} {copy}" in done.err


def test_a_failed_prediction_leaves_no_file(run: Path, tmp_path: Path) -> None:
    source = write_table(tmp_path / "other.csv", [(1, 2)], header="a,bb")
    out = tmp_path / "out.csv"
    done = nn("predict", run, source, "-o", out)
    assert done.code == 2
    assert "'b'" in done.err
    assert not out.exists()


def test_predict_never_destroys_its_input(folder: Path, run: Path) -> None:
    source = folder / "colours.csv"
    before = source.read_bytes()
    done = nn("predict", run, source, "-o", source)
    assert done.code == 2
    assert "would overwrite" in done.err
    assert source.read_bytes() == before


def test_json_predictions_need_a_file(folder: Path, run: Path) -> None:
    done = nn("predict", run, folder / "colours.csv", "--json")
    assert done.code == 2
    assert "-o FILE" in done.err


def test_show_a_run_a_model_and_a_config(folder: Path, run: Path) -> None:
    of_run = nn("show", run)
    assert of_run.code == 0
    for word in ("Status", "finished", "multiclass", "dense", "Parameters", "accuracy", "Baseline"):
        assert word in of_run.out
    assert f"Next: nn predict {run} new.csv" in of_run.err
    of_model = nn("show", run / "model.json")
    assert "Status" not in of_model.out
    assert "dense" in of_model.out
    of_config = nn("show", write_config(folder))
    assert "Next: nn train" in of_config.err
    assert json.loads(nn("show", run, "--json").out)["kind"] == "run"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_predictions_reach_their_file_while_a_terminal_watches(folder: Path, run: Path) -> None:
    """The sign of life on stderr must not catch what is written to stdout."""
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "nnfs_cli", "predict", str(run), str(folder / "colours.csv")]
    environment = os.environ | {"TERM": "xterm"}
    with (folder / "redirected.csv").open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=terminal, env=environment)
    os.close(terminal)
    said = everything_from(controller)
    assert process.wait(60) == 0
    assert "60 rows predicted" in said
    assert "predicting …" in said
    assert "probability" not in said
    assert len((folder / "redirected.csv").read_text(encoding="utf-8").splitlines()) == 61


def everything_from(controller: int) -> str:
    """What a terminal was told until its last writer had gone."""
    pieces = []
    with contextlib.suppress(OSError):  # Linux says EIO at the end
        while piece := os.read(controller, 4096):
            pieces.append(piece)
    os.close(controller)
    return b"".join(pieces).decode()


def test_numbers_too_large_for_an_answer_leave_their_row_empty(run: Path) -> None:
    done = nn("predict", run, "-", input="a,b\n1,2\n3e38,3e38\n")
    assert done.code == 0
    assert set(done.out.splitlines()[2]) == {","}
    assert "1 row left empty: what the model needs is missing there, or far too large" in done.err


def test_predictions_go_nowhere_but_into_a_file_that_can_be(run: Path, tmp_path: Path) -> None:
    for out, answer in (
        (tmp_path, f"-o {tmp_path} is a folder"),
        (tmp_path / "no" / "p.csv", f"there is no folder {tmp_path / 'no'}"),
    ):
        done = nn("predict", run, "-", "-o", out, input="a,b\n1,2\n")
        assert done.code == 2
        assert answer in done.err


def test_after_predicting_only_what_can_be_done_is_suggested(run: Path, tmp_path: Path) -> None:
    new = write_table(tmp_path / "new.csv", [(1, 2)], "a,b")
    done = nn("predict", run, new, "-o", tmp_path / "p.csv")
    assert done.err.endswith(f"Next: nn show {run}\n")


def test_a_probability_of_a_yes_or_no_says_of_which(tmp_path: Path) -> None:
    rows = [(k, "left" if k % 2 else "stayed") for k in range(40)]
    write_table(tmp_path / "churn.csv", rows, "days,churn")
    config = tmp_path / "churn.yaml"
    config.write_text(
        "dataset: {path: churn.csv, target: churn}\noutput: {plots: false, report: false}\n"
    )
    done = nn("train", config, "--runs-dir", tmp_path, "--set", "training.epochs=1")
    assert "churn: left, stayed (positive)" in done.err
    assert "of 8 test rows" in done.out
    run = tmp_path / "churn-001"
    assert json.loads((run / "summary.json").read_text())["details"]["positive"] == "stayed"
    assert "probability_churn is that of 'stayed'" in nn("predict", run, tmp_path / "churn.csv").err
    assert "Positive    stayed" in nn("show", run).out


def test_a_run_that_was_cut_off_is_shown_with_the_way_on(folder: Path, tmp_path: Path) -> None:
    assert nn("train", write_config(tmp_path), "-q").code == 0
    run = tmp_path / "runs" / "colours-001"
    for name in ("model.json", "summary.json"):
        (run / name).unlink()
    shown = nn("show", run)
    assert "not finished" in shown.out
    assert f"Next: nn train --resume {run}" in shown.err
    predicted = nn("predict", run, folder / "colours.csv")
    assert predicted.code == 2
    assert f"nn show {run}" in predicted.err


def test_a_model_without_its_run_has_no_test_rows(run: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.json"
    model.write_bytes((run / "model.json").read_bytes())
    done = nn("evaluate", model)
    assert done.code == 2
    assert f"nn evaluate {model} data.csv" in done.err


def test_runs_do_not_go_into_a_file(folder: Path) -> None:
    config = write_config(folder)
    done = nn("train", config, "--runs-dir", config)
    assert (done.code, done.out) == (2, "")
    assert "not a folder" in done.err
