"""Whole runs with optimizers and schedules that remember: they end, stop and resume as told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.outcome import Result

DATASETS = Path(__file__).parents[2] / "datasets"
BASE = f"""
dataset: {{path: {(DATASETS / "iris.csv").as_posix()}, target: species}}
model:
  layers:
    - {{type: dense, units: 6, activation: tanh, l2: 0.001}}
    - {{type: dense, activation: softmax, l2: 0.001}}
output: {{plots: false, report: false}}
"""
LBFGS = "training: {optimizer: lbfgs, epochs: 60, precision: float64}"
PLATEAU = """
training:
  optimizer: {type: rmsprop, momentum: 0.5, centered: true}
  epochs: 14
  learning_rate: 0.02
  gradient_clip: {value: 0.05}
  schedule: {type: reduce_on_plateau, patience: 1, min_delta: 0.02, warmup: 2}
"""


def begun(folder: Path, training: str, *overrides: str) -> Experiment:
    folder.mkdir(exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(BASE + training, encoding="utf-8")
    experiment = begin(load_config(config, overrides), folder / "runs")
    assert isinstance(experiment, Experiment)
    experiment.start()
    return experiment


def end(experiment: Experiment, stop_after: int | None = None) -> Result:
    for epoch in experiment.train():
        if epoch.epoch == stop_after:
            experiment.request_stop()
    return experiment.finish()


def history(directory: Path) -> list[dict[str, str]]:
    """metrics.csv without the seconds, the only column that may differ"""
    with (directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


@pytest.mark.parametrize("training", [LBFGS, PLATEAU], ids=["lbfgs", "plateau"])
@pytest.mark.parametrize("stop_after", [1, 5, 9])
def test_stopped_and_resumed_ends_with_the_same_bytes(
    tmp_path: Path, training: str, stop_after: int
) -> None:
    whole = end(begun(tmp_path / "whole", training)).directory
    stopped = end(begun(tmp_path / "parts", training), stop_after)
    assert stopped.status == "interrupted"
    experiment = resume(stopped.directory)
    assert isinstance(experiment, Experiment)
    experiment.start()
    resumed = end(experiment).directory
    for name in ("model.json", "predictions.csv"):
        assert (whole / name).read_bytes() == (resumed / name).read_bytes()
    assert history(whole) == history(resumed)


def test_the_plateau_listens_to_the_validation_loss(tmp_path: Path) -> None:
    rows = history(end(begun(tmp_path, PLATEAU)).directory)
    rates = [float(row["learning_rate"]) for row in rows]
    losses = [float(row["validation_loss"]) for row in rows]
    best, since, wanted, rate = float("inf"), 0, [], 0.02
    for epoch, loss in enumerate(losses, start=1):
        wanted.append(rate * min(1.0, epoch / 2))  # the rate of the epoch's last step
        if loss < best - 0.02:
            best, since = loss, epoch
        elif epoch - since >= 1:
            since, rate = epoch, rate / 2
    assert rates == pytest.approx(wanted)
    assert rate < 0.02


def test_lbfgs_ends_by_itself_and_says_so(tmp_path: Path) -> None:
    quick = "training.optimizer={type: lbfgs, tolerance_gradient: 0.01}"
    result = end(begun(tmp_path, LBFGS, quick))
    assert result.status == "stopped"
    assert result.epochs < 60
    assert result.ending == "lbfgs has converged: the gradient is nearly 0"
    assert result.ending in (result.directory / "log.txt").read_text()
    assert json.loads((result.directory / "summary.json").read_text())["status"] == "stopped"
    assert (result.metrics["train"]["accuracy"] or 0) > 0.9


def test_killed_when_it_had_converged_it_ends_where_it_would_have(tmp_path: Path) -> None:
    quick = "training.optimizer={type: lbfgs, tolerance_gradient: 0.01}"
    whole = end(begun(tmp_path / "whole", LBFGS, quick)).directory
    killed = begun(tmp_path / "killed", LBFGS, quick)
    list(killed.train())  # and nothing of finish
    assert killed.run is not None
    experiment = resume(killed.run.path)
    assert isinstance(experiment, Experiment)
    experiment.start()
    result = end(experiment)
    assert result.status == "stopped"
    assert (whole / "model.json").read_bytes() == (result.directory / "model.json").read_bytes()
    assert history(whole) == history(result.directory)
