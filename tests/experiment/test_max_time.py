"""Training that has only so much time: where it ends, and what it leaves behind."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.run.checkpoint import checkpoints

DATASETS = Path(__file__).parents[2] / "datasets"
CONFIG = f"""
dataset: {{path: "{(DATASETS / "iris.csv").as_posix()}", target: species}}
model: {{layers: [{{type: dense, units: 4, activation: relu}}, {{type: dense}}]}}
training: {{epochs: 10, batch_size: 20, max_time: 1h}}
output: {{plots: false, report: false}}
"""
STEPS_PER_EPOCH = 6  # 105 training rows


def experiment_of(folder: Path, *overrides: str) -> Experiment:
    path = folder / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    experiment = begin(load_config(path, overrides), folder / "runs")
    assert isinstance(experiment, Experiment)
    return experiment


def when(experiment: Experiment, step: int, do: Callable[[], None]) -> None:
    """Let something happen in the middle of a step."""
    update = experiment.trainer.optimizer.step

    def update_and_do(rate: float, number: int) -> None:
        update(rate, number)
        if number == step:
            do()

    experiment.trainer.optimizer.step = update_and_do  # type: ignore[method-assign]


def told(directory: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((directory / "summary.json").read_text())
    return summary


def epochs_in(directory: Path) -> list[int]:
    with (directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [int(row["epoch"]) for row in csv.DictReader(file)]


def test_it_ends_after_the_step_under_way_and_everything_is_written(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path)
    when(experiment, 3 * STEPS_PER_EPOCH + 2, experiment._time_is_up)
    directory = experiment.start().path
    assert [epoch.epoch for epoch in experiment.train()] == [1, 2, 3]
    result = experiment.finish()
    assert (result.status, result.epochs) == ("stopped", 3)
    assert result.ending == "max_time (1h) was over in epoch 4"
    summary = told(directory)
    assert (summary["status"], summary["ending"]) == ("stopped", result.ending)
    assert epochs_in(directory) == [1, 2, 3]
    assert (directory / "model.json").exists()
    assert (directory / "predictions.csv").exists()
    newest = checkpoints(directory / "checkpoints")[-1]
    assert newest.name == f"step-{3 * STEPS_PER_EPOCH + 2:09d}.checkpoint"
    assert result.ending in (directory / "log.txt").read_text()


def test_an_epoch_longer_than_the_time_still_gives_a_model(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path)
    when(experiment, 2, experiment._time_is_up)
    directory = experiment.start().path
    assert not list(experiment.train())
    result = experiment.finish()
    assert (result.status, result.epochs, result.best_epoch) == ("stopped", 0, None)
    assert (directory / "model.json").exists()


def test_time_that_is_over_with_the_last_epoch_stops_nothing(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path)
    when(experiment, 10 * STEPS_PER_EPOCH, experiment._time_is_up)
    experiment.start()
    assert len(list(experiment.train())) == 10
    assert (experiment.finish().status, experiment.ending) == ("finished", "")


def test_whoever_interrupts_was_first(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path)
    when(experiment, 7, experiment.request_stop)
    when(experiment, 7, experiment._time_is_up)
    experiment.start()
    list(experiment.train())
    assert experiment.finish().status == "interrupted"


def test_the_clock_itself(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path, "training.max_time=0.2s")
    experiment.trainer.epochs = 10**9
    experiment.start()
    list(experiment.train())
    assert experiment.status == "stopped"
    assert experiment.seconds >= 0.2
    assert "max_time (0.2s) was over" in experiment.ending


def test_time_spent_before_counts(tmp_path: Path) -> None:
    experiment = experiment_of(tmp_path)
    experiment.seconds = 3600.0
    experiment.start()
    assert not list(experiment.train())
    assert experiment.status == "stopped"


def test_with_folds_each_training_has_the_time(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    folds = "split={k_folds: 2, final_model: none}"
    run = begin(load_config(path, ["training.max_time=0.001s", folds]))
    assert not isinstance(run, Experiment)
    assert [run.plan.of_fold(n).config.training.max_time for n in (1, 2)] == [0.001, 0.001]


@pytest.mark.parametrize("min_delta", [0.0, 10.0])
def test_early_stopping_says_so(tmp_path: Path, min_delta: float) -> None:
    stopping = f"training.early_stopping={{patience: 4, min_delta: {min_delta}}}"
    experiment = experiment_of(tmp_path, stopping, "training.learning_rate=0.0001")
    experiment.start()
    list(experiment.train())
    result = experiment.finish()
    if min_delta:  # no epoch is better than the first by so much
        assert (result.status, result.epochs) == ("stopped", 5)
        assert result.ending == "no better validation_loss for 4 epochs"
        assert result.best_epoch == 5, "the best epoch is kept, however little it is better"
    else:
        assert (result.status, result.epochs, result.ending) == ("finished", 10, "")
