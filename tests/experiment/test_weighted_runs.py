"""Runs whose rows count differently: their loss, their metrics, and that they can be resumed."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.scoring import predict_rows

SAME = ("model.json", "predictions.csv", "split.csv")
WEIGHTS = ("dataset.weight=w", "training.class_weight=balanced")


def rare(folder: Path) -> Path:
    """600 patients, one in twelve of them ill, whose values overlap with those of the healthy."""
    generator = np.random.default_rng(3)
    ill = np.arange(600) % 12 == 0
    a, b = generator.normal(size=(2, 600)) + ill
    w = generator.integers(1, 4, 600)
    lines = [f"{x:.3f},{y:.3f},{k},{int(t)}" for x, y, k, t in zip(a, b, w, ill, strict=True)]
    (folder / "rare.csv").write_text("\n".join(["a,b,w,ill", *lines]) + "\n")
    path = folder / "config.yaml"
    path.write_text(
        """
dataset: {path: rare.csv, target: ill, exclude: [w]}
training: {epochs: 8, learning_rate: 0.02}
model: {layers: [{type: dense, units: 6, activation: relu}, {type: dense, units: 1}]}
output: {plots: false, report: false}
""",
        encoding="utf-8",
    )
    return path


def run(path: Path, runs: Path, *overrides: str, stop_after: int | None = None) -> Result:
    experiment = begin(load_config(path, overrides), runs)
    assert isinstance(experiment, Experiment)
    experiment.start()
    return to_the_end(experiment, stop_after)


def to_the_end(experiment: Experiment, stop_after: int | None = None) -> Result:
    for epoch in experiment.train():
        if epoch.epoch == stop_after:
            experiment.request_stop()
    return experiment.finish()


def history(directory: Path) -> list[dict[str, str]]:
    with (directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def test_balanced_classes_find_more_of_the_rare_one(tmp_path: Path) -> None:
    plain = run(rare(tmp_path), tmp_path / "runs").metrics["test"]
    balanced = run(rare(tmp_path), tmp_path / "runs", WEIGHTS[1]).metrics["test"]
    assert (balanced["recall"] or 0) > (plain["recall"] or 0) + 0.3


def test_the_watched_loss_is_weighted_and_metrics_are_not(tmp_path: Path) -> None:
    experiment = begin(load_config(rare(tmp_path), WEIGHTS), tmp_path / "runs")
    assert isinstance(experiment, Experiment)
    experiment.start()
    data = experiment.plan.data
    rows = data.split.validation
    w, t = data.dataset.weights, data.dataset.t[:, 0]
    assert w is not None
    training = data.split.training
    count = np.bincount(t[training], w[training])
    weights = w[rows] / count[t[rows]]
    for epoch in experiment.train():
        p = predict_rows(experiment.network, data.dataset, rows)[:, 0].astype(float)
        surprise = -np.log(np.where(t[rows] == 1, p, 1 - p))
        by_hand = np.average(surprise, weights=weights)
        assert epoch.validation["loss"] == pytest.approx(by_hand, rel=1e-4)
        assert epoch.validation["accuracy"] == pytest.approx(np.mean((p > 0.5) == t[rows]))


@pytest.mark.parametrize("stop_after", [1, 5])
def test_stopped_and_resumed_ends_with_the_same_bytes(tmp_path: Path, stop_after: int) -> None:
    config = rare(tmp_path)
    whole = run(config, tmp_path / "whole", *WEIGHTS).directory
    stopped = run(config, tmp_path / "parts", *WEIGHTS, stop_after=stop_after)
    assert stopped.status == "interrupted"
    experiment = resume(stopped.directory)
    assert isinstance(experiment, Experiment)
    experiment.start()
    resumed = to_the_end(experiment).directory
    for name in SAME:
        assert (whole / name).read_bytes() == (resumed / name).read_bytes()
    assert history(whole) == history(resumed)


def test_the_resolved_config_trains_the_same_again(tmp_path: Path) -> None:
    first = run(rare(tmp_path), tmp_path / "a", *WEIGHTS).directory
    second = run(first / "config.resolved.yaml", tmp_path / "b").directory
    assert history(first) == history(second)
    for name in SAME:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    plain = run(rare(tmp_path), tmp_path / "c").directory
    assert (plain / "model.json").read_bytes() != (first / "model.json").read_bytes()
