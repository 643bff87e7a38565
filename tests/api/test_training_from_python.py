from __future__ import annotations

import csv
import json
import shutil
import signal
from pathlib import Path

import pytest

import nnfs_cli
from nnfs_cli import TrainedRun
from nnfs_cli.experiment.beginning import resume
from nnfs_cli.experiment.events import Epoch, FoldEpoch
from tests.api.conftest import DATASETS

IRIS = {
    "dataset": {"path": DATASETS / "iris.csv", "target": "species"},
    "output": {"plots": False},
}


def test_a_run_tells_what_its_directory_says(iris: TrainedRun) -> None:
    summary = json.loads((iris.directory / "summary.json").read_text(encoding="utf-8"))
    assert iris.metrics == {part: summary[part] for part in ("train", "validation", "test")}
    assert (iris.status, iris.task, iris.verdict) == ("finished", "multiclass", summary["verdict"])
    assert iris.baseline == summary["baseline"]
    assert iris.summary == summary
    assert iris.directory.name == "iris-001"
    assert "guessing" in repr(iris)


def test_a_dictionary_trains_as_its_file_does(tmp_path: Path) -> None:
    file = tmp_path / "iris.yaml"
    file.write_text(
        f"dataset:\n  path: {(DATASETS / 'iris.csv').as_posix()}\n  target: species\n"
        "training: {epochs: 2}\noutput: {plots: false}\n",
        encoding="utf-8",
    )
    from_file = nnfs_cli.train(str(file), runs_dir=tmp_path / "runs")
    from_values = nnfs_cli.train(
        IRIS, overrides={"training.epochs": 2}, runs_dir=tmp_path / "runs", name="iris"
    )
    assert [from_file.directory.name, from_values.directory.name] == ["iris-001", "iris-002"]
    one, other = (run.directory / "model.json" for run in (from_file, from_values))
    assert one.read_bytes() == other.read_bytes()


def test_the_run_keeps_the_config_as_it_was_given(tmp_path: Path) -> None:
    run = nnfs_cli.train(IRIS, overrides={"training.epochs": 1}, runs_dir=tmp_path)
    again = nnfs_cli.train(
        run.directory / "config.yaml", overrides={"training.epochs": 1}, runs_dir=tmp_path
    )
    assert again.metrics == run.metrics


def test_every_epoch_is_told_and_one_can_be_the_last(tmp_path: Path) -> None:
    told: list[Epoch] = []

    def on_epoch(epoch: Epoch | FoldEpoch) -> bool:
        assert isinstance(epoch, Epoch)
        told.append(epoch)
        return epoch.epoch < 3

    overrides = {"training.epochs": 9, "training.optimizer": {"type": "sgd", "momentum": 0.9}}
    run = nnfs_cli.train(IRIS, overrides=overrides, runs_dir=tmp_path, on_epoch=on_epoch)
    with (run.directory / "metrics.csv").open(encoding="utf-8", newline="") as file:
        losses = [float(row["loss"]) for row in csv.DictReader(file)]
    assert [epoch.loss for epoch in told] == losses
    assert len(losses) == 3
    assert run.status == "interrupted"
    assert (run.directory / "model.json").exists()


def test_folds_tell_their_epochs(tmp_path: Path) -> None:
    told: list[int] = []

    def on_epoch(epoch: Epoch | FoldEpoch) -> None:
        told.append(epoch.fold if isinstance(epoch, FoldEpoch) else 0)

    overrides = {"split.k_folds": 2, "training.epochs": 2, "split.final_model": "ensemble"}
    run = nnfs_cli.train(IRIS, overrides=overrides, runs_dir=tmp_path, on_epoch=on_epoch)
    assert told == [1, 1, 2, 2]
    assert run.model.predict(DATASETS / "iris.csv").values.shape == (150,)


def test_mistakes_are_told_by_key_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(nnfs_cli.NNError) as raised:
        nnfs_cli.train({**IRIS, "training": {"optimiser": "adam"}, "sead": 1}, runs_dir=tmp_path)
    assert [str(mistake) for mistake in raised.value.mistakes()] == [
        "config: training.optimiser: unknown key 'optimiser'; here it is called 'optimizer'",
        "config: sead: unknown key 'sead'; did you mean 'seed'?",
    ]
    with pytest.raises(nnfs_cli.ConfigError, match="not of object"):
        nnfs_cli.train({"dataset": object()}, runs_dir=tmp_path)
    with pytest.raises(nnfs_cli.ConfigError, match="not of set"):
        nnfs_cli.train(IRIS, overrides={"evaluation.metrics": {"f1"}}, runs_dir=tmp_path)
    with pytest.raises(nnfs_cli.ConfigError, match="the key 'dataset' is missing"):
        nnfs_cli.train({}, runs_dir=tmp_path)
    with pytest.raises(nnfs_cli.ConfigError, match=r"--set training\.epochs=0"):
        nnfs_cli.train(IRIS, overrides={"training.epochs": 0}, runs_dir=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_threads_of_the_program_are_given_back(tmp_path: Path) -> None:
    from threadpoolctl import threadpool_info, threadpool_limits

    def of_blas() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    with threadpool_limits(2, user_api="blas"):
        before = of_blas()
        run = nnfs_cli.train(IRIS, overrides={"training.epochs": 1}, runs_dir=tmp_path)
        run.model.predict(DATASETS / "iris.csv")
        assert of_blas() == before


def test_ctrl_c_keeps_everything_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a config without a file, whose paths are relative to the working directory."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATASETS / "iris.csv", "flowers.csv")
    config = {
        "dataset": {"path": "flowers.csv", "target": "species"},
        "training": {"epochs": 5},
        "output": {"plots": False},
    }

    def on_epoch(epoch: Epoch | FoldEpoch) -> None:
        if isinstance(epoch, Epoch) and epoch.epoch == 2:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        nnfs_cli.train(config, on_epoch=on_epoch)
    assert signal.getsignal(signal.SIGINT) is before
    interrupted = tmp_path / "runs" / "config-001"
    summary = json.loads((interrupted / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["epochs"]) == ("interrupted", 2)
    run = resume(interrupted)
    run.start()
    assert [report.epoch for report in run.train() if isinstance(report, Epoch)] == [3, 4, 5]
    run.finish()
    whole = nnfs_cli.train(config, name="whole")
    models = [folder / "model.json" for folder in (interrupted, whole.directory)]
    assert models[0].read_bytes() == models[1].read_bytes()
