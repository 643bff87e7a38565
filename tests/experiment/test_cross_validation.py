"""Folds: alone or side by side, in one go or interrupted, they come to the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.data.folds import k_folds
from nnfs_cli.evaluate import evaluate_file
from nnfs_cli.experiment.beginning import begin, resume
from nnfs_cli.experiment.cross_validation import CrossValidation
from nnfs_cli.experiment.events import FoldEnd, FoldEpoch
from nnfs_cli.experiment.outcome import Result
from nnfs_cli.predictor import Predictor

ROWS = 60
CONFIG = """
dataset: {path: flowers.csv, target: kind}
split: {test: 0.2, k_folds: 3}
model: {layers: [{type: dense, units: 6, activation: tanh}, {type: dropout, rate: 0.2},
                 {type: dense, activation: softmax}]}
training: {epochs: 12, learning_rate: 0.01, early_stopping: {patience: 3}}
output: {plots: false, report: false}
"""
REGRESSION = """
dataset: {path: flowers.csv, target: size}
split: {test: 0.2, k_folds: 3}
training: {epochs: 10}
output: {plots: false, report: false}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    generator = np.random.default_rng(0)
    kinds = np.arange(ROWS) % 3
    x = generator.normal(size=(ROWS, 2)) + 2 * kinds[:, None]
    place = np.array(["shore", "wood", "fen", "moor"])[generator.integers(0, 4, ROWS)]
    with (tmp_path / "flowers.csv").open("w") as file:
        file.write("length,width,place,size,kind\n")
        for row in range(ROWS):
            numbers = f"{x[row, 0]:.4f},{x[row, 1]:.4f},{place[row]},{x[row].sum() * 10:.3f}"
            file.write(f"{numbers},{'abc'[kinds[row]]}\n")
    path = tmp_path / "flowers.yaml"
    path.write_text(CONFIG)
    return path


def run(config: Path, name: str, *overrides: str, jobs: int = 1) -> tuple[Path, Result]:
    made = begin(load_config(config, list(overrides)), config.parent / name, jobs=jobs)
    made.start()
    for _ in made.train():
        pass
    result = made.finish()
    return result.directory, result


def answers(directory: Path) -> dict[str, bytes]:
    """Every file that must not depend on how the folds were trained."""
    names = ("model.json", "predictions.csv", "out_of_fold.csv", "split.csv", "metrics.csv")
    found = sorted(path for path in directory.rglob("*") if path.name in names)
    return {str(path.relative_to(directory)): without_seconds(path) for path in found}


def without_seconds(path: Path) -> bytes:
    if path.name != "metrics.csv":
        return path.read_bytes()
    rows = rows_of(path)
    return json.dumps([{k: v for k, v in row.items() if k != "seconds"} for row in rows]).encode()


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def summary_of(directory: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((directory / "summary.json").read_text())
    return summary


def test_side_by_side_is_one_after_the_other(config: Path) -> None:
    alone, _ = run(config, "alone")
    together, _ = run(config, "together", jobs=2)
    assert answers(alone) == answers(together)
    assert {f"folds/fold-{n}/model.json" for n in (1, 2, 3)} < answers(alone).keys()


def test_every_row_is_answered_by_the_network_that_did_not_see_it(config: Path) -> None:
    directory, _ = run(config, "runs")
    part = {row["row"]: row["part"] for row in rows_of(directory / "split.csv")}
    answered = rows_of(directory / "out_of_fold.csv")
    kept = [row for row, name in part.items() if name == "training"]
    assert [row["row"] for row in answered] == kept
    labels = np.arange(ROWS) % 3
    positions = np.array([int(row) - 1 for row in kept])
    folds = k_folds(positions, 3, seed=0, labels=labels[positions])
    for number, fold in enumerate(folds, start=1):
        mine = [int(row["row"]) - 1 for row in answered if row["fold"] == str(number)]
        assert mine == fold.validation.tolist()
    predictor = Predictor.open(directory / "folds" / "fold-2")
    (piece,) = predictor.answer(str(config.parent / "flowers.csv"))
    for row in answered:
        if row["fold"] == "2":
            expected = piece.p[int(row["row"]) - 1]
            written = [float(row[f"probability_{kind}"]) for kind in "abc"]
            np.testing.assert_allclose(written, expected, rtol=1e-6)


def test_each_fold_is_scaled_by_its_own_training_rows(config: Path) -> None:
    directory, _ = run(config, "runs")
    table = enumerate(rows_of(config.parent / "flowers.csv"), start=1)
    lengths = {str(number): float(row["length"]) for number, row in table}
    answered = rows_of(directory / "out_of_fold.csv")
    for number in (1, 2, 3):
        model = json.loads((directory / f"folds/fold-{number}/model.json").read_text())
        (step,) = model["inputs"]["columns"][0]["steps"]
        seen = [lengths[row["row"]] for row in answered if row["fold"] != str(number)]
        assert step["mean"] == pytest.approx(np.mean(seen), rel=1e-12)
    final = json.loads((directory / "model.json").read_text())
    everyone = [lengths[row["row"]] for row in answered]
    assert final["inputs"]["columns"][0]["steps"][0]["mean"] == pytest.approx(np.mean(everyone))


def test_mean_and_spread_are_those_of_the_folds(config: Path) -> None:
    directory, result = run(config, "runs", "split.final_model=none", "split.test=0")
    assert not (directory / "model.json").exists()
    scores = [
        summary_of(directory / f"folds/fold-{n}")["validation"]["accuracy"] for n in (1, 2, 3)
    ]
    summary = summary_of(directory)
    assert summary["folds"]["mean"]["accuracy"] == pytest.approx(np.mean(scores))
    assert summary["folds"]["spread"]["accuracy"] == pytest.approx(np.std(scores, ddof=1))
    assert summary["validation"] == summary["folds"]["mean"] == result.metrics["validation"]
    assert "3 folds" in summary["verdict"]


def test_the_final_model_learns_as_long_as_the_folds_gained_by_it(config: Path) -> None:
    directory, result = run(config, "runs")
    best = [summary_of(directory / f"folds/fold-{n}")["best_epoch"] for n in (1, 2, 3)]
    assert result.epochs == round(np.mean(best))
    assert summary_of(directory)["test"]["accuracy"] == evaluate_file(directory).metrics["accuracy"]


@pytest.mark.parametrize("text", [CONFIG, REGRESSION], ids=["classes", "numbers"])
def test_the_ensemble_answers_the_mean_of_its_members(config: Path, text: str) -> None:
    config.write_text(text)
    directory, result = run(config, "runs", "split.final_model=ensemble")
    source = str(config.parent / "flowers.csv")
    members = [Predictor.open(directory / "folds" / f"fold-{n}") for n in (1, 2, 3)]
    each = [m.targets.decode(next(m.answer(source)).p).astype(float) for m in members]
    whole = Predictor.open(directory)
    mean = whole.targets.decode(next(whole.answer(source)).p)
    np.testing.assert_allclose(mean, np.mean(each, axis=0), rtol=1e-5, atol=1e-5)
    evaluated = evaluate_file(directory)
    for name, value in result.metrics["test"].items():
        assert evaluated.metrics[name] == pytest.approx(value, rel=1e-6), name


@pytest.mark.parametrize("stop_after", [1, 14, 30, 41])
def test_interrupted_anywhere_it_goes_on_to_the_same_bits(config: Path, stop_after: int) -> None:
    whole, _ = run(config, "whole", "training.early_stopping=null")
    made = begin(
        load_config(config, ["training.early_stopping=null"]), config.parent / "broken", jobs=1
    )
    directory = made.start().path
    for number, _ in enumerate(
        (event for event in made.train() if not isinstance(event, FoldEnd)), start=1
    ):
        if number == stop_after:
            made.request_stop()
    assert made.finish().status == "interrupted"
    again = resume(directory, jobs=1)
    again.start()
    for _ in again.train():
        pass
    assert again.finish().status == "finished"
    assert answers(directory) == answers(whole)


def test_repeats_and_groups(config: Path) -> None:
    directory, _ = run(
        config, "runs", "split.repeats=2", "split.group=place", "split.k_folds=2", "split.test=0"
    )
    answered = rows_of(directory / "out_of_fold.csv")
    assert len(answered) == 2 * ROWS
    table = enumerate(rows_of(config.parent / "flowers.csv"), start=1)
    places = {str(number): row["place"] for number, row in table}
    for fold in ("1", "3"):
        inside = {places[row["row"]] for row in answered if row["fold"] == fold}
        other = str(int(fold) + 1)
        assert not inside & {places[row["row"]] for row in answered if row["fold"] == other}


def test_folds_in_time_only_look_forward(config: Path) -> None:
    generator = np.random.default_rng(3)
    days = generator.permutation(60)
    lines = [f"2024-{1 + day // 28:02d}-{1 + day % 28:02d},{day / 10},{day * 2}" for day in days]
    (config.parent / "sales.csv").write_text("\n".join(["day,price,sold", *lines]) + "\n")
    config.write_text(REGRESSION.replace("flowers.csv, target: size", "sales.csv, target: sold"))
    directory, _ = run(config, "runs", "split.time=day")
    day_of = {str(row): line.split(",")[0] for row, line in enumerate(lines, start=1)}
    part = {row["row"]: row["part"] for row in rows_of(directory / "split.csv")}
    fold = {row["row"]: row["fold"] for row in rows_of(directory / "out_of_fold.csv")}
    in_order = sorted(day_of, key=lambda row: day_of[row])
    assert [part[row] for row in in_order] == ["training"] * 48 + ["test"] * 12
    assert [fold.get(row, "0") for row in in_order[:48]] == sorted(
        fold.get(row, "0") for row in in_order[:48]
    )
    assert "day" not in (directory / "model.json").read_text()


def test_events_tell_every_fold(config: Path) -> None:
    made = begin(load_config(config), config.parent / "runs", jobs=2)
    assert isinstance(made, CrossValidation)
    made.start()
    events = list(made.train())
    assert {event.fold for event in events if isinstance(event, FoldEpoch)} == {1, 2, 3}
    assert sorted(event.fold for event in events if isinstance(event, FoldEnd)) == [1, 2, 3]
