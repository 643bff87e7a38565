"""A threshold that is chosen after training: on validation rows only, and used from then on."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.evaluate import evaluate_file
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.experiment.threshold_choice import choose_threshold
from nnfs_cli.predict_file import predict_file
from nnfs_cli.show import describe
from nnfs_cli.task import Task

DATASETS = Path(__file__).parents[2] / "datasets"
TUMOURS = "{path: %s, target: diagnosis, features: [mean_texture, mean_smoothness]}"
DAYS = "{path: %s, target: [rain, frost], features: [temperature, pressure]}"


def run(folder: Path, dataset: str, table: str, *overrides: str) -> Result:
    config = folder / "config.yaml"
    config.write_text(
        f"dataset: {dataset % (DATASETS / table).as_posix()}\n"
        "split: {validation: 0.3}\ntraining: {epochs: 12}\noutput: {plots: false, report: false}\n"
    )
    experiment = begin(load_config(config, overrides), runs_dir=folder / "runs")
    experiment.start()
    list(experiment.train())
    return experiment.finish()


def model_of(result: Result) -> Any:
    return json.loads((result.directory / "model.json").read_text())


def probabilities(result: Result, table: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Of each row of a part, from `nn predict` and the table itself: shape (rows, targets)."""
    out = result.directory / "all.csv"
    with out.open("w", newline="") as file:
        predict_file(result.directory, str(DATASETS / table), file)
    names = model_of(result)["outputs"]["target"]
    yes = {"malignant", "1"}
    with (result.directory / "split.csv").open() as file:
        parts = {int(row["row"]): row["part"] for row in csv.DictReader(file)}
    with out.open() as answers, (DATASETS / table).open() as truth:
        pairs = zip(csv.DictReader(answers), csv.DictReader(truth), strict=True)
        rows = [
            ([float(said[f"probability_{n}"]) for n in names], [true[n] in yes for n in names])
            for row, (said, true) in enumerate(pairs, start=1)
            if parts[row] == part
        ]
    p, t = zip(*rows, strict=True)
    return np.array(p), np.array(t)


def f1(said: np.ndarray, t: np.ndarray) -> float:
    return float(2 * (said & t).sum() / (said.sum() + t.sum()))


def youden(said: np.ndarray, t: np.ndarray) -> float:
    return float((said & t).sum() / t.sum() - (said & ~t).sum() / (~t).sum())


@pytest.mark.parametrize(("rule", "worth"), [("best_f1", f1), ("youden", youden)])
def test_no_other_threshold_is_better_on_the_validation_rows(
    tmp_path: Path, rule: str, worth: Any
) -> None:
    table = "breast_cancer.csv"
    result = run(tmp_path, TUMOURS, table, f"evaluation.threshold={rule}")
    chosen = model_of(result)["outputs"]["threshold"]
    p, t = probabilities(result, table, "validation")
    best = max(worth(p > cut, t) for cut in [0, *p[:, 0]])
    assert worth(p > chosen, t) == pytest.approx(best, abs=1e-12)
    assert chosen != 0.5
    summary = json.loads((result.directory / "summary.json").read_text())
    assert summary["threshold"] == {
        "values": {"diagnosis": chosen},
        "chosen_for": rule,
        "validation_rows": len(p),
    }
    assert summary["validation"]["f1"] == pytest.approx(f1(p > chosen, t))
    assert result.threshold is not None
    assert f"on {len(p)} validation rows" in result.threshold.in_words


def test_the_threshold_is_used_by_everything_that_follows(tmp_path: Path) -> None:
    table = "breast_cancer.csv"
    result = run(tmp_path, TUMOURS, table, "evaluation.threshold=best_f1")
    chosen = model_of(result)["outputs"]["threshold"]
    p, t = probabilities(result, table, "test")
    expected = pytest.approx(f1(p > chosen, t))
    assert result.metrics["test"]["f1"] == expected
    evaluation = evaluate_file(result.directory)
    assert evaluation.metrics["f1"] == expected
    assert evaluation.threshold == {"diagnosis": chosen}
    assert sum(row["rows"] for row in evaluation.details["calibration"]["bins"]) == len(p)
    with (result.directory / "predictions.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        said = "malignant" if float(row["probability_diagnosis"]) > chosen else "benign"
        assert row["predicted_diagnosis"] == said
    assert ("Threshold", f"{chosen:.4g}") in describe(result.directory).facts


def test_each_label_has_its_own(tmp_path: Path) -> None:
    result = run(tmp_path, DAYS, "weather.csv", "evaluation.threshold=best_f1")
    chosen = model_of(result)["outputs"]["threshold"]
    p, t = probabilities(result, "weather.csv", "validation")
    assert len(set(chosen)) == 2
    for k, threshold in enumerate(chosen):
        best = max(f1(p[:, k] > cut, t[:, k]) for cut in [0, *p[:, k]])
        assert f1(p[:, k] > threshold, t[:, k]) == pytest.approx(best, abs=1e-12)
    p, t = probabilities(result, "weather.csv", "test")
    each = [f1(p[:, k] > threshold, t[:, k]) for k, threshold in enumerate(chosen)]
    assert result.metrics["test"]["f1"] == pytest.approx(np.mean(each))
    assert evaluate_file(result.directory).metrics["f1"] == pytest.approx(np.mean(each))


def test_other_test_rows_choose_the_same_threshold(tmp_path: Path) -> None:
    """What the test part says has no say."""
    lines = (DATASETS / "breast_cancer.csv").read_text().splitlines()
    chosen = []
    for turned in (False, True):
        folder = tmp_path / str(turned)
        folder.mkdir()
        test = [
            line.replace("malignant", "x").replace("benign", "malignant").replace("x", "benign")
            if turned
            else line
            for line in lines[400:]
        ]
        (folder / "learn.csv").write_text("\n".join(lines[:400]) + "\n")
        (folder / "test.csv").write_text("\n".join([lines[0], *test]) + "\n")
        (folder / "c.yaml").write_text(
            "dataset: {path: learn.csv, target: diagnosis, features: [mean_texture]}\n"
            "split: {validation: 0.3, test: test.csv}\ntraining: {epochs: 3}\n"
            "evaluation: {threshold: best_f1}\noutput: {plots: false, report: false}\n"
        )
        experiment = begin(load_config(folder / "c.yaml"), runs_dir=folder / "runs")
        experiment.start()
        list(experiment.train())
        chosen.append(model_of(experiment.finish())["outputs"]["threshold"])
    assert chosen[0] == chosen[1]


def test_answers_that_are_no_numbers_choose_nothing() -> None:
    targets = TargetEncoder(Task.BINARY, ("t",), (("0", "1"),))
    p, t = np.array([[np.nan], [0.5]]), np.array([[0], [1]], np.uint8)
    assert choose_threshold(targets, "best_f1", p, t) is None


@pytest.mark.parametrize("final", ["refit", "ensemble", "none"])
def test_with_folds_it_is_chosen_on_rows_that_were_not_learned_from(
    tmp_path: Path, final: str
) -> None:
    table = "weather.csv"
    split = f"split={{k_folds: 3, test: 0.2, final_model: {final}}}"
    result = run(tmp_path, DAYS, table, split, "evaluation.threshold=best_f1")
    assert result.threshold is not None
    chosen = result.threshold.targets.thresholds
    with (result.directory / "out_of_fold.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert result.threshold.rows == len(rows) == 480
    each = []
    for name, threshold in chosen.items():
        p = np.array([float(row[f"probability_{name}"]) for row in rows])
        t = np.array([row[name] == "1" for row in rows])
        best = max(f1(p > cut, t) for cut in [0, *p])
        assert f1(p > threshold, t) == pytest.approx(best, abs=1e-12)
        assert [row[f"predicted_{name}"] == "1" for row in rows] == (p > threshold).tolist()
        of_folds = np.array([int(row["fold"]) for row in rows])
        each.append([f1(p[of_folds == k] > threshold, t[of_folds == k]) for k in (1, 2, 3)])
    assert result.metrics["validation"]["f1"] == pytest.approx(np.mean(each))
    summary = json.loads((result.directory / "summary.json").read_text())
    assert summary["threshold"]["values"] == chosen
    if final != "none":
        assert model_of(result)["outputs"]["threshold"] == list(chosen.values())
        assert evaluate_file(result.directory).metrics["f1"] == pytest.approx(
            result.metrics["test"]["f1"]
        )
