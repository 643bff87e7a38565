"""A whole run, from config to run directory: what it writes, and that it writes the same again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, DataError, NNError, TrainingError
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.predict_file import predict_file

DATASETS = Path(__file__).parents[2] / "datasets"
SAME = ("model.json", "predictions.csv", "split.csv")


def write_config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def iris(folder: Path, more: str = "") -> Path:
    table = (DATASETS / "iris.csv").as_posix()
    return write_config(folder, f"dataset: {{path: {table}, target: species}}\n{more}")


SHORT = """
training: {epochs: 6}
model:
  layers:
    - {type: dense, units: 8, activation: relu}
    - {type: dropout, rate: 0.2}
    - {type: dense, activation: softmax}
output: {plots: false, report: false}
"""


def run(path: Path, runs: Path, *overrides: str, stop_after: int | None = None) -> Result:
    experiment = begin(load_config(path, overrides), runs)
    experiment.start()
    return to_the_end(experiment, stop_after)


def to_the_end(experiment: Experiment, stop_after: int | None = None) -> Result:
    for epoch in experiment.train():
        if epoch.epoch == stop_after:
            experiment.request_stop()
    return experiment.finish()


def history(directory: Path) -> list[dict[str, str]]:
    """metrics.csv without the seconds, the only column that may differ"""
    with (directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def test_run_directory_holds_what_it_promises(tmp_path: Path) -> None:
    result = run(iris(tmp_path), tmp_path / "runs", "training.epochs=3")
    directory = tmp_path / "runs" / "config-001"
    assert result.directory == directory
    assert {entry.name for entry in directory.iterdir()} == {
        "config.yaml",
        "config.resolved.yaml",
        "report.html",
        "metrics.csv",
        "summary.json",
        "model.json",
        "checkpoints",
        "split.csv",
        "predictions.csv",
        "environment.json",
        "log.txt",
        "plots",
    }
    summary = json.loads((directory / "summary.json").read_text())
    assert summary["status"] == "finished"
    assert summary["task"] == "multiclass"
    assert summary["epochs"] == 3
    assert set(summary["test"]) >= {"loss", "accuracy", "precision", "recall", "f1"}
    with (directory / "metrics.csv").open() as file:
        header = file.readline().strip().split(",")
    assert header[:6] == ["epoch", "step", "loss", "learning_rate", "seconds", "validation_loss"]
    assert "validation_accuracy" in header
    assert {p.suffix for p in (directory / "plots").iterdir()} == {".svg", ".png"}


def test_three_lines_learn_iris(tmp_path: Path) -> None:
    result = run(iris(tmp_path), tmp_path / "runs", "output.plots=false")
    assert (result.metrics["test"]["accuracy"] or 0) >= 0.93
    assert "better than guessing" in result.verdict


def test_same_seed_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    config = iris(tmp_path, SHORT)
    first, second = (run(config, tmp_path / name).directory for name in ("a", "b"))
    for name in SAME:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert history(first) == history(second)
    other = run(config, tmp_path / "c", "seed=1").directory
    assert (first / "model.json").read_bytes() != (other / "model.json").read_bytes()


@pytest.mark.parametrize("name", ["iris", "diabetes", "multilabel", "digits_idx"])
def test_resolved_config_trains_the_same_again(tmp_path: Path, name: str) -> None:
    config = DATASETS.parent / "configs" / f"{name}.yaml"
    shorter = ("training.epochs=2", "output.plots=false")
    first = run(config, tmp_path / "a", *shorter).directory
    second = run(first / "config.resolved.yaml", tmp_path / "b").directory
    for file in SAME:
        assert (first / file).read_bytes() == (second / file).read_bytes()


@pytest.mark.parametrize("stop_after", [1, 3, 5])
def test_stopped_and_resumed_ends_with_the_same_bytes(tmp_path: Path, stop_after: int) -> None:
    config = iris(tmp_path, SHORT)
    whole = run(config, tmp_path / "whole").directory
    stopped = run(config, tmp_path / "parts", stop_after=stop_after)
    assert stopped.status == "interrupted"
    assert f"--resume {stopped.directory}" in stopped.next_command
    experiment = resume(stopped.directory)
    experiment.start()
    resumed = to_the_end(experiment)
    assert resumed.status == "finished"
    for name in SAME:
        assert (whole / name).read_bytes() == (resumed.directory / name).read_bytes()
    assert history(whole) == history(resumed.directory)


def test_killed_after_its_last_epoch_it_stops_where_it_would_have(tmp_path: Path) -> None:
    stopping = "training.early_stopping={patience: 1, monitor: validation_accuracy}"
    config = iris(tmp_path, SHORT)
    whole = run(config, tmp_path / "whole", stopping)
    assert whole.status == "stopped"
    killed = begin(load_config(config, [stopping]), tmp_path / "killed")
    directory = killed.start().path
    list(killed.train())  # and nothing of finish
    resumed = resume(directory)
    resumed.start()
    assert to_the_end(resumed).status == "stopped"
    for name in SAME:
        assert (whole.directory / name).read_bytes() == (directory / name).read_bytes()
    assert history(whole.directory) == history(directory)


def test_finished_runs_and_changed_data_are_not_resumed(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes((DATASETS / "iris.csv").read_bytes())
    config = write_config(tmp_path, "dataset: {path: table.csv, target: species}\n" + SHORT)
    with pytest.raises(ConfigError, match="finished"):
        resume(run(config, tmp_path / "runs").directory)
    stopped = run(config, tmp_path / "runs", stop_after=2).directory
    table.write_bytes(table.read_bytes() + b"5.0,3.0,1.0,0.2,setosa\n")
    with pytest.raises(DataError, match="have changed"):
        resume(stopped)


def test_a_damaged_checkpoint_is_told_and_the_one_before_it_taken(tmp_path: Path) -> None:
    stopped = run(iris(tmp_path, SHORT), tmp_path / "runs", stop_after=4).directory
    newest = max((stopped / "checkpoints").iterdir())
    newest.write_bytes(newest.read_bytes()[:-1])
    resumed = resume(stopped)
    assert newest.name in resumed.warnings[0]
    assert resumed.trainer.epoch < 4


def test_early_stopping_keeps_the_best_epoch(tmp_path: Path) -> None:
    stopping = "training.early_stopping={patience: 2, monitor: validation_accuracy}"
    result = run(iris(tmp_path), tmp_path / "runs", "output.plots=false", stopping)
    assert result.status == "stopped"
    rows = history(result.directory)
    accuracies = [float(row["validation_accuracy"]) for row in rows]
    assert result.best_epoch == 1 + accuracies.index(max(accuracies))
    assert len(rows) == result.best_epoch + 2
    assert result.metrics["validation"]["accuracy"] == pytest.approx(max(accuracies))


def test_divergence_leaves_a_summary_that_says_so(tmp_path: Path) -> None:
    options = ("training.optimizer=sgd", "training.learning_rate=1e20", "training.epochs=5")
    table = (DATASETS / "diabetes.csv").as_posix()
    config = write_config(tmp_path, f"dataset: {{path: {table}, target: progression}}\n")
    with pytest.raises(TrainingError, match="epoch 1, step"):
        run(config, tmp_path / "runs", *options)
    summary = json.loads((tmp_path / "runs" / "config-001" / "summary.json").read_text())
    assert summary["status"] == "failed"
    assert "diverged" in summary["error"]


def test_several_numbers_are_scored_one_by_one_and_written_as_they_were(tmp_path: Path) -> None:
    rows = [f"{k},{k / 7:.4f},{10**6 + k * k}" for k in range(30)]
    (tmp_path / "table.csv").write_text("\n".join(["x,small,large", *rows, ""]))
    config = write_config(tmp_path, "dataset: {path: table.csv, target: [small, large]}\n")
    result = run(config, tmp_path / "runs", "output.plots=false", "training.epochs=2")
    summary = json.loads((result.directory / "summary.json").read_text())
    each = summary["details"]["per_target"]
    assert each["small"]["mae"] + each["large"]["mae"] == pytest.approx(2 * summary["test"]["mae"])
    with (result.directory / "predictions.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            true = rows[int(row["row"]) - 1].split(",")[1:]
            assert [float(row["small"]), float(row["large"])] == list(map(float, true))
            assert row["large"] == true[1]


def test_a_run_is_finished_only_when_its_plots_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nnfs_cli.experiment.run_plots.draw_plots", killed)
    with pytest.raises(KeyboardInterrupt):
        run(iris(tmp_path, SHORT), tmp_path / "runs", "output.plots=true")
    monkeypatch.undo()
    resumed = resume(tmp_path / "runs" / "config-001")
    resumed.start()
    assert (to_the_end(resumed).directory / "plots" / "loss.svg").exists()


def test_nothing_is_written_when_config_or_data_are_wrong(tmp_path: Path) -> None:
    wrong = write_config(
        tmp_path, "dataset:\n  path: table.csv\n  target: specis\n  filters: ['ag > 3']\n"
    )
    (tmp_path / "table.csv").write_text("age,species\n1,a\n2,b\n")
    with pytest.raises(NNError) as caught:
        run(wrong, tmp_path / "runs")
    lines = [str(mistake) for mistake in caught.value.mistakes()]
    assert len(lines) == 2
    assert f"{wrong}:3:" in lines[0]
    assert "did you mean 'species'" in lines[0]
    assert f"{wrong}:4:" in lines[1]
    assert "did you mean 'age'" in lines[1]
    assert not (tmp_path / "runs").exists()


def predict_by_hand(model: dict[str, Any], rows: list[dict[str, str]]) -> np.ndarray:
    """What the DESIGN says a model file means, in plain NumPy and float64."""
    columns = []
    for column in model["inputs"]["columns"]:
        x = np.array([float(row[column["name"]]) for row in rows])
        for step in column["steps"]:
            x = (x - step["mean"]) / step["std"]
        columns.append(x)
    y = np.stack(columns, axis=1)
    for layer in model["layers"]:
        if layer["type"] == "dense":
            y = y @ np.array(layer["weights"]) + np.array(layer["biases"])
            f = layer.get("activation", "linear")
            y = np.maximum(y, 0) if f == "relu" else y
            y = 1 / (1 + np.exp(-y)) if f == "sigmoid" else y
            y = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True) if f == "softmax" else y
    return y


@pytest.mark.parametrize(
    ("table", "target", "answer"),
    [
        ("iris", "species", "probability_virginica"),
        ("breast_cancer", "diagnosis", "probability_diagnosis"),
        ("diabetes", "progression", "predicted_progression"),
    ],
)
def test_model_file_means_what_it_says(
    tmp_path: Path, table: str, target: str, answer: str
) -> None:
    path = DATASETS / f"{table}.csv"
    config = write_config(tmp_path, f"dataset: {{path: {path.as_posix()}, target: {target}}}\n")
    directory = run(config, tmp_path / "runs", "training.epochs=5", "output.plots=false").directory
    model = json.loads((directory / "model.json").read_text())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_hand = predict_by_hand(model, rows)[:, -1]
    if model["task"] == "regression":
        ((step,),) = model["outputs"]["steps"]
        by_hand = by_hand * step["std"] + step["mean"]
    with (tmp_path / "out.csv").open("w", encoding="utf-8", newline="") as out:
        predict_file(directory, str(path), out)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        predicted = [float(row[answer]) for row in csv.DictReader(file)]
    np.testing.assert_allclose(predicted, by_hand, rtol=1e-5, atol=1e-5)
