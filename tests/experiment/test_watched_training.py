"""Warnings reach all the places where people look, and watching changes not a bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.training_watch import TrainingWatch
from nnfs_cli.errors import TrainingError
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.cross_validation import CrossValidation
from tests.experiment.test_resume import LAYERS, begun, config, resumed, to_the_end

HASTY = "{epochs: 8, optimizer: sgd, learning_rate: 5, early_stopping: null}"
TWO_RELUS = (
    "[{type: dense, units: 16, activation: relu}, {type: dense, units: 8, activation: relu}, "
    "{type: dense}]"
)


def summary_of(directory: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((directory / "summary.json").read_bytes())
    return found


def test_watched_or_not_a_training_ends_with_the_same_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = config(tmp_path, "{epochs: 9, batch_size: 20, early_stopping: null}", LAYERS)
    watched = to_the_end(begun(path, tmp_path / "watched"))
    looked: list[int] = []
    monkeypatch.setattr(
        TrainingWatch, "after_epoch", lambda self, report, *_: looked.append(report.epoch) or ()
    )
    alone = to_the_end(begun(path, tmp_path / "alone"))
    assert looked == list(range(1, 10))
    for name in ("model.json", "predictions.csv"):
        assert (watched.directory / name).read_bytes() == (alone.directory / name).read_bytes()
    assert losses(watched.directory) == losses(alone.directory)


def losses(directory: Path) -> list[str]:
    """metrics.csv without the seconds."""
    lines = (directory / "metrics.csv").read_text(encoding="utf-8").splitlines()
    return [",".join(line.split(",")[:4] + line.split(",")[5:]) for line in lines]


def test_a_warning_is_told_with_its_epoch_in_the_log_and_in_the_summary(tmp_path: Path) -> None:
    experiment = begun(config(tmp_path, HASTY, TWO_RELUS), tmp_path / "runs")
    experiment.start()
    told = [concern for epoch in experiment.train() for concern in epoch.concerns]
    result = experiment.finish()
    assert told
    assert list(result.warnings[: len(told)]) == told
    assert summary_of(result.directory)["warnings"] == [c.to_json() for c in result.warnings]
    log = (result.directory / "log.txt").read_text(encoding="utf-8")
    assert all(log.count(concern.sentence) == 1 for concern in told)


def test_a_resumed_run_warns_as_one_that_never_stopped(tmp_path: Path) -> None:
    path = config(tmp_path, HASTY, TWO_RELUS)
    whole = to_the_end(begun(path, tmp_path / "whole"))
    experiment = begun(path, tmp_path / "runs")
    directory = experiment.start()
    for epoch in experiment.train():
        if epoch.epoch == 3:  # between looks: what epoch 2 suspected is confirmed in 4
            experiment.request_stop()
    experiment.finish()
    again = to_the_end(resumed(directory.path))
    assert whole.warnings
    assert again.warnings == whole.warnings


def test_nothing_is_judged_of_a_run_that_was_interrupted(tmp_path: Path) -> None:
    experiment = begun(config(tmp_path, "{epochs: 50, learning_rate: 1e-6}"), tmp_path / "runs")
    experiment.start()
    for _ in experiment.train():
        experiment.request_stop()
    assert experiment.finish().warnings == ()


def test_a_network_no_better_than_the_baseline_is_told_at_the_end(tmp_path: Path) -> None:
    path = config(tmp_path, "{epochs: 2, learning_rate: 1e-6, early_stopping: null}", TWO_RELUS)
    warnings = to_the_end(begun(path, tmp_path / "runs")).warnings
    assert [w for w in warnings if w.what.startswith("the network is no better than always")]


def test_a_training_that_was_not_done_says_so(tmp_path: Path) -> None:
    path = config(tmp_path, "{epochs: 10, early_stopping: null}")
    (warning,) = to_the_end(begun(path, tmp_path / "runs")).warnings
    assert warning.what.startswith("the last fifth of the 10 epochs still brought the validation")
    assert "--set training.epochs=20" in warning.change


def test_what_learns_well_has_no_warnings(tmp_path: Path) -> None:
    result = to_the_end(begun(config(tmp_path, "{}"), tmp_path / "runs"))
    assert result.warnings == ()
    assert summary_of(result.directory)["warnings"] == []


def test_a_failed_run_keeps_the_warnings_that_came_before(tmp_path: Path) -> None:
    experiment = begun(config(tmp_path, "{epochs: 9}"), tmp_path / "runs")
    directory = experiment.start().path
    experiment.watch.said["x"] = Concern("w", "y", "c")
    experiment._fail(TrainingError("diverged"))
    assert summary_of(directory)["warnings"] == [{"what": "w", "why": "y", "change": "c"}]


@pytest.mark.parametrize("final", ["refit", "ensemble", "none"])
def test_folds_tell_of_each_thing_once(tmp_path: Path, final: str) -> None:
    path = config(tmp_path, HASTY, TWO_RELUS)
    overrides = ["split.k_folds=3", f"split.final_model={final}"]
    run = begin(load_config(path, overrides), tmp_path / "runs", jobs=1)
    assert isinstance(run, CrossValidation)
    result = to_the_end_of_folds(run)
    shared = [concern for concern in result.warnings if concern.what.startswith("in ")]
    own = {concern.why for concern in result.warnings if concern not in shared}
    whys = [concern.why for concern in shared]
    assert len(whys) == len({*whys} - own)
    if final == "refit":
        assert own
    else:
        assert any("of 3 folds; in fold " in concern.what for concern in shared)
    assert summary_of(result.directory)["warnings"] == [c.to_json() for c in result.warnings]


def to_the_end_of_folds(run: CrossValidation) -> Any:
    run.start()
    list(run.train())
    return run.finish()
