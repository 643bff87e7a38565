"""Runs side by side: real ones that differ in ways that are known."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from nnfs_cli.cli.app import app
from nnfs_cli.compare.comparison import compare
from nnfs_cli.compare.config_difference import config_differences
from nnfs_cli.compare.known_answers import KnownAnswers, known_answers
from nnfs_cli.engine.metrics import METRICS
from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.run.run_directory import RunDirectory

ROOT = Path(__file__).parent.parent.parent
BARE = ("--set", "output.plots=false", "--set", "output.report=false", "--set", "training.epochs=8")


def nn(*arguments: object) -> SimpleNamespace:
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, list(map(str, arguments)))
    return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)


def train(folder: Path, config: str, *changes: str) -> Path:
    given = [word for change in changes for word in ("--set", change)]
    config_file = ROOT / "configs" / f"{config}.yaml"
    done = nn("train", config_file, "--runs-dir", folder, "--json", *BARE, *given)
    assert done.code == 0, done.err
    return Path(json.loads(done.out)["run"])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """iris: well trained, hardly trained, with other rows; diabetes; folds without test rows."""
    folder = tmp_path_factory.mktemp("runs")
    train(folder, "iris", "training.epochs=60")
    train(folder, "iris", "training.epochs=1", "training.learning_rate=0.00001")
    train(folder, "iris", "seed=1")
    train(folder, "diabetes")
    train(folder, "wine_folds", "split.test=0", "split.k_folds=3")
    train(folder, "breast_cancer", "evaluation.threshold=best_f1")
    return folder


def test_a_trained_network_is_better_than_one_that_is_not_by_more_than_chance(runs: Path) -> None:
    comparison = compare([runs / "iris-002", runs / "iris-001"])
    (pair,) = comparison.pairs
    assert (pair.best, pair.other, pair.rows) == ("iris-001", "iris-002", 30)
    assert "iris-001 is better than iris-002 by more than chance on the same 30 rows" in (
        pair.sentence
    )
    assert comparison.best["accuracy"] == ("iris-001",)
    assert {one.key for one in comparison.config} == {"training.learning_rate", "training.epochs"}
    assert comparison.data == (
        "All learned from the same data: iris.csv.",
        "All were judged by the same rows.",
    )


def test_a_run_does_not_differ_from_its_copy(runs: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(runs / "iris-001", tmp_path / "copy-001")
    comparison = compare([runs / "iris-001", copy])
    assert comparison.config == ()
    assert comparison.best["accuracy"] == ("iris-001", "copy-001")
    assert comparison.pairs[0].sentence == (
        "iris-001 and copy-001 have the same accuracy on the same 30 rows."
    )


def test_runs_with_other_test_rows_are_compared_on_those_they_share(runs: Path) -> None:
    first, other = (RunDirectory(runs / name) for name in ("iris-001", "iris-003"))
    kept = []
    for run in (first, other):
        with run.predictions.open() as file:
            kept.append({line["row"] for line in csv.DictReader(file)})
    shared = len(kept[0] & kept[1])
    comparison = compare([first.path, other.path])
    assert comparison.pairs[0].rows == shared < 30
    assert f"on the {shared} rows kept from both" in comparison.pairs[0].sentence
    assert f"different rows, {shared} of which are the same" in comparison.data[1]


def test_answers_to_different_questions_cannot_be_compared(runs: Path) -> None:
    comparison = compare([runs / "iris-001", runs / "diabetes-001"])
    assert comparison.metrics == ()
    assert comparison.remarks[0].startswith("No metric was measured for all of them")
    assert comparison.data[0].startswith("iris-001 learned from iris.csv (")


def test_the_same_row_numbers_of_other_data_are_other_rows(runs: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(runs / "iris-001", tmp_path / "copy-001")
    environment = json.loads((copy / "environment.json").read_text())
    environment["data"][0]["sha256"] = "0" * 64
    (copy / "environment.json").write_text(json.dumps(environment))
    (pair,) = compare([runs / "iris-001", copy]).pairs
    assert "cannot be told: they learned from different data" in pair.sentence


def test_without_predictions_it_says_why_nothing_can_be_told(runs: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(runs / "iris-001", tmp_path / "copy-001")
    (copy / "predictions.csv").unlink()
    (pair,) = compare([runs / "iris-001", copy]).pairs
    assert "copy-001 has no answers to rows that it had not learned from" in pair.sentence


def test_more_than_two_are_set_beside_the_best(runs: Path) -> None:
    names = ["iris-002", "iris-001", "iris-003"]
    comparison = compare([runs / name for name in names])
    assert comparison.names == tuple(names)
    assert {pair.best for pair in comparison.pairs} == {comparison.best["accuracy"][0]}
    assert len(comparison.pairs) == 2
    assert comparison.remarks[-1].startswith("The best of 3 looks a little better")


@pytest.mark.parametrize("name", ["iris-001", "diabetes-001", "breast_cancer-001"])
def test_answers_read_back_score_what_the_run_said(runs: Path, name: str) -> None:
    """Every metric of summary.json, from predictions.csv alone."""
    run = RunDirectory(runs / name)
    known = known_answers(run)
    assert isinstance(known, KnownAnswers)
    answers = known.to(known.rows, known.targets.classes)
    for title, score in run.read_summary()["test"].items():
        if title != "loss":
            assert METRICS.create(title)(answers) == pytest.approx(score, rel=1e-6)


def test_of_folds_the_answers_to_all_rows_are_read_back(runs: Path) -> None:
    run = RunDirectory(runs / "wine_folds-001")
    known = known_answers(run)
    assert isinstance(known, KnownAnswers)
    assert len(known.rows) == 178
    answers = known.to(known.rows, known.targets.classes)
    accuracy = METRICS.create("accuracy")(answers)
    assert accuracy == pytest.approx(run.read_summary()["validation"]["accuracy"], abs=0.01)


def test_classes_in_another_order_are_the_same_classes(runs: Path) -> None:
    known = known_answers(RunDirectory(runs / "iris-001"))
    assert isinstance(known, KnownAnswers)
    backwards = known.targets.classes[::-1]
    turned = known.to(known.rows, backwards)
    np.testing.assert_array_equal(turned.p[:, ::-1], known.p)


def test_one_run_or_the_same_twice_is_a_mistake(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one run alone"):
        compare([runs / "iris-001"])
    with pytest.raises(ConfigError, match="named twice"):
        compare([runs / "iris-001", runs / ".." / runs.name / "iris-001"])
    with pytest.raises(ModelFileError, match="no such run"):
        compare([runs / "iris-001", tmp_path / "absent"])
    bad = shutil.copytree(runs / "iris-001", tmp_path / "bad-001")
    (bad / "summary.json").write_text('{"status": "failed", "error": "diverged"}')
    with pytest.raises(ModelFileError, match="its status is failed"):
        compare([runs / "iris-001", bad])
    (bad / "summary.json").unlink()
    with pytest.raises(ModelFileError, match="not finished"):
        compare([runs / "iris-001", bad])


def test_configs_differ_where_they_differ_and_once() -> None:
    first = {
        "name": "a",
        "seed": 0,
        "dataset": {"columns": {"x": {"type": "numeric", "missing": "drop"}}},
        "model": {"layers": [{"type": "dense", "units": 4, "l2": 0.0}, {"type": "dense"}]},
        "training": {"early_stopping": {"patience": 3, "min_delta": 0.0}},
    }
    second = {
        "name": "b",
        "seed": 0,
        "dataset": {"columns": {}},
        "model": {"layers": [{"type": "dense", "units": 8, "l2": 0.0}]},
        "training": {"early_stopping": None},
    }
    found = [(one.key, *one.values) for one in config_differences([first, second])]
    assert found == [
        ("dataset.columns.x", "{type: numeric, missing: drop}", "–"),
        ("model.layers.0.units", "4", "8"),
        ("model.layers.1", "{type: dense}", "–"),
        ("training.early_stopping", "{patience: 3}", "–"),
    ]


def test_the_command_leaves_a_page_and_a_picture(runs: Path, tmp_path: Path) -> None:
    done = nn("compare", runs / "iris-001", runs / "iris-002", "-o", tmp_path / "out")
    assert done.code == 0
    assert "0.0000" not in done.out.splitlines()[0]
    assert "by more than chance" in " ".join(done.out.split())
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        *("comparison.html", "curves.svg", "curves.png")
    }
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "training.learning_rate" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    ElementTree.parse(tmp_path / "out" / "curves.svg")
    assert f"Next: nn show {runs / 'iris-001'}" in done.err


def test_for_programs_everything_is_one_object(runs: Path, tmp_path: Path) -> None:
    done = nn(
        "compare", runs / "iris-001", runs / "iris-002", "--json", "-o", tmp_path / "out", "--quiet"
    )
    said = json.loads(done.out)
    of_accuracy = said["pairs"][0]["differences"]["accuracy"]
    assert of_accuracy["standing"] == "better than"
    low, high = of_accuracy["interval"]
    assert 0 < low <= of_accuracy["value"] <= high
    assert said["best"]["accuracy"] == ["iris-001"]
    assert done.err == ""


def test_left_out_the_folder_lies_beside_the_first_run(runs: Path) -> None:
    done = nn("compare", runs / "iris-001", runs / "iris-003")
    assert done.code == 0
    assert (runs / "compare-iris-001-iris-003" / "comparison.html").is_file()
    assert "compare-iris-001-iris-003" not in nn("runs", runs).out


def test_runs_without_curves_have_a_page_all_the_same(runs: Path, tmp_path: Path) -> None:
    bare = [shutil.copytree(runs / "iris-001", tmp_path / name) for name in ("a-001", "b-001")]
    for run in bare:
        (run / "metrics.csv").unlink()
    assert nn("compare", *bare, "-o", tmp_path / "out").code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["comparison.html"]


def test_names_in_the_page_are_text(runs: Path, tmp_path: Path) -> None:
    evil = shutil.copytree(runs / "iris-001", tmp_path / "<script>alert(1)<")
    nn("compare", runs / "iris-002", evil, "-o", tmp_path / "out")
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;" in page
