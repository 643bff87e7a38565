"""Losses that change more than the gradient: what the network ends with and learns from."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.experiment import Experiment

ROWS = 300


def trained(folder: Path, target: str, *overrides: str) -> Experiment:
    generator = np.random.default_rng(5)
    a, b = generator.normal(size=(2, ROWS))
    calls = generator.poisson(np.exp(1 + 0.8 * a - 0.5 * b))
    good = np.where(a - b + 0.3 * generator.normal(size=ROWS) > 0, "yes", "no")
    lines = [f"{x:.4f},{y:.4f},{n},{g}" for x, y, n, g in zip(a, b, calls, good, strict=True)]
    (folder / "data.csv").write_text("\n".join(["a,b,calls,good", *lines]) + "\n")
    config = folder / "config.yaml"
    config.write_text(
        f"dataset: {{path: data.csv, features: [a, b], target: {target}}}\n"
        "model: {layers: [{type: dense}]}\n"
        "training: {epochs: 60, learning_rate: 0.02}\n"
        "output: {plots: false, report: false}\n"
    )
    experiment = begin(load_config(config, overrides), folder / "runs")
    assert isinstance(experiment, Experiment)
    experiment.start()
    for _ in experiment.train():
        pass
    experiment.finish()
    return experiment


def answers(experiment: Experiment, column: str) -> list[str]:
    with (experiment._directory.path / "predictions.csv").open(newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def test_counts_end_with_exponential_and_are_not_standardized(tmp_path: Path) -> None:
    """The data are made with log link, whose coefficients the network finds."""
    experiment = trained(tmp_path, "calls", "model.loss=poisson")
    (layer,) = experiment.plan.layers
    assert layer.activation is not None
    assert layer.activation.type == "exponential"
    assert experiment.plan.data.targets.scalers == (None,)
    W = experiment.network.vector.layers[0]["weights"].value.ravel()
    np.testing.assert_allclose(W, [0.8, -0.5], atol=0.1)  # a and b are standard normal
    assert min(map(float, answers(experiment, "predicted_calls"))) > 0


def test_hinge_answers_yes_and_no(tmp_path: Path) -> None:
    experiment = trained(tmp_path, "good", "model.loss=hinge")
    assert experiment.plan.layers[-1].activation.type == "sigmoid"  # type: ignore[union-attr]
    given = answers(experiment, "predicted_good")
    right = np.mean(np.array(given) == np.array(answers(experiment, "good")))
    assert set(given) == {"no", "yes"}
    assert right > 0.85
