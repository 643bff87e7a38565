"""Processes of folds: what happens to them when one of them, or the run itself, is no more."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError, TrainingError
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.experiment.cross_validation import CrossValidation
from nnfs_cli.experiment.events import FoldEpoch
from nnfs_cli.experiment.fold_processes import FoldProcesses, train_fold

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

ROWS = 30_000
CONFIG = """
dataset: {path: data.csv, target: y}
split: {k_folds: 2, test: 0}
model: {layers: [{type: dense, units: 256}, {type: dense, units: 256}, {type: dense}]}
training: {epochs: 1, batch_size: 1}
output: {plots: false, report: false}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "".join(f"{row % 100},{row % 7}\n" for row in range(ROWS))
    (tmp_path / "data.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def start(folder: Path) -> subprocess.Popen[str]:
    """A run whose folds are learning side by side."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nnfs_cli", "train", "config.yaml", "--jobs", "2", "--quiet"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    while not all(fold_files(folder, "metrics.csv")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    return process


def fold_files(folder: Path, name: str) -> list[str]:
    """What stands in a file of every fold; "" where there is none."""
    paths = [folder / f"runs/config-001/folds/fold-{number}" / name for number in (1, 2)]
    return [path.read_text(encoding="utf-8") if path.exists() else "" for path in paths]


def test_folds_end_with_the_run_that_started_them(folder: Path) -> None:
    process = start(folder)
    process.kill()
    process.communicate()  # the folds write there too, so it ends when they have ended
    assert [len(text.splitlines()) for text in fold_files(folder, "metrics.csv")] == [1, 1]


def train_and_end_fold_1(made: CrossValidation, number: signal.Signals) -> None:
    for event in made.train():
        assert isinstance(event, FoldEpoch)
        if event.fold == 1 and event.epoch.epoch == 3:
            os.kill(process_of_fold_1(made), number)


def process_of_fold_1(made: CrossValidation) -> int:
    assert isinstance(made.working, FoldProcesses)
    for fold, process in made.working.working.values():
        if fold == 1 and process.pid is not None:
            return process.pid
    raise AssertionError("fold 1 is not at work")


@pytest.mark.parametrize(
    ("number", "said"),
    [(signal.SIGTERM, "was stopped before its end"), (signal.SIGKILL, "ended with exit code -9")],
)
def test_a_fold_that_somebody_ended_is_not_taken_for_done(
    folder: Path, number: signal.Signals, said: str
) -> None:
    changes = ["training.epochs=100000", "training.batch_size=30000"]
    made = begin(load_config(folder / "config.yaml", changes), folder / "runs", jobs=2)
    assert isinstance(made, CrossValidation)
    made.start()
    with pytest.raises(TrainingError, match=f"fold 1 {said}"):
        train_and_end_fold_1(made, number)
    assert made.done == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left", "m.csv"), r"\[Errno 28\] No space left: 'm.csv'"),
        (MemoryError(), "^fold 2: out of memory$"),
        (ConfigError("no such column", "c.yaml:3", "Look."), "^c.yaml:3: fold 2: no such column$"),
        (ZeroDivisionError("a bug"), "^fold 2: ZeroDivisionError: a bug$"),
    ],
)
def test_what_is_wrong_in_a_fold_is_told_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: Exception, expected: str
) -> None:
    def fold_of(directory: Path, number: int) -> None:
        raise wrong

    monkeypatch.setattr("nnfs_cli.experiment.beginning.fold_of", fold_of)
    heard, told = multiprocessing.Pipe(duplex=False)
    train_fold(str(tmp_path), 2, told)
    said = heard.recv()
    kinds = {MemoryError: TrainingError, ZeroDivisionError: RuntimeError}
    assert type(said) is kinds.get(type(wrong), type(wrong))
    assert re.search(expected, str(said))
