"""What `nn show` says about runs with folds, and about a fold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.show import describe

CONFIG = """
dataset: {path: line.csv, target: y}
split: {k_folds: 3, test: 0.2}
training: {epochs: 3}
output: {plots: false, report: false}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    rows = "".join(f"{row},{row * 2 + row % 3}\n" for row in range(60))
    (tmp_path / "line.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    path = tmp_path / "line.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def trained(config: Path, final_model: str) -> Path:
    run = begin(load_config(config, [f"split.final_model={final_model}"]), config.parent, jobs=1)
    run.start()
    for _ in run.train():
        pass
    return run.finish().directory


@pytest.mark.parametrize("final_model", ["refit", "ensemble", "none"])
def test_a_run_with_folds_shows_their_mean_and_spread(config: Path, final_model: str) -> None:
    directory = trained(config, final_model)
    scores = [
        json.loads((directory / f"folds/fold-{n}/summary.json").read_text())["validation"]["r2"]
        for n in (1, 2, 3)
    ]
    mean = sum(scores) / 3
    shown = describe(directory)
    assert shown.metrics["validation"]["r2"] == pytest.approx(mean)
    deviation = (sum((score - mean) ** 2 for score in scores) / 2) ** 0.5
    assert shown.spread["r2"] == pytest.approx(deviation)
    assert ("test" in shown.metrics) == (final_model != "none")
    assert "Verdict" in dict(shown.facts)


def test_where_no_model_was_asked_for_it_says_how_to_get_one(config: Path) -> None:
    directory = trained(config, "none")
    expected = f"nn train {directory}/config.resolved.yaml --set split.final_model=refit"
    assert describe(directory).next_command == expected


def test_the_folder_of_a_fold_is_its_model(config: Path) -> None:
    fold = trained(config, "none") / "folds" / "fold-2"
    shown = describe(fold)
    assert shown.kind == "model"
    score = json.loads((fold / "summary.json").read_text())["validation"]["r2"]
    assert shown.metrics["validation"]["r2"] == pytest.approx(score)
    assert shown.spread == {}
