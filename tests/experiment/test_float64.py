"""`training.precision: float64` from the table to the answers: as good as NumPy by hand."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.experiment import Experiment
from nnfs_cli.predict_file import predict_file

TABLE = Path(__file__).parents[2] / "datasets" / "diabetes.csv"


@pytest.fixture(params=["list", "base64"])
def trained(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    config = tmp_path / "config.yaml"
    config.write_text(
        f"""
dataset: {{path: {TABLE.as_posix()}, target: progression}}
model:
  layers:
    - {{type: dense, units: 7, activation: tanh}}
    - {{type: dense}}
training: {{epochs: 3, precision: float64, batch_size: 50}}
output: {{plots: false, weights: {request.param}}}
""",
        encoding="utf-8",
    )
    experiment = begin(load_config(config), tmp_path / "runs")
    assert isinstance(experiment, Experiment)
    experiment.start()
    list(experiment.train())
    return experiment.finish().directory


def test_predictions_are_those_of_numpy(trained: Path) -> None:
    model = json.loads((trained / "model.json").read_text())
    assert model["precision"] == "float64"
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = []
    for column in model["inputs"]["columns"]:
        (step,) = column["steps"]
        x = np.array([float(row[column["name"]]) for row in rows])
        columns.append((x - step["mean"]) / step["std"])
    y = np.stack(columns, axis=1)
    for layer in model["layers"]:
        y = y @ matrix(layer["weights"]) + matrix(layer["biases"])
        y = np.tanh(y) if layer.get("activation") == "tanh" else y
    ((step,),) = model["outputs"]["steps"]
    wanted = y[:, 0] * step["std"] + step["mean"]
    out = io.StringIO()
    predict_file(trained, str(TABLE), out)
    answers = [
        float(row["predicted_progression"]) for row in csv.DictReader(out.getvalue().split())
    ]
    np.testing.assert_allclose(answers, wanted, rtol=1e-12)


def matrix(written: object) -> np.ndarray:
    if isinstance(written, dict):
        assert written["dtype"] == "float64"
        numbers = np.frombuffer(base64.b64decode(written["base64"]), "<f8")
        return numbers.reshape(written["shape"])
    return np.array(written, np.float64)
